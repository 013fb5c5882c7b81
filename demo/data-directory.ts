import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { readLocationNote } from '../src/lib/embedded-postgres/location-note.ts';
import { readPostmaster, runsOnCluster } from '../src/lib/embedded-postgres/postmaster-file.ts';
import { removeTemporarySocketDirectory } from '../src/lib/embedded-postgres/socket-directory.ts';

export function makeDataDirectory(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'fieldhook-demo-'));
}

/** Removes all that fieldhook made. Call it when fieldhook has ended. */
export async function removeDataDirectory(dataDir: string): Promise<void> {
  // Root's database lies elsewhere if the user who runs PostgreSQL cannot reach the temporary directory.
  const aside = await readLocationNote(dataDir);
  await endLeftPostgres(join(aside ?? join(dataDir, 'postgres'), 'cluster'));
  if (aside !== undefined) await removeAll(dirname(aside));
  await removeAll(dataDir);
}

/** A fieldhook that was killed leaves its PostgreSQL running: the next start would take that over, but there is none. */
async function endLeftPostgres(cluster: string): Promise<void> {
  const postmaster = await readPostmaster(cluster);
  if (postmaster === undefined) return;
  for (let tries = 0; tries < 100 && (await runsOnCluster(postmaster.pid, cluster)); tries++) {
    // Immediate: its files are about to go. Repeated, since one that is just starting may not listen yet.
    process.kill(postmaster.pid, 'SIGQUIT');
    await delay(50);
  }
  await removeTemporarySocketDirectory(postmaster.socketDirectory);
}

function removeAll(directory: string): Promise<void> {
  return rm(directory, { recursive: true, force: true, maxRetries: 5 });
}

import { open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { codeOf, EmbeddedPostgresError } from './embedded-postgres-error.ts';
import type { Location } from './location.ts';
import { lastLines, runProgram } from './run-program.ts';

const temporaryPrefix = 'cluster.new-';

/**
 * Makes sure that there is a cluster of our PostgreSQL's major version.
 *
 * initdb works in a sibling directory that is renamed when complete: a crash leaves a leftover with another name, which
 * the next start removes, never half a cluster.
 */
export async function ensureCluster(location: Location, options: { sync: boolean }): Promise<void> {
  await removeLeftovers(location.directory);
  const found = await readVersion(location.cluster);
  if (found === undefined) return createCluster(location, options);
  const expected = location.binaries.majorVersion;
  if (found !== expected) {
    throw new EmbeddedPostgresError(
      `The database in ${location.cluster} was made by PostgreSQL ${found}, but this fieldhook brings PostgreSQL ${expected}: ` +
        'dump it with the fieldhook that made it and restore it here, or use another data directory.',
    );
  }
}

async function createCluster(location: Location, { sync }: { sync: boolean }): Promise<void> {
  // Not a fixed name: an initdb that outlived a killed fieldhook may still be writing into the last one.
  const temporary = join(location.directory, `${temporaryPrefix}${process.pid}-${Date.now()}`);
  const result = await runProgram(
    location.binaries.initdb,
    [
      `--pgdata=${temporary}`,
      '--username=fieldhook',
      '--encoding=UTF8',
      // Sorting and case mapping come from PostgreSQL itself, so they are the same on every machine and after
      // every upgrade of libc.
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      '--locale=C',
      // Whoever can enter the socket's directory (its owner and root) may connect; nobody else, and nobody over
      // a network.
      '--auth-local=trust',
      '--auth-host=reject',
      ...(sync ? [] : ['--no-sync']),
    ],
    { user: location.user },
  );
  try {
    if (!result.succeeded) {
      throw new EmbeddedPostgresError(
        `PostgreSQL could not create its files in ${location.directory}:${lastLines(result.output)}`,
      );
    }
    await rename(temporary, location.cluster);
    if (sync) await syncDirectory(location.directory);
  } catch (error) {
    // A start in another container was faster; the advisory lock decides who may use it.
    const occupied = ['ENOTEMPTY', 'EEXIST'].includes(codeOf(error));
    if (occupied && (await readVersion(location.cluster)) !== undefined) return;
    if (!occupied) throw error;
    throw new EmbeddedPostgresError(
      `${location.cluster} holds files but no PostgreSQL database (no PG_VERSION): restore it, or move it away to start afresh.`,
      { cause: error },
    );
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

async function readVersion(cluster: string): Promise<string | undefined> {
  try {
    return (await readFile(join(cluster, 'PG_VERSION'), 'utf8')).trim();
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw new EmbeddedPostgresError(
      `The database in ${cluster} cannot be read (${codeOf(error) || String(error)}).`,
      {
        cause: error,
      },
    );
  }
}

async function removeLeftovers(directory: string): Promise<void> {
  for (const name of await readdir(directory)) {
    if (!name.startsWith(temporaryPrefix)) continue;
    // Best effort: it costs space only, and an initdb still writing there makes this fail now and succeed next
    // time.
    await rm(join(directory, name), { recursive: true, force: true }).catch(() => undefined);
  }
}

/** Without it a power loss right after the first start could forget the rename. */
async function syncDirectory(directory: string): Promise<void> {
  const handle = await open(directory, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

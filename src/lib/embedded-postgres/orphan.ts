import { setTimeout as sleep } from 'node:timers/promises';
import { codeOf, EmbeddedPostgresError } from './embedded-postgres-error.ts';
import type { Location } from './location.ts';
import { readPostmaster, runsOnCluster } from './postmaster-file.ts';
import { takeSessionLock } from './session-lock.ts';
import {
  isTemporarySocketDirectory,
  privateSocketDirectory,
  removeTemporarySocketDirectory,
} from './socket-directory.ts';

const pollMs = 20;
/** Long enough for the orphan to finish starting or stopping, should it be in the middle of that. */
const answerBoundMs = 30_000;

/**
 * Ends the PostgreSQL that a killed fieldhook left running on the cluster, if there is one, but only while holding the
 * lock that a living fieldhook would hold. It is replaced and not adopted: its programs and settings may be another
 * version's, and only a child tells us of its death.
 *
 * Asked first is the socket and only then the process id: across containers that share the files, ids mean nothing.
 * @throws AlreadyRunningError if its fieldhook lives
 */
export async function endOrphan(location: Location): Promise<void> {
  const { cluster, dataDir } = location;
  const deadline = Date.now() + answerBoundMs;
  for (;;) {
    const postmaster = await readPostmaster(cluster);
    if (!postmaster) return;
    const { pid } = postmaster;
    // The recorded path may be from before a move, or another container's view.
    const temporary = isTemporarySocketDirectory(postmaster.socketDirectory);
    const socketDirectory = temporary ? postmaster.socketDirectory : privateSocketDirectory(location);
    const visible = await runsOnCluster(pid, cluster);
    const attempt = await takeSessionLock(socketDirectory, dataDir).catch((error: unknown) => {
      if (error instanceof EmbeddedPostgresError) throw error;
      return { failure: codeOf(error) };
    });
    if (!('failure' in attempt)) {
      try {
        await endServer(pid, cluster, visible);
      } finally {
        attempt.close();
      }
      if (temporary) await removeTemporarySocketDirectory(socketDirectory);
    } else if (!visible && ['ENOENT', 'ECONNREFUSED', 'ENOTDIR'].includes(attempt.failure)) {
      if (temporary) await removeTemporarySocketDirectory(socketDirectory);
      return;
    } else if (Date.now() > deadline) {
      throw new EmbeddedPostgresError(
        `A PostgreSQL from an earlier run (process ${pid}) holds ${cluster} but does not answer; end it with: kill ${pid}`,
      );
    }
    await sleep(pollMs);
  }
}

async function endServer(pid: number, cluster: string, visible: boolean): Promise<void> {
  if (!visible) {
    throw new EmbeddedPostgresError(
      `A PostgreSQL that this process cannot see, probably in another container, runs on ${cluster}: stop it first.`,
    );
  }
  for (const [signal, boundMs] of [
    ['SIGINT', 10_000],
    ['SIGQUIT', 10_000],
  ] as const) {
    try {
      process.kill(pid, signal);
    } catch {
      return; // Gone already.
    }
    const deadline = Date.now() + boundMs;
    while (Date.now() < deadline) {
      if (!(await runsOnCluster(pid, cluster))) return;
      await sleep(pollMs);
    }
  }
  throw new EmbeddedPostgresError(
    `A PostgreSQL from an earlier run (process ${pid}) on ${cluster} does not end.`,
  );
}

import { rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { AlreadyRunningError, codeOf, EmbeddedPostgresError } from './embedded-postgres-error.ts';
import type { Location } from './location.ts';
import { endOrphan } from './orphan.ts';
import { isAlive, postmasterFile, readPostmaster, runsOnCluster } from './postmaster-file.ts';
import { lastLines } from './run-program.ts';
import { logSize, readLogSince, spawnServer, type Server } from './server.ts';
import { takeSessionLock, type SessionLock } from './session-lock.ts';
import { emptySocketDirectory } from './socket-directory.ts';

export interface LaunchPlan {
  readonly location: Location;
  readonly socketDirectory: string;
  readonly settings: Readonly<Record<string, string>>;
  readonly say: (line: string) => void;
}

export interface RunningServer {
  readonly server: Server;
  readonly lock: SessionLock;
}

const pollMs = 20;
const readyBoundMs = 30_000;
/** After a crash PostgreSQL first replays its log: up to `max_wal_size` and more, minutes on a slow disk. */
const recoveryBoundMs = 600_000;
const sayRecoveryAfterMs = 3000;
/** The processes of a killed server notice within moments, but a busy machine may take a while to end them. */
const leftoverBoundMs = 30_000;

/** What PostgreSQL logs when something of an earlier server is still there, or came up a moment before us. */
const stillHeld = /shared memory block .* still in use|lock file ".*" already exists/;

/**
 * Ends what an earlier run left behind, starts PostgreSQL and takes the lock. The caller must have claimed the directory.
 * @throws EmbeddedPostgresError, or the signal's reason; either way without a server left behind
 */
export async function launchServer(plan: LaunchPlan, signal: AbortSignal): Promise<RunningServer> {
  const { location } = plan;
  const deadline = Date.now() + leftoverBoundMs;
  for (;;) {
    signal.throwIfAborted();
    await endOrphan(location);
    await removeForeignPidFile(location.cluster);
    await emptySocketDirectory(plan.socketDirectory, location);
    const logStart = await logSize(location.logFile);
    const server = spawnServer(location, plan.socketDirectory, plan.settings);
    try {
      const lock = await lockWhenReady(plan, server, signal);
      await lock.ensureDatabase();
      return { server, lock };
    } catch (error) {
      await server.stop();
      if (signal.aborted || error instanceof AlreadyRunningError) throw error;
      const log = await readLogSince(location.logFile, logStart);
      if (stillHeld.test(log) && Date.now() < deadline) {
        await sleep(100, undefined, { signal });
        continue;
      }
      const reason = error instanceof Error ? error.message : String(error);
      throw new EmbeddedPostgresError(
        `PostgreSQL did not start in ${location.directory} (${reason}):${lastLines(log)}`,
        {
          cause: error,
        },
      );
    }
  }
}

/** Waits until the server lets us in, which is also what "ready" means, and holds the lock from that moment on. */
export async function lockWhenReady(
  plan: LaunchPlan,
  server: Server,
  signal: AbortSignal,
): Promise<SessionLock> {
  const started = Date.now();
  let boundMs = readyBoundMs;
  let said = false;
  for (;;) {
    signal.throwIfAborted();
    if (server.hasExited()) throw new Error('it ended at once');
    try {
      return await takeSessionLock(plan.socketDirectory, plan.location.dataDir);
    } catch (error) {
      if (error instanceof AlreadyRunningError) throw error;
      const waitedMs = Date.now() - started;
      // 57P03: it is there and says "starting up", so it is at work and deserves patience.
      const recovering = codeOf(error) === '57P03';
      if (recovering) boundMs = recoveryBoundMs;
      if (recovering && !said && waitedMs > sayRecoveryAfterMs) {
        said = true;
        plan.say(
          'PostgreSQL is recovering what was written before it was interrupted; this can take some minutes.',
        );
      }
      if (waitedMs > boundMs)
        throw new Error(`not ready after ${Math.round(waitedMs / 1000)} s`, { cause: error });
    }
    await sleep(pollMs, undefined, { signal });
  }
}

/**
 * PostgreSQL trusts the process id in a left-over `postmaster.pid`, and refuses to start if that number belongs to
 * another process by now. A dead number it handles itself, more carefully than we could; so we remove only the former.
 */
async function removeForeignPidFile(cluster: string): Promise<void> {
  const postmaster = await readPostmaster(cluster);
  if (!postmaster || !isAlive(postmaster.pid)) return;
  // Ended by the caller a moment ago; if it is there again, PostgreSQL itself will refuse.
  if (await runsOnCluster(postmaster.pid, cluster)) return;
  await rm(postmasterFile(cluster), { force: true });
}

import { setTimeout as sleep } from 'node:timers/promises';
import { AlreadyRunningError, EmbeddedPostgresError } from './embedded-postgres-error.ts';
import { launchServer, lockWhenReady, type LaunchPlan, type RunningServer } from './launch.ts';

export interface Supervision {
  readonly failed: Promise<never>;
  stop(): Promise<void>;
}

const mostRestarts = 5;
const restartWindowMs = 60_000;

/**
 * Brings a server back when it dies (the kernel's memory killer picks it first), and takes the lock again when only
 * the connection was lost. More than five deaths a minute are no accident: then `failed` rejects.
 */
export function supervise(plan: LaunchPlan, first: RunningServer): Supervision {
  const stopping = new AbortController();
  const stopped = new Promise<void>((resolve) => stopping.signal.addEventListener('abort', () => resolve()));
  const failed = Promise.withResolvers<never>();
  // Whoever does not care must not be ended by an unhandled rejection; whoever awaits it still sees it.
  failed.promise.catch(() => undefined);
  let running = first;

  async function watch(): Promise<void> {
    const deaths: number[] = [];
    for (;;) {
      await Promise.race([running.server.exited, running.lock.lost, stopped]);
      if (stopping.signal.aborted) return;
      running.lock.close();
      // A dying server closes its connections a moment before it is gone: whichever came first, look at both.
      const lock = await lockWhenReady(plan, running.server, stopping.signal).catch((error: unknown) => {
        if (!running.server.hasExited()) throw error;
        return undefined;
      });
      if (lock) {
        running = { server: running.server, lock };
        continue;
      }
      plan.say('PostgreSQL ended unexpectedly and is being restarted.');
      running = await relaunch(deaths);
    }
  }

  /** A launch that fails (a full disk, say) counts like a death, and may go better the next time. */
  async function relaunch(deaths: number[]): Promise<RunningServer> {
    for (;;) {
      const now = Date.now();
      deaths.push(now);
      const recent = deaths.filter((at) => at > now - restartWindowMs).length;
      if (recent > mostRestarts) {
        throw new EmbeddedPostgresError(
          `PostgreSQL in ${plan.location.directory} ended ${recent} times within a minute; see ${plan.location.logFile}.`,
        );
      }
      try {
        return await launchServer(plan, stopping.signal);
      } catch (error) {
        if (stopping.signal.aborted || error instanceof AlreadyRunningError || recent === mostRestarts)
          throw error;
        await sleep(recent * 200, undefined, { signal: stopping.signal });
      }
    }
  }

  const watching = watch().catch((error: unknown) => {
    if (!stopping.signal.aborted) failed.reject(error);
  });

  return {
    failed: failed.promise,
    async stop() {
      stopping.abort();
      // Before, to free a watch that waits for an answer; and after, because it may have brought up another
      // meanwhile.
      await running.server.stop();
      await watching;
      await running.server.stop();
      running.lock.close();
    },
  };
}

import type { Logger } from './log.ts';
import { systemTimers, type Timers } from './timers.ts';

export interface DueLoop {
  readonly name: string;
  /** Does what is due now, a bounded amount of it; says whether there may be more at once. */
  readonly runOnce: () => Promise<'more' | 'idle'>;
  /** How long to rest when nothing was due; a wake-up ends the rest early. */
  readonly restMs: number;
  readonly wake?: Wakeable;
  readonly log: Logger;
  readonly timers?: Timers;
}

const FIRST_BACKOFF_MS = 100;
const LONGEST_BACKOFF_MS = 5_000;

/**
 * Runs until the signal aborts, then returns after the round under way. A round that fails (database gone, a bug) is
 * logged and tried again after 0.1 s, doubling to 5 s: a background loop never ends the process and never gives up.
 */
export async function runDueLoop(
  { name, runOnce, restMs, wake, log, timers }: DueLoop,
  signal: AbortSignal,
): Promise<void> {
  const undisturbed = new Wakeable(timers);
  let backoffMs = FIRST_BACKOFF_MS;
  while (!signal.aborted) {
    try {
      const outcome = await runOnce();
      backoffMs = FIRST_BACKOFF_MS;
      if (outcome === 'idle') await (wake ?? undisturbed).rest(restMs, signal);
    } catch (err) {
      if (signal.aborted) return;
      log.error({ err, loop: name, retryInMs: backoffMs }, 'a background round failed');
      await undisturbed.rest(backoffMs, signal);
      backoffMs = Math.min(backoffMs * 2, LONGEST_BACKOFF_MS);
    }
  }
}

/** Ends the rest of a loop in this process. A wake-up while the loop is busy is kept for its next rest. */
export class Wakeable {
  readonly #timers: Timers;
  #isWoken = false;
  #endRest: (() => void) | undefined;

  constructor(timers = systemTimers) {
    this.#timers = timers;
  }

  wake(): void {
    this.#isWoken = true;
    this.#endRest?.();
  }

  /** Returns at a wake-up, after `ms`, or when the signal aborts. One loop rests here at a time. */
  async rest(ms: number, signal?: AbortSignal): Promise<void> {
    if (!this.#isWoken && signal?.aborted !== true) {
      const { promise, resolve } = Promise.withResolvers<void>();
      const end = (): void => resolve();
      const cancel = this.#timers.after(ms, end);
      signal?.addEventListener('abort', end, { once: true });
      this.#endRest = end;
      await promise;
      cancel();
      signal?.removeEventListener('abort', end);
      this.#endRest = undefined;
    }
    this.#isWoken = false;
  }
}

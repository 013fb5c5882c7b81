import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from './log.ts';

export interface DueLoop {
  readonly name: string;
  /** Does what is due now, a bounded amount of it; says whether there may be more at once. */
  readonly runOnce: () => Promise<'more' | 'idle'>;
  /** How long to rest when nothing was due; a wake-up ends the rest early. */
  readonly restMs: number;
  readonly wake?: Wakeable;
  readonly log: Logger;
}

const FIRST_BACKOFF_MS = 100;
const LONGEST_BACKOFF_MS = 5_000;

/**
 * Runs until the signal aborts, then returns after the round under way. A round that fails (database gone, a bug) is
 * logged and tried again after 0.1 s, doubling to 5 s: a background loop never ends the process and never gives up.
 */
export async function runDueLoop(
  { name, runOnce, restMs, wake, log }: DueLoop,
  signal: AbortSignal,
): Promise<void> {
  let backoffMs = FIRST_BACKOFF_MS;
  while (!signal.aborted) {
    try {
      const outcome = await runOnce();
      backoffMs = FIRST_BACKOFF_MS;
      if (outcome === 'idle') await rest(restMs, signal, wake);
    } catch (err) {
      if (signal.aborted) return;
      log.error({ err, loop: name, retryInMs: backoffMs }, 'a background round failed');
      await rest(backoffMs, signal);
      backoffMs = Math.min(backoffMs * 2, LONGEST_BACKOFF_MS);
    }
  }
}

async function rest(ms: number, signal: AbortSignal, wake?: Wakeable): Promise<void> {
  const ended = new AbortController();
  try {
    const asleep = delay(ms, undefined, { signal: AbortSignal.any([signal, ended.signal]) }).catch(
      () => undefined,
    );
    await (wake === undefined ? asleep : Promise.race([asleep, wake.next()]));
  } finally {
    ended.abort();
  }
}

/** Ends the rest of a loop in this process. A wake-up while the loop is busy is kept for its next rest. */
export class Wakeable {
  #pending = false;
  #resolve: (() => void) | undefined;

  wake(): void {
    this.#pending = true;
    this.#resolve?.();
  }

  async next(): Promise<void> {
    if (!this.#pending) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#resolve = resolve;
      await promise;
    }
    this.#pending = false;
    this.#resolve = undefined;
  }
}

import type { Clock } from '../lib/clock.ts';
import { type DueLoop, Wakeable } from '../lib/due-loop.ts';
import type { Logger } from '../lib/log.ts';
import type { Timers } from '../lib/timers.ts';

export interface RetryLoopDeps {
  readonly promote: (now: Date) => Promise<{ readonly promoted: number; readonly nextDueAt: Date | null }>;
  readonly onPromoted: () => void;
  readonly clock: Clock;
  readonly log: Logger;
  readonly timers: Timers;
}

const LONGEST_REST_MS = 250;

/** Lets retries be claimed when they are due, and rests until the next one is. */
export function retryLoop(
  { promote, onPromoted, clock, log, timers }: RetryLoopDeps,
  signal: AbortSignal,
): DueLoop {
  const undisturbed = new Wakeable(timers);
  const runOnce = async (): Promise<'more'> => {
    const now = clock();
    const { promoted, nextDueAt } = await promote(now);
    if (promoted > 0) onPromoted();
    else {
      const untilNextMs = nextDueAt === null ? LONGEST_REST_MS : nextDueAt.getTime() - now.getTime();
      await undisturbed.rest(Math.min(Math.max(untilNextMs, 1), LONGEST_REST_MS), signal);
    }
    return 'more';
  };
  return { name: 'retries', runOnce, restMs: LONGEST_REST_MS, log, timers };
}

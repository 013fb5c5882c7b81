import { addSeconds } from '../lib/clock.ts';

/** How many a job may queue, kept in its row, so that it holds over all processes and restarts. */
export interface Meter {
  readonly perSecond: number;
  /** What may be queued until then has been queued. */
  readonly meteredUntil: Date;
}

/** What was not used longer ago than this is lost: after a standstill there is no flood. */
const BURST_SECONDS = 1;
/** One round is worth a transaction. */
const TICK_SECONDS = 0.1;

/** How many may be queued now, and since when that is counted. */
export function allotmentOf({ perSecond, meteredUntil }: Meter, now: Date): { count: number; since: Date } {
  const since = new Date(Math.max(meteredUntil.getTime(), addSeconds(now, -BURST_SECONDS).getTime()));
  const elapsedMs = Math.max(0, now.getTime() - since.getTime());
  return { count: Math.floor((elapsedMs * perSecond) / 1_000), since };
}

/** The meter after `count` were queued, and when the next one may be. */
export function spend(meter: Meter, count: number, now: Date): { meteredUntil: Date; nextAt: Date } {
  const { count: allotted, since } = allotmentOf(meter, now);
  const after = (number: number): Date =>
    new Date(since.getTime() + Math.ceil((number * 1_000) / meter.perSecond));
  const nextAt = count < allotted ? now : after(count + 1);
  return {
    meteredUntil: after(count),
    nextAt:
      count < allotted ? now : new Date(Math.max(nextAt.getTime(), addSeconds(now, TICK_SECONDS).getTime())),
  };
}

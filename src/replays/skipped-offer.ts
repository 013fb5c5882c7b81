import { addSeconds } from '../lib/clock.ts';
import type { Db } from '../lib/db.ts';
import { countMatching } from './count-matching.ts';
import { readFilter } from './filter.ts';
import { findOldestSkipped } from './queries.ts';
import { MAX_RANGE_DAYS, type ReplayFilterBody, type SkippedOffer } from './schema.ts';

const DAY_SECONDS = 86_400;
/** A delivery ends with the attempt that was answered 410, and the webhook is disabled a little later. */
const BEFORE_DISABLED_SECONDS = 60;

/**
 * What a webhook was not sent while it was disabled, and the filter of the replay that would send it: from the oldest that was
 * skipped since then, or for as far back as a replay reaches when that is not known. What was waiting when it was disabled may
 * have happened days before: an open circuit holds it back for as long as it is open.
 */
export async function offerSkipped(
  db: Db,
  { appId, eventType, disabledAt }: { appId: string; eventType: string; disabledAt: Date | null },
  now: Date,
): Promise<SkippedOffer> {
  const earliest = addSeconds(now, -MAX_RANGE_DAYS * DAY_SECONDS);
  const since = disabledAt === null ? earliest : addSeconds(disabledAt, -BEFORE_DISABLED_SECONDS);
  const oldestAt = await findOldestSkipped(db, { appId, eventType, earliest, since });
  const filter: ReplayFilterBody = {
    // Always before now: it may have been disabled a moment ago, by a clock that is ahead.
    from: new Date(
      Math.min(Math.max((oldestAt ?? since).getTime(), earliest.getTime()), now.getTime() - 1),
    ).toISOString(),
    until: now.toISOString(),
    eventType: eventType as NonNullable<ReplayFilterBody['eventType']>,
    states: ['skipped'],
    reasons: ['webhook_disabled'],
  };
  const { total, isExact } = await countMatching(db, appId, readFilter(filter, now));
  return { count: total, isExact, filter };
}

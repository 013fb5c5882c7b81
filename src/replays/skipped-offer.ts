import { addSeconds } from '../lib/clock.ts';
import type { Db } from '../lib/db.ts';
import { countMatching } from './count-matching.ts';
import { readFilter } from './filter.ts';
import { MAX_RANGE_DAYS, type ReplayFilterBody, type SkippedOffer } from './schema.ts';

const DAY_SECONDS = 86_400;

/**
 * What a webhook was not sent while it was disabled, and the filter of the replay that would send it: since then, or for as far
 * back as a replay reaches when that is not known.
 */
export async function offerSkipped(
  db: Db,
  { appId, eventType, disabledAt }: { appId: string; eventType: string; disabledAt: Date | null },
  now: Date,
): Promise<SkippedOffer> {
  const earliest = addSeconds(now, -MAX_RANGE_DAYS * DAY_SECONDS);
  const filter: ReplayFilterBody = {
    // What was waiting to be sent again when it was disabled happened before; extended retries go on for 3 days.
    from: new Date(
      Math.max(earliest.getTime(), addSeconds(disabledAt ?? earliest, -4 * DAY_SECONDS).getTime()),
    ).toISOString(),
    until: now.toISOString(),
    eventType: eventType as NonNullable<ReplayFilterBody['eventType']>,
    states: ['skipped'],
    reasons: ['webhook_disabled'],
  };
  const { total, isExact } = await countMatching(db, appId, readFilter(filter, now));
  return { count: total, isExact, filter };
}

import { addSeconds } from '../lib/clock.ts';
import { instantOfId, lowestIdOf } from '../lib/ids.ts';

/** Ids from the first, included, to the second, not included; both the lowest of their millisecond. */
export interface IdRange {
  readonly from: string;
  readonly until: string;
}

/**
 * The part of a range to go over in one transaction, when `reached` is the id up to which that would be enough rows, or null
 * when all of the range is not too much. It ends between two milliseconds, so that an event and all of its deliveries and
 * attempts, which share one, are gone over together; and it is never empty, however much one millisecond holds.
 */
export function cutWindow({ from, until }: IdRange, reached: string | null): IdRange {
  if (reached === null) return { from, until };
  const end = lowestIdOf(instantOfId(reached));
  const cut = end > from ? end : lowestIdOf(addSeconds(instantOfId(from), 0.001));
  return { from, until: cut < until ? cut : until };
}

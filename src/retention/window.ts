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
  const end = floorOf(reached);
  const cut = end > from ? end : floorOf(from, 1n);
  return { from, until: cut < until ? cut : until };
}

/** The lowest id of the millisecond of an id, or of a later one. */
function floorOf(id: string, later = 0n): string {
  const ms = BigInt(`0x${id.slice(0, 8)}${id.slice(9, 13)}`) + later;
  const hex = ms.toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-0000-0000-000000000000`;
}

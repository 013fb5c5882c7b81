import type { DeliveryView } from '../../../../../../src/delivery-log/schema.ts';

/** What decides whether a delivery that is told belongs into the list, beyond what the stream looks at itself. */
export interface Wanted {
  readonly state: string;
  readonly reason: string;
  readonly from: string | undefined;
  readonly until: string | undefined;
}

interface Page {
  readonly data: readonly DeliveryView[];
  readonly nextCursor: string | null;
}

export function isWanted({ state, reason, occurredAt }: DeliveryView, wanted: Wanted): boolean {
  return (
    (wanted.state === '' || wanted.state === state) &&
    (wanted.reason === '' || wanted.reason === reason) &&
    (wanted.from === undefined || occurredAt >= wanted.from) &&
    (wanted.until === undefined || occurredAt < wanted.until)
  );
}

/**
 * Puts what was told into the pages of a list that has the newest first: each delivery replaces what was known of it, one that
 * no longer fits goes, and one that is new comes to its place. What lies beyond the pages that are loaded comes with those.
 */
export function mergeTold<Of extends Page>(
  pages: readonly Of[],
  told: ReadonlyMap<string, DeliveryView>,
  wanted: Wanted,
): Of[] {
  const known = new Set(pages.flatMap(({ data }) => data.map(({ id }) => id)));
  const replaced = pages.map((page) => ({
    ...page,
    data: page.data
      .map((row) => told.get(row.id) ?? row)
      .filter((row) => !told.has(row.id) || isWanted(row, wanted)),
  }));
  const end = pages.at(-1)?.nextCursor ?? null;
  const fresh = [...told.values()].filter(
    (row) => !known.has(row.id) && isWanted(row, wanted) && (end === null || row.id > end),
  );
  for (const row of fresh) {
    // On the first page that ends below it.
    const at = replaced.findIndex(({ nextCursor }) => nextCursor === null || row.id > nextCursor);
    const page = replaced[at === -1 ? replaced.length - 1 : at];
    if (page === undefined) continue;
    page.data = [...page.data, row].toSorted((a, b) => (a.id < b.id ? 1 : -1));
  }
  return replaced;
}

/** How many of what was told would be new in the list. */
export function countNew(
  pages: readonly Page[],
  told: ReadonlyMap<string, DeliveryView>,
  wanted: Wanted,
): number {
  const known = new Set(pages.flatMap(({ data }) => data.map(({ id }) => id)));
  return [...told.values()].filter((row) => !known.has(row.id) && isWanted(row, wanted)).length;
}

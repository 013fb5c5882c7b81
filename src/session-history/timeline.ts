import type { LogRow, WholeSession } from './queries.ts';
import type { TimelineEntry } from './schema.ts';

/** Those that the log does not tell of itself. */
const told = ['zipcode', 'interacted', 'issue', 'schedule', 'customer', 'details'] as const;

/** The milestones and the log of a session in one order; of the same instant what was told goes before what was decided. */
export function toTimeline(
  row: Pick<WholeSession, `${(typeof told)[number]}_at`>,
  log: readonly LogRow[],
): TimelineEntry[] {
  const reached = told.flatMap((milestone) => {
    const at = row[`${milestone}_at`];
    return at === null ? [] : { at, kind: 'milestone', detail: { milestone }, rank: 1 };
  });
  const logged = log.map(({ at, kind, detail }) => ({
    at,
    kind,
    detail: detail as Record<string, unknown>,
    rank: kind === 'opened' ? 0 : 2,
  }));
  return [...reached, ...logged]
    .toSorted((a, b) => a.at.getTime() - b.at.getTime() || a.rank - b.rank)
    .map(({ at, kind, detail }) => ({ at: at.toISOString(), kind, detail }));
}

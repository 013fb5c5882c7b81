import { type DateRange, startOf } from '../../ui/use-range-filter.ts';

export interface Span {
  readonly from: string;
  readonly until: string;
}

/** The period that was chosen, and the one of the same length that ended as it began. */
export function periodsOf(
  range: Pick<DateRange, 'from' | 'to' | 'days'>,
  now: Date,
): { readonly chosen: Span; readonly before: Span } {
  const chosen = { from: range.from, until: range.to ?? now.toISOString() };
  const { days } = range;
  const from = days === undefined ? sameLengthBefore(chosen) : startOf(days.first, -countDays(days));
  return { chosen, before: { from: from.toISOString(), until: chosen.from } };
}

function sameLengthBefore({ from, until }: Span): Date {
  return new Date(2 * Date.parse(from) - Date.parse(until));
}

/** Of the calendar: a day on which the clocks change is one day, too. */
function countDays({ first, last }: { readonly first: string; readonly last: string }): number {
  return Math.round((Date.parse(last) - Date.parse(first)) / 86_400_000) + 1;
}

import { useRangeFilter } from '../../ui/use-range-filter.ts';

/** What the list may be narrowed to by its outcome, as the address names it, and what the API then is asked. */
export const outcomeChoices = {
  open: { label: 'Open', query: { outcome: 'open' } },
  booked: { label: 'Booked (job)', query: { outcome: 'booked' } },
  completed: { label: 'Completed (booking)', query: { outcome: 'completed' } },
  abandoned: { label: 'Abandoned', query: { outcome: 'abandoned' } },
  qualified: { label: 'Abandoned, qualified', query: { outcome: 'abandoned', qualified: true } },
  'not-qualified': { label: 'Abandoned, not qualified', query: { outcome: 'abandoned', qualified: false } },
} as const;

const isOutcome = (text: string): text is keyof typeof outcomeChoices => Object.hasOwn(outcomeChoices, text);

/** The filters of the list of sessions, which stand in the address, and as the API takes them. */
export function useSessionFilter() {
  const filter = useRangeFilter('30d', { search: '', outcome: '', step: '', scheduler: '', source: '' });
  const { search, outcome, step, scheduler, source } = filter.values;
  const query = {
    search: search.trim(),
    ...(isOutcome(outcome) ? outcomeChoices[outcome].query : {}),
    lastStep: step,
    schedulerId: scheduler,
    source,
    ...filter.bounds,
  };
  return { ...filter, query };
}

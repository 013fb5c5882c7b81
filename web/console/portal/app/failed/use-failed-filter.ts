import type { DeliveryView } from '../../../../../src/delivery-log/schema.ts';
import { useNow } from '../../../ui/use-now.ts';
import { useRangeFilter } from '../../../ui/use-range-filter.ts';
import type { ReplayFilter } from '../jobs/describe-filter.ts';
import { readStatus } from '../deliveries/status-choices.ts';

/** Both kinds of failed events, or one of them; as the address holds it. */
export const kindChoices = [
  { value: 'failed', label: 'Failed at every attempt' },
  { value: 'skipped', label: 'Skipped' },
  { value: 'skipped:webhook_disabled', label: 'Skipped: webhook disabled' },
  { value: 'skipped:connection_disabled', label: 'Skipped: app disabled by the tenant' },
];

const DAY_MS = 86_400_000;
const MOST_DAYS = 31;

/** What narrows the list of failed events: just what a replay can be narrowed by, so that both mean the same. */
export function useFailedFilter() {
  const now = useNow();
  const filter = useRangeFilter('7d', { kind: '', type: '', tenant: '' });
  const { range, bounds } = filter;
  const { kind, type, tenant } = filter.values;
  const { state, reason } = readStatus(kind);
  const asked = {
    state: state === '' ? 'failed,skipped' : state,
    reason,
    eventType: type,
    tenantId: tenant,
    ...bounds,
  };
  /** Up to now where the range has no end, so that nothing is replayed that was not there when it was asked for. */
  const replayAll = (at: Date): ReplayFilter => ({
    from: range.from,
    until: range.to ?? at.toISOString(),
    ...(state !== '' && { states: [state] }),
    ...(reason !== '' && { reasons: [reason] }),
    ...(type !== '' && { eventType: type }),
    ...(tenant !== '' && { tenantId: Number(tenant) }),
  });
  const end = (range.to === undefined ? now : new Date(range.to)).getTime();
  const isTooLong = end - new Date(range.from).getTime() > MOST_DAYS * DAY_MS;
  return { ...filter, asked, replayAll, isTooLong };
}

export type FailedFilter = ReturnType<typeof useFailedFilter>;

/** As many the server takes one by one. */
export const MOST_CHOSEN = 500;

/** The replay of chosen deliveries; the range that a filter needs is theirs. */
export function replayChosen(chosen: readonly DeliveryView[]): ReplayFilter {
  const times = chosen.map(({ occurredAt }) => new Date(occurredAt).getTime());
  return {
    from: new Date(Math.min(...times)).toISOString(),
    until: new Date(Math.max(...times) + 1).toISOString(),
    deliveryIds: chosen.map(({ id }) => id),
  };
}

import { useRangeFilter } from '../../../ui/use-range-filter.ts';
import { readResult } from './result-text.ts';

/** What narrows the list of deliveries, as the address holds it and as the API wants it. */
export function useDeliveryFilter() {
  const filter = useRangeFilter('7d', {
    search: '',
    state: '',
    reason: '',
    type: '',
    tenant: '',
    result: '',
  });
  const { search, state, reason, type, tenant, result } = filter.values;
  /** Whether each delivery that is looked at costs a look into the log. */
  const ofLog = { text: search.trim(), ...readResult(result) };
  const followed = { ...ofLog, eventType: type, tenantId: tenant };
  return {
    ...filter,
    /** What the stream takes, too. */
    followed,
    asked: { ...followed, state, reason, ...filter.bounds },
    isOfLog: Object.values(ofLog).some((value) => value !== ''),
  };
}

export type DeliveryFilter = ReturnType<typeof useDeliveryFilter>;

import { useDateRange } from '../../../ui/use-date-range.ts';
import { useUrlState } from '../../../ui/use-url-state.ts';
import { readResult } from './result-text.ts';

/** What narrows the list of deliveries, as the address holds it and as the API wants it. */
export function useDeliveryFilter() {
  const range = useDateRange('7d');
  const url = useUrlState({ search: '', state: '', reason: '', type: '', tenant: '', result: '' });
  const { search, state, reason, type, tenant, result } = url.values;
  /** Whether each delivery that is looked at costs a look into the log. */
  const ofLog = { text: search.trim(), ...readResult(result) };
  const followed = { ...ofLog, eventType: type, tenantId: tenant };
  return {
    ...url,
    range,
    /** What the stream takes, too. */
    followed,
    asked: { ...followed, state, reason, from: range.from, until: range.to },
    isOfLog: Object.values(ofLog).some((value) => value !== ''),
  };
}

export type DeliveryFilter = ReturnType<typeof useDeliveryFilter>;

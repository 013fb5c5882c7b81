import { useQuery } from '@tanstack/react-query';
import type { DeliveriesPage, DeliveryDetail } from '../../../../../src/delivery-log/schema.ts';
import { api } from '../../../api/client.ts';
import { path } from '../../../api/path.ts';
import { eventCatalogueQuery } from '../../events/catalogue-query.ts';
import { useAppId } from '../app-query.ts';

/** What a test tells before anything is edited. */
export interface Payload {
  /** Of a past event; undefined: the example of the catalogue. */
  readonly eventId: string | undefined;
  /** The `data` of the event, set out in lines. */
  readonly text: string;
}

const OFFERED = 20;

/** The newest deliveries of a type, whose payloads can be sent again as tests. */
export function usePastDeliveries(eventType: string) {
  const appId = useAppId();
  return useQuery({
    queryKey: ['portal', 'apps', appId, 'deliveries', 'for tests', eventType],
    queryFn: ({ signal }) =>
      api.get<DeliveriesPage>(path`/api/portal/apps/${appId}/deliveries`, {
        query: { eventType, limit: OFFERED },
        signal,
      }),
  });
}

/** The payload of a past delivery, or the example when there is none chosen. */
export function usePayload(eventType: string, deliveryId: string) {
  const appId = useAppId();
  const isPast = deliveryId !== '';
  const example = useQuery({ ...eventCatalogueQuery, enabled: !isPast });
  const past = useQuery({
    queryKey: ['portal', 'apps', appId, 'deliveries', 'body', deliveryId],
    queryFn: ({ signal }) =>
      api.get<DeliveryDetail>(path`/api/portal/apps/${appId}/deliveries/${deliveryId}`, { signal }),
    enabled: isPast,
  });
  const entry = example.data?.find(({ type }) => type === eventType);
  const body = past.data?.body ?? null;
  const payload: Payload | undefined = isPast
    ? past.data === undefined || body === null
      ? undefined
      : { eventId: past.data.eventId, text: setOut(JSON.parse(body)) }
    : entry === undefined
      ? undefined
      : { eventId: undefined, text: setOut(entry.example) };
  return {
    payload,
    /** Why a past one cannot be taken. */
    withheld: past.data?.bodyWithheld ?? null,
    error: isPast ? past.error : example.error,
    refetch: () => (isPast ? past.refetch() : example.refetch()),
  };
}

const setOut = (event: unknown): string => JSON.stringify((event as { data: unknown }).data, undefined, 2);

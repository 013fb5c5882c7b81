import { useQuery } from '@tanstack/react-query';
import type { SessionSources } from '../../../../src/session-history/schema.ts';
import { api } from '../../api/client.ts';
import type { DateRange } from '../../ui/use-range-filter.ts';
import { tenantApi, useTenant } from '../tenant-query.ts';

/** Where the visitors of a time came from, once it is wanted. */
export function useSources({ from, to }: DateRange, isWanted: boolean) {
  const tenant = useTenant();
  return useQuery({
    queryKey: ['settings', String(tenant.id), 'sources', from, to],
    queryFn: ({ signal }) =>
      api.get<SessionSources>(tenantApi(tenant, '/sessions/sources'), { query: { from, until: to }, signal }),
    select: ({ data }) => data,
    enabled: isWanted,
    staleTime: 60_000,
  });
}

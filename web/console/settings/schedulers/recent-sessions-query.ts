import { useQuery } from '@tanstack/react-query';
import type { Performance } from '../../../../src/performance/schema.ts';
import { api } from '../../api/client.ts';
import { useNow } from '../../ui/use-now.ts';
import { tenantApi, useTenant } from '../tenant-query.ts';

const [MINUTE_MS, DAY_MS] = [60_000, 86_400_000];

/** How many sessions each scheduler had in the last 24 hours, without bots and tests; undefined until that is known. */
export function useRecentSessions(): ReadonlyMap<string, number> | undefined {
  const tenant = useTenant();
  const now = Math.floor(useNow().getTime() / (5 * MINUTE_MS)) * 5 * MINUTE_MS + 5 * MINUTE_MS;
  const query = {
    from: new Date(now - DAY_MS).toISOString(),
    until: new Date(now).toISOString(),
  };
  const { data } = useQuery({
    queryKey: ['settings', String(tenant.id), 'performance', query],
    queryFn: ({ signal }) => api.get<Performance>(tenantApi(tenant, '/performance'), { query, signal }),
    placeholderData: (before) => before,
  });
  return data && new Map(data.schedulers.map(({ id, totalSessions }) => [id, totalSessions]));
}

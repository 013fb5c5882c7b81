import { useQuery } from '@tanstack/react-query';
import type { SchedulerPage } from '../../../src/schedulers/schema.ts';
import { api } from '../api/client.ts';
import { tenantApi, useTenant } from './tenant-query.ts';

/** The schedulers of the tenant, to choose one of; a tenant has a handful. */
export function useSchedulers() {
  const tenant = useTenant();
  return useQuery({
    queryKey: ['settings', String(tenant.id), 'schedulers', 'choice'],
    queryFn: ({ signal }) =>
      api.get<SchedulerPage>(tenantApi(tenant, '/schedulers'), { query: { limit: 200 }, signal }),
    staleTime: 60_000,
    select: ({ data }) => data,
  });
}

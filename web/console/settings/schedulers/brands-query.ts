import { useQuery } from '@tanstack/react-query';
import type { BrandList } from '../../../../src/schedulers/schema.ts';
import { api } from '../../api/client.ts';
import { tenantApi, useTenant } from '../tenant-query.ts';

/** The brands of the tenant with their install keys; a tenant has a handful. */
export function useBrands() {
  const tenant = useTenant();
  return useQuery({
    queryKey: ['settings', String(tenant.id), 'schedulers', 'brands'],
    queryFn: ({ signal }) => api.get<BrandList>(tenantApi(tenant, '/brands'), { signal }),
    staleTime: 60_000,
    select: ({ data }) => data,
  });
}

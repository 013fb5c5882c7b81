import { queryOptions } from '@tanstack/react-query';
import type { TenantView } from '../../../src/tenants/schema.ts';
import { api } from '../api/client.ts';
import { path } from '../api/path.ts';

export const tenantQuery = (tenantId: string) =>
  queryOptions({
    queryKey: ['operator', 'tenants', 'one', tenantId],
    queryFn: ({ signal }) => api.tagged.get<TenantView>(path`/api/operator/tenants/${tenantId}`, { signal }),
  });

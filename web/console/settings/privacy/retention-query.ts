import { queryOptions } from '@tanstack/react-query';
import type { Retention } from '../../../../src/tenants/schema.ts';
import { api } from '../../api/client.ts';
import { type Tenant, tenantApi } from '../tenant-query.ts';

/** How long is kept, with the tag that a change has to give. */
export const retentionQuery = (tenant: Tenant) =>
  queryOptions({
    queryKey: ['settings', String(tenant.id), 'retention'],
    queryFn: ({ signal }) => api.tagged.get<Retention>(tenantApi(tenant, '/retention'), { signal }),
  });

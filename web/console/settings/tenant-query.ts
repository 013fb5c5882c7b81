import { queryOptions, useSuspenseQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import type { Static } from 'typebox';
import type { TenantSettings } from '../../../src/tenants/schema.ts';
import { api } from '../api/client.ts';
import { path } from '../api/path.ts';

export type Tenant = Static<typeof TenantSettings>;

/** The tenant, and what the person may do there. */
export const tenantQuery = (tenantId: string) =>
  queryOptions({
    queryKey: ['settings', tenantId, 'tenant'],
    queryFn: ({ signal }) => api.get<Tenant>(path`/api/settings/tenants/${tenantId}`, { signal }),
    staleTime: 60_000,
  });

/** The tenant whose settings are open; its route has loaded it. */
export function useTenant(): Tenant {
  const { tenantId = '' } = useParams({ strict: false });
  return useSuspenseQuery(tenantQuery(tenantId)).data;
}

/** The address of a page of a tenant: `tenantHref(tenant, 'sessions')`. */
export function tenantHref({ id }: { readonly id: number }, page = ''): string {
  return `/settings/tenants/${id}${page === '' ? '' : `/${page}`}`;
}

/** The API of a tenant: `tenantApi(tenant, '/sessions')`. Values in it are the caller's to encode. */
export function tenantApi({ id }: { readonly id: number }, rest = ''): string {
  return `/api/settings/tenants/${id}${rest}`;
}

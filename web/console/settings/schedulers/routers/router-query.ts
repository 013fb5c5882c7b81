import { queryOptions } from '@tanstack/react-query';
import type { Static } from 'typebox';
import type { Router as RouterSchema } from '../../../../../src/routers/schema.ts';
import { api } from '../../../api/client.ts';
import { path } from '../../../api/path.ts';
import { type Tenant, tenantApi } from '../../tenant-query.ts';

export type RouterView = Static<typeof RouterSchema>;
export type RouterSummary = Omit<RouterView, 'rules'>;

export const routersKey = (tenant: Tenant) => ['settings', String(tenant.id), 'routers'] as const;

/** One router with its rules, and the tag that a change of it has to give. */
export const routerQuery = (tenant: Tenant, routerId: string) =>
  queryOptions({
    queryKey: [...routersKey(tenant), 'one', routerId],
    queryFn: ({ signal }) =>
      api.tagged.get<RouterView>(tenantApi(tenant, path`/routers/${routerId}`), { signal }),
  });

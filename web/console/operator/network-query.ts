import { queryOptions } from '@tanstack/react-query';
import type { Static } from 'typebox';
import type { NetworkWithTenants } from '../../../src/tenants/schema.ts';
import { api } from '../api/client.ts';
import { path } from '../api/path.ts';

export type Network = Static<typeof NetworkWithTenants>;

export const networkQuery = (networkId: string) =>
  queryOptions({
    queryKey: ['operator', 'networks', 'one', networkId],
    queryFn: ({ signal }) => api.tagged.get<Network>(path`/api/operator/networks/${networkId}`, { signal }),
  });

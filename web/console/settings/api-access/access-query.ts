import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import type { AppDetail, SharedData } from '../../../../src/connections/schema.ts';
import { api } from '../../api/client.ts';
import { path } from '../../api/path.ts';
import { type Tenant, tenantApi, tenantHref } from '../tenant-query.ts';

/** Everything that is read of the connections of a tenant begins so. */
export const accessKey = ({ id }: Tenant) => ['settings', String(id), 'connections'] as const;

export const appHref = (tenant: Tenant, appId: string, page = ''): string =>
  tenantHref(tenant, path`api-access/apps/${appId}` + page);
export const connectHref = (tenant: Tenant, appId: string): string =>
  tenantHref(tenant, path`api-access/connect/${appId}`);

export const appApi = (tenant: Tenant, appId: string, rest = ''): string =>
  tenantApi(tenant, path`/apps/${appId}` + rest);

/** An app as this tenant sees it. */
export const appQuery = (tenant: Tenant, appId: string) =>
  queryOptions({
    queryKey: [...accessKey(tenant), 'app', appId],
    queryFn: ({ signal }) => api.get<AppDetail>(appApi(tenant, appId), { signal }),
  });

/** A sample of what the newest version of the app asks for. */
export const sharedDataQuery = (tenant: Tenant, { id, newest: { version } }: AppDetail) =>
  queryOptions({
    queryKey: [...accessKey(tenant), 'shared data', id, version],
    queryFn: ({ signal }) => api.get<SharedData>(appApi(tenant, id, '/shared-data'), { signal }),
  });

/** Changes the connection to an app by one call that answers how it is then; whatever tells of it is read anew. */
export function useConnectionChange<Input>(
  tenant: Tenant,
  appId: string,
  change: (input: Input) => Promise<AppDetail>,
) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSuccess: async (app) => {
      const queryKey = ['settings', String(tenant.id)];
      await queryClient.invalidateQueries({ queryKey, refetchType: 'none' });
      queryClient.setQueryData(appQuery(tenant, appId).queryKey, app);
    },
  });
}

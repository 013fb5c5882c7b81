import { queryOptions, useQueryClient } from '@tanstack/react-query';
import type { SchedulerView } from '../../../../src/schedulers/schema.ts';
import { api, type Tagged } from '../../api/client.ts';
import { path } from '../../api/path.ts';
import { type Tenant, tenantApi, useTenant } from '../tenant-query.ts';

const keyOf = (tenant: Tenant) => ['settings', String(tenant.id), 'schedulers'] as const;

/** One scheduler with the tag that a change of it has to give. */
export const schedulerQuery = (tenant: Tenant, schedulerId: string) =>
  queryOptions({
    queryKey: [...keyOf(tenant), 'one', schedulerId],
    queryFn: ({ signal }) =>
      api.tagged.get<SchedulerView>(tenantApi(tenant, path`/schedulers/${schedulerId}`), { signal }),
  });

/** Puts what a change answered in place of what was read, and reads anew what else tells of schedulers. */
export function useSchedulersChanged() {
  const tenant = useTenant();
  const client = useQueryClient();
  return async (changed?: Tagged<SchedulerView>): Promise<void> => {
    const shown = changed && schedulerQuery(tenant, changed.data.id).queryKey;
    if (shown !== undefined) client.setQueryData(shown, changed);
    await client.invalidateQueries({
      queryKey: keyOf(tenant),
      predicate: ({ queryKey }) => shown === undefined || queryKey.at(-1) !== shown.at(-1),
    });
  };
}

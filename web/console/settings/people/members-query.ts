import { useQueryClient } from '@tanstack/react-query';
import type { Member } from '../../../../src/people/schema.ts';
import { meQuery } from '../../api/me.ts';
import { usePages } from '../../ui/use-pages.ts';
import { tenantApi, tenantQuery, useTenant } from '../tenant-query.ts';

/** The people of the tenant who are called so, for its administrators. */
export function useMembers(search: string) {
  const tenant = useTenant();
  return usePages<Member>(['settings', String(tenant.id), 'people', 'list'], tenantApi(tenant, '/people'), {
    search,
  });
}

/** Reads anew who works here; and, when it was about oneself, what one may do. */
export function useMembersChanged() {
  const tenant = useTenant();
  const client = useQueryClient();
  return async (isOneself: boolean): Promise<void> => {
    // First what one may do: whoever may no longer read the list must not ask for it.
    if (isOneself) {
      await client.invalidateQueries({ queryKey: meQuery.queryKey });
      await client.invalidateQueries({ queryKey: tenantQuery(String(tenant.id)).queryKey });
    }
    await client.invalidateQueries({
      queryKey: ['settings', String(tenant.id), 'people'],
      // The list may be on the page for a moment yet; what comes in its place reads anew.
      refetchType: isOneself ? 'none' : 'active',
    });
  };
}

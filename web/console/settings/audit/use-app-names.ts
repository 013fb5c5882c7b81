import { useQuery } from '@tanstack/react-query';
import type { AuditLine } from '../../../../src/audit/list.ts';
import type { AppList } from '../../../../src/connections/schema.ts';
import { api } from '../../api/client.ts';
import { accessKey } from '../api-access/access-query.ts';
import { type Tenant, tenantApi } from '../tenant-query.ts';

export interface AppNames {
  /** App id → name, of the apps that the tenant sees, and of those that the log names otherwise. */
  readonly names: ReadonlyMap<string, string>;
  /** Whether there is a page about it: not of one that is deleted. */
  readonly isSeen: (appId: string) => boolean;
}

/** How the apps are called that a log tells of. */
export function useAppNames(
  tenant: Tenant,
  chosen: string,
  lines: readonly AuditLine[] | undefined,
): AppNames {
  const { data } = useQuery({
    queryKey: [...accessKey(tenant), 'names'],
    queryFn: ({ signal }) =>
      api.get<AppList>(tenantApi(tenant, '/available-apps'), { query: { limit: 200 }, signal }),
  });
  const told = (lines ?? []).flatMap(({ appId, detail }): [string, string][] => {
    const name = (detail as Record<string, unknown>)['name'];
    return appId === null || typeof name !== 'string' ? [] : [[appId, name]];
  });
  const known = new Map([...told, ...(data?.data ?? []).map(({ id, name }): [string, string] => [id, name])]);
  if (chosen !== '' && !known.has(chosen)) known.set(chosen, 'One app');
  return { names: known, isSeen: (appId) => data?.data.some(({ id }) => id === appId) ?? false };
}

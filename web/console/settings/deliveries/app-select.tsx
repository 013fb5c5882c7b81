import { useQuery } from '@tanstack/react-query';
import type { TenantDelivery } from '../../../../src/delivery-log/schema.ts';
import { api } from '../../api/client.ts';
import { FilterSelect } from '../../ui/filter-select.tsx';
import { tenantApi, useTenant } from '../tenant-query.ts';

interface Named {
  readonly id: string;
  readonly name: string;
}

/** Narrows the list to one app: a connected one, or one that is in the list. Who may not read the connections has the latter. */
export function AppSelect({
  value,
  rows,
  onChange,
}: {
  readonly value: string;
  readonly rows: readonly TenantDelivery[] | undefined;
  readonly onChange: (appId: string) => void;
}) {
  const tenant = useTenant();
  const { role, mayManageApiAccess } = tenant.permissions;
  const connected = useQuery({
    queryKey: ['settings', String(tenant.id), 'connections', 'choice'],
    queryFn: ({ signal }) =>
      api.get<{ data: Named[] }>(tenantApi(tenant, '/connections'), { query: { limit: 200 }, signal }),
    enabled: role === 'administrator' || mayManageApiAccess,
  });
  const known = new Map(
    [...(connected.data?.data ?? []), ...(rows ?? []).map(({ app }) => app)].map(({ id, name }) => [
      id,
      name,
    ]),
  );
  return (
    <FilterSelect
      label="Application"
      all="Any application"
      w={170}
      data={[...known].map(([id, label]) => ({ value: id, label }))}
      value={value}
      onChange={onChange}
    />
  );
}

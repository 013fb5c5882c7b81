import { useQuery } from '@tanstack/react-query';
import { useDebouncedValue } from '@mantine/hooks';
import { IconAffiliate, IconApps, IconBuilding, IconBuildingStore } from '@tabler/icons-react';
import type { AppSummary } from '../../../src/apps/schema.ts';
import type { NetworkView, TenantView } from '../../../src/tenants/schema.ts';
import { api } from '../api/client.ts';
import type { Me } from '../api/me.ts';
import { areasOf } from './areas.ts';
import type { Command } from './commands.ts';

interface AppList {
  readonly data: readonly AppSummary[];
}
interface TenantList {
  readonly data: readonly TenantView[];
}

interface NetworkList {
  readonly data: readonly NetworkView[];
}

/** Apps, tenants and networks as commands that go there. Read only while the palette is open. */
export function useFindables(
  me: Me,
  query: string,
  isOpen: boolean,
  goTo: (href: string) => void,
): Command[] {
  const mayReadApps = areasOf(me).includes('portal') && me.terms.accepted;
  const apps = useQuery({
    queryKey: ['portal', 'apps'],
    queryFn: ({ signal }) => api.get<AppList>('/api/portal/apps', { signal }),
    enabled: isOpen && mayReadApps,
  });
  const [search] = useDebouncedValue(query.trim(), 200);
  const tenants = useQuery({
    queryKey: ['operator', 'tenants', 'palette', search],
    queryFn: ({ signal }) =>
      api.get<TenantList>('/api/operator/tenants', { query: { search, limit: 10 }, signal }),
    enabled: isOpen && me.isOperator,
  });
  const networks = useQuery({
    queryKey: ['operator', 'networks', 'palette', search],
    queryFn: ({ signal }) =>
      api.get<NetworkList>('/api/operator/networks', { query: { search, limit: 10 }, signal }),
    enabled: isOpen && me.isOperator,
  });
  return [
    ...(apps.data?.data ?? []).map((app) => ({
      id: `app ${app.id}`,
      group: 'Applications',
      label: app.name,
      description: app.category,
      icon: IconApps,
      run: () => goTo(`/portal/apps/${app.id}`),
    })),
    ...me.tenants.map((tenant) => ({
      id: `own tenant ${tenant.id}`,
      group: 'Settings of a tenant',
      label: tenant.name,
      description: String(tenant.id),
      icon: IconBuildingStore,
      run: () => goTo(`/settings/tenants/${tenant.id}`),
    })),
    ...(tenants.data?.data ?? []).map((tenant) => ({
      id: `tenant ${tenant.id}`,
      group: 'Tenants, as operator',
      label: tenant.name,
      description: String(tenant.id),
      icon: IconBuilding,
      run: () => goTo(`/operator/tenants/${tenant.id}`),
    })),
    ...(networks.data?.data ?? []).map((network) => ({
      id: `network ${network.id}`,
      group: 'Networks, as operator',
      label: network.name,
      description: String(network.id),
      icon: IconAffiliate,
      run: () => goTo(`/operator/networks/${network.id}`),
    })),
  ];
}

import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { IconBuilding } from '@tabler/icons-react';
import type { Static } from 'typebox';
import type { NetworkWithTenants } from '../../../src/tenants/schema.ts';
import { api } from '../api/client.ts';
import { path } from '../api/path.ts';
import { type Column, DataTable } from '../ui/data-table.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { PageTitle } from '../ui/page-title.tsx';

type Network = Static<typeof NetworkWithTenants>;

const columns: readonly Column<Network['tenants'][number]>[] = [
  { title: 'Tenant', render: ({ name }) => name },
  { title: 'Tenant ID', render: ({ id }) => id },
];

/** A network and its tenants. */
export function NetworkPage() {
  const { networkId = '' } = useParams({ strict: false });
  const network = useQuery({
    queryKey: ['operator', 'networks', 'one', networkId],
    queryFn: ({ signal }) => api.get<Network>(path`/api/operator/networks/${networkId}`, { signal }),
  });
  return (
    <>
      <PageTitle
        title={network.data?.name ?? `Network ${networkId}`}
        description={`Network ID ${networkId}`}
        crumbs={[{ label: 'Networks', href: '/operator/networks' }]}
      />
      <DataTable
        label="Tenants of the network"
        columns={columns}
        rows={network.data?.tenants}
        rowKey={({ id }) => String(id)}
        rowHref={({ id }) => `/operator/tenants/${id}`}
        query={network}
        empty={
          <EmptyState icon={IconBuilding} title="No tenant is in it yet">
            Put one in on the page of the tenant.
          </EmptyState>
        }
      />
    </>
  );
}

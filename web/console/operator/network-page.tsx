import { Button } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { IconBuilding, IconPencil } from '@tabler/icons-react';
import { useState } from 'react';
import { api, type Tagged } from '../api/client.ts';
import { path } from '../api/path.ts';
import { useCommands } from '../shell/commands.ts';
import { RouteLink } from '../shell/route-link.tsx';
import { type Column, DataTable } from '../ui/data-table.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { PageTitle } from '../ui/page-title.tsx';
import { type Network, networkQuery } from './network-query.ts';
import { RenameDialog } from './rename-dialog.tsx';

const columns: readonly Column<Network['tenants'][number]>[] = [
  { title: 'Tenant', render: ({ name }) => name },
  { title: 'Tenant ID', render: ({ id }) => id },
];

/** A network and its tenants. */
export function NetworkPage() {
  const { networkId = '' } = useParams({ strict: false });
  const queryClient = useQueryClient();
  const [renamed, setRenamed] = useState<Tagged<Network>>();
  const network = useQuery(networkQuery(networkId));
  const refresh = () => queryClient.invalidateQueries({ queryKey: ['operator', 'networks'] });
  useCommands([
    {
      id: 'network rename',
      group: network.data?.data.name ?? 'Network',
      label: 'Rename…',
      icon: IconPencil,
      run: () => setRenamed(network.data),
    },
  ]);
  return (
    <>
      <PageTitle
        title={network.data?.data.name ?? `Network ${networkId}`}
        description={`Network ID ${networkId}`}
        crumbs={[{ label: 'Networks', href: '/operator/networks' }]}
        actions={
          network.data === undefined ? undefined : (
            <Button variant="default" onClick={() => setRenamed(network.data)}>
              Rename
            </Button>
          )
        }
      />
      <DataTable
        label="Tenants of the network"
        columns={columns}
        rows={network.data?.data.tenants}
        rowKey={({ id }) => String(id)}
        rowHref={({ id }) => `/operator/tenants/${id}`}
        query={network}
        empty={
          <EmptyState
            icon={IconBuilding}
            title="No tenant is in it yet"
            action={
              <Button component={RouteLink} href="/operator/tenants" variant="default">
                Tenants
              </Button>
            }
          >
            A tenant is put into it on its own page.
          </EmptyState>
        }
      />
      <RenameDialog
        renamed={renamed}
        onClose={() => setRenamed(undefined)}
        what="this network"
        onRename={async (name, etag) => {
          await api.tagged.patch(path`/api/operator/networks/${networkId}`, { body: { name }, etag });
          await refresh();
        }}
        readAnew={() => queryClient.fetchQuery({ ...networkQuery(networkId), staleTime: 0 })}
      />
    </>
  );
}

import { Button } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { IconBuilding, IconPencil } from '@tabler/icons-react';
import { useState } from 'react';
import type { Static } from 'typebox';
import type { NetworkWithTenants } from '../../../src/tenants/schema.ts';
import { api } from '../api/client.ts';
import { path } from '../api/path.ts';
import { useCommands } from '../shell/commands.ts';
import { type Column, DataTable } from '../ui/data-table.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { PageTitle } from '../ui/page-title.tsx';
import { RenameDialog } from './rename-dialog.tsx';

type Network = Static<typeof NetworkWithTenants>;

const columns: readonly Column<Network['tenants'][number]>[] = [
  { title: 'Tenant', render: ({ name }) => name },
  { title: 'Tenant ID', render: ({ id }) => id },
];

/** A network and its tenants. */
export function NetworkPage() {
  const { networkId = '' } = useParams({ strict: false });
  const queryClient = useQueryClient();
  const [isRenaming, setRenaming] = useState(false);
  const network = useQuery({
    queryKey: ['operator', 'networks', 'one', networkId],
    queryFn: ({ signal }) => api.tagged.get<Network>(path`/api/operator/networks/${networkId}`, { signal }),
  });
  const refresh = () => queryClient.invalidateQueries({ queryKey: ['operator', 'networks'] });
  useCommands([
    {
      id: 'network rename',
      group: network.data?.data.name ?? 'Network',
      label: 'Rename…',
      icon: IconPencil,
      run: () => setRenaming(true),
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
            <Button variant="default" onClick={() => setRenaming(true)}>
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
          <EmptyState icon={IconBuilding} title="No tenant is in it yet">
            Put one in on the page of the tenant.
          </EmptyState>
        }
      />
      {network.data === undefined ? null : (
        <RenameDialog
          opened={isRenaming}
          onClose={() => setRenaming(false)}
          name={network.data.data.name}
          onRename={async (name) => {
            const { etag } = network.data;
            await api.tagged.patch(path`/api/operator/networks/${networkId}`, { body: { name }, etag });
            await refresh();
          }}
          onConflict={refresh}
        />
      )}
    </>
  );
}

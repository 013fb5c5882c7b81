import { Button, Group, Modal, Stack, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { IconAffiliate, IconSearchOff } from '@tabler/icons-react';
import { useState } from 'react';
import type { NetworkView } from '../../../src/tenants/schema.ts';
import { api } from '../api/client.ts';
import { type Column, DataTable } from '../ui/data-table.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Filters } from '../ui/filters.tsx';
import { Instant } from '../ui/instant.tsx';
import { PageTitle } from '../ui/page-title.tsx';
import { ProblemAlert } from '../ui/problem-alert.tsx';
import { SearchInput } from '../ui/search-input.tsx';
import { usePages } from '../ui/use-pages.ts';
import { useUrlState } from '../ui/use-url-state.ts';

const columns: readonly Column<NetworkView>[] = [
  { title: 'Name', render: ({ name }) => name },
  { title: 'Network ID', render: ({ id }) => id },
  { title: 'Made', render: ({ createdAt }) => <Instant at={createdAt} /> },
];

/** Sets of tenants of one customer. */
export function NetworksPage() {
  const { values, set, reset, isChanged } = useUrlState({ search: '' });
  const networks = usePages<NetworkView>(['operator', 'networks'], '/api/operator/networks', values);
  const [isMaking, setMaking] = useState(false);
  const create = <Button onClick={() => setMaking(true)}>New network</Button>;
  return (
    <>
      <PageTitle
        title="Networks"
        description="The tenants of one customer, which share the client of an app."
        actions={create}
      />
      <Filters label="Find networks" isChanged={isChanged} onReset={reset}>
        <SearchInput
          label="Search by name or id"
          value={values.search}
          onChange={(search) => set({ search })}
        />
      </Filters>
      <DataTable
        label="Networks"
        columns={columns}
        rowKey={({ id }) => String(id)}
        rowHref={({ id }) => `/operator/networks/${id}`}
        {...networks}
        empty={
          isChanged ? (
            <EmptyState icon={IconSearchOff} title="No network is called so" />
          ) : (
            <EmptyState icon={IconAffiliate} title="There is no network yet" action={create}>
              A tenant is put into one on its own page.
            </EmptyState>
          )
        }
      />
      <Modal opened={isMaking} onClose={() => setMaking(false)} title="New network">
        <NewNetworkForm onClose={() => setMaking(false)} />
      </Modal>
    </>
  );
}

function NewNetworkForm({ onClose }: { readonly onClose: () => void }) {
  const queryClient = useQueryClient();
  const router = useRouter();
  const [name, setName] = useState('');
  const create = useMutation({
    mutationFn: async () => {
      const network = await api.post<NetworkView>('/api/operator/networks', { body: { name } });
      await queryClient.invalidateQueries({ queryKey: ['operator', 'networks'] });
      router.history.push(`/operator/networks/${network.id}`);
    },
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        create.mutate();
      }}
    >
      <Stack>
        <TextInput
          label="Name"
          required
          maxLength={200}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          data-autofocus
        />
        <ProblemAlert title="The network was not made" error={create.error} />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={create.isPending}>
            Make the network
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

import { Button, Modal } from '@mantine/core';
import { IconAffiliate } from '@tabler/icons-react';
import { useState } from 'react';
import type { NetworkView } from '../../../src/tenants/schema.ts';
import { type Column, DataTable } from '../ui/data-table.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Filters } from '../ui/filters.tsx';
import { Instant } from '../ui/instant.tsx';
import { NothingFits } from '../ui/nothing-fits.tsx';
import { PageTitle } from '../ui/page-title.tsx';
import { SearchInput } from '../ui/search-input.tsx';
import { usePages } from '../ui/use-pages.ts';
import { useUrlState } from '../ui/use-url-state.ts';
import { NewNetworkForm } from './new-network-form.tsx';

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
        actions={networks.rows?.length === 0 && !isChanged ? null : create}
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
            <NothingFits title="No network is called so" onReset={reset} />
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

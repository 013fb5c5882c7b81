import { Button, Modal } from '@mantine/core';
import { IconBuilding } from '@tabler/icons-react';
import { useState } from 'react';
import type { TenantView } from '../../../src/tenants/schema.ts';
import { useMe } from '../api/me.ts';
import { type Column, DataTable } from '../ui/data-table.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Filters } from '../ui/filters.tsx';
import { NothingFits } from '../ui/nothing-fits.tsx';
import { PageTitle } from '../ui/page-title.tsx';
import { SearchInput } from '../ui/search-input.tsx';
import { usePages } from '../ui/use-pages.ts';
import { useUrlState } from '../ui/use-url-state.ts';
import { environmentNames } from '../api/environment-names.ts';
import { NewTenantForm } from './new-tenant-form.tsx';
import { PreviewBadge } from './preview-badge.tsx';

const columns: readonly Column<TenantView>[] = [
  { title: 'Name', render: ({ name }) => name },
  { title: 'Tenant ID', render: ({ id }) => id },
  { title: 'Time zone', render: ({ timeZone }) => timeZone },
  { title: 'Network', render: ({ networkId }) => networkId ?? 'none' },
  { title: 'Preview', isNarrow: true, render: ({ preview }) => <PreviewBadge isOn={preview} /> },
];

/** Every tenant of the environment of the sign-in. */
export function TenantsPage() {
  const { environment } = useMe();
  const { values, set, reset, isChanged } = useUrlState({ search: '' });
  const tenants = usePages<TenantView>(['operator', 'tenants'], '/api/operator/tenants', values);
  const [isMaking, setMaking] = useState(false);
  const create = <Button onClick={() => setMaking(true)}>New tenant</Button>;
  return (
    <>
      <PageTitle
        title="Tenants"
        description={`All tenants of the ${environmentNames[environment]} environment, which you signed in to.`}
        actions={tenants.rows?.length === 0 && !isChanged ? null : create}
      />
      <Filters label="Find tenants" isChanged={isChanged} onReset={reset}>
        <SearchInput
          label="Search by name or id"
          value={values.search}
          onChange={(search) => set({ search })}
        />
      </Filters>
      <DataTable
        label="Tenants"
        columns={columns}
        rowKey={({ id }) => String(id)}
        rowHref={({ id }) => `/operator/tenants/${id}`}
        {...tenants}
        empty={
          isChanged ? (
            <NothingFits title="No tenant is called so" onReset={reset} />
          ) : (
            <EmptyState icon={IconBuilding} title="There is no tenant yet" action={create} />
          )
        }
      />
      <Modal
        opened={isMaking}
        onClose={() => setMaking(false)}
        title={`New tenant in the ${environmentNames[environment]} environment`}
      >
        <NewTenantForm onClose={() => setMaking(false)} />
      </Modal>
    </>
  );
}

import { Anchor, Button, Modal } from '@mantine/core';
import { IconCode } from '@tabler/icons-react';
import { useState } from 'react';
import type { Organisation } from '../../../src/people/schema.ts';
import { CopyableId } from '../ui/copyable-id.tsx';
import { RouteLink } from '../shell/route-link.tsx';
import { type Column, DataTable } from '../ui/data-table.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Filters } from '../ui/filters.tsx';
import { NothingFits } from '../ui/nothing-fits.tsx';
import { PageTitle } from '../ui/page-title.tsx';
import { SearchInput } from '../ui/search-input.tsx';
import { usePages } from '../ui/use-pages.ts';
import { useUrlState } from '../ui/use-url-state.ts';
import { NewOrganisationForm } from './new-organisation-form.tsx';

const columns: readonly Column<Organisation>[] = [
  { title: 'Name', render: ({ name }) => <strong>{name}</strong> },
  {
    title: 'Belongs to',
    render: ({ tenantId }) =>
      tenantId === null ? (
        'itself'
      ) : (
        <Anchor component={RouteLink} href={`/operator/tenants/${tenantId}`} size="sm">
          tenant {tenantId}
        </Anchor>
      ),
  },
  {
    title: 'ID',
    isText: true,
    render: ({ id, name }) => <CopyableId id={id} what={`ID of ${name}`} />,
  },
];

/** Who makes apps. */
export function OrganisationsPage() {
  const { values, set, reset, isChanged } = useUrlState({ search: '' });
  const organisations = usePages<Organisation>(
    ['operator', 'organisations'],
    '/api/operator/organisations',
    values,
  );
  const [isMaking, setMaking] = useState(false);
  const create = <Button onClick={() => setMaking(true)}>New organisation</Button>;
  return (
    <>
      <PageTitle
        title="Developer organisations"
        description="They own apps. Each tenant has one of its own."
        actions={organisations.rows?.length === 0 && !isChanged ? null : create}
      />
      <Filters label="Find organisations" isChanged={isChanged} onReset={reset}>
        <SearchInput
          label="Search by name or id"
          value={values.search}
          onChange={(search) => set({ search })}
        />
      </Filters>
      <DataTable
        label="Developer organisations"
        columns={columns}
        rowKey={({ id }) => id}
        {...organisations}
        empty={
          isChanged ? (
            <NothingFits title="No organisation is called so" onReset={reset} />
          ) : (
            <EmptyState icon={IconCode} title="There is no organisation yet" action={create} />
          )
        }
      />
      <Modal opened={isMaking} onClose={() => setMaking(false)} title="New developer organisation">
        <NewOrganisationForm onClose={() => setMaking(false)} />
      </Modal>
    </>
  );
}

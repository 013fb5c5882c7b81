import { Button } from '@mantine/core';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { IconBuilding, IconSearchOff } from '@tabler/icons-react';
import type { TenantView } from '../../../src/tenants/schema.ts';
import { api } from '../api/client.ts';
import { type Column, DataTable } from '../ui/data-table.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { PageTitle } from '../ui/page-title.tsx';
import { SearchInput } from '../ui/search-input.tsx';
import { StateBadge } from '../ui/state-badge.tsx';
import { useUrlState } from '../ui/use-url-state.ts';
import classes from './tenants-page.module.css';

interface Page {
  readonly data: readonly TenantView[];
  readonly nextCursor: string | null;
}

const columns: readonly Column<TenantView>[] = [
  { title: 'Name', render: ({ name }) => name },
  { title: 'Tenant ID', render: ({ id }) => id },
  { title: 'Time zone', render: ({ timeZone }) => timeZone },
  { title: 'Network', render: ({ networkId }) => networkId ?? 'none' },
  {
    title: 'Preview',
    render: ({ preview }) =>
      preview ? <StateBadge kind="good">On</StateBadge> : <StateBadge kind="quiet">Off</StateBadge>,
  },
];

/** Every tenant of the environment of the sign-in. */
export function TenantsPage() {
  const { values, set, reset } = useUrlState({ search: '' });
  const tenants = useInfiniteQuery({
    queryKey: ['operator', 'tenants', values.search],
    queryFn: ({ signal, pageParam }) =>
      api.get<Page>('/api/operator/tenants', { query: { search: values.search, cursor: pageParam }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
    placeholderData: keepPreviousData,
  });
  return (
    <>
      <PageTitle title="Tenants" description="All tenants of the environment that you signed in to." />
      <div className={classes['search']}>
        <SearchInput
          label="Search by name or id"
          value={values.search}
          onChange={(search) => set({ search })}
        />
      </div>
      <DataTable
        label="Tenants"
        columns={columns}
        rows={tenants.data?.pages.flatMap(({ data }) => data)}
        rowKey={({ id }) => String(id)}
        rowHref={({ id }) => `/operator/tenants/${id}`}
        query={tenants}
        more={tenants}
        empty={
          values.search === '' ? (
            <EmptyState icon={IconBuilding} title="There is no tenant yet" />
          ) : (
            <EmptyState
              icon={IconSearchOff}
              title="No tenant is called so"
              action={
                <Button variant="default" onClick={reset}>
                  Show all
                </Button>
              }
            />
          )
        }
      />
    </>
  );
}

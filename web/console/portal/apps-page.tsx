import { Button, Text } from '@mantine/core';
import { IconApps, IconPlus } from '@tabler/icons-react';
import type { AppSummary } from '../../../src/apps/schema.ts';
import { useMe } from '../api/me.ts';
import { RouteLink } from '../shell/route-link.tsx';
import { type Column, DataTable } from '../ui/data-table.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Instant } from '../ui/instant.tsx';
import { NothingFits } from '../ui/nothing-fits.tsx';
import { PageTitle } from '../ui/page-title.tsx';
import { SearchInput } from '../ui/search-input.tsx';
import { TwoLines } from '../ui/two-lines.tsx';
import { usePages } from '../ui/use-pages.ts';
import { useUrlState } from '../ui/use-url-state.ts';
import { ApprovalBadge } from './app/approval-badge.tsx';
import classes from './apps-page.module.css';

function columnsFor(organisationName: (id: string) => string | undefined): readonly Column<AppSummary>[] {
  return [
    {
      title: 'App',
      render: ({ name, category, organisationId }) => (
        <TwoLines more={[category, organisationName(organisationId)].filter(Boolean).join(' · ')}>
          {name}
        </TwoLines>
      ),
    },
    {
      title: 'State',
      isNarrow: true,
      render: ({ approved, refused }) => <ApprovalBadge approved={approved} isRefused={refused} />,
    },
    { title: 'Version', isNarrow: true, render: ({ version }) => version },
    { title: 'Tenants', render: ({ tenants }) => <TenantCounts tenants={tenants} /> },
    {
      title: 'Changed',
      isNarrow: true,
      render: ({ modifiedAt }) => <Instant at={modifiedAt} show="relative" />,
    },
  ];
}

function TenantCounts({ tenants }: Pick<AppSummary, 'tenants'>) {
  const { connected, notConnectedYet, disabled } = tenants;
  const others = [
    ...(notConnectedYet > 0 ? [`${notConnectedYet} not yet`] : []),
    ...(disabled > 0 ? [`${disabled} disabled`] : []),
  ];
  return (
    <>
      {connected} connected
      {others.length === 0 ? null : (
        <Text size="sm" c="dimmed" component="span">
          {' '}
          · {others.join(' · ')}
        </Text>
      )}
    </>
  );
}

/** Create and Manage Applications: the list. */
export function AppsPage() {
  const { organisations } = useMe();
  const { values, set, reset } = useUrlState({ search: '' });
  const { rows, query, more } = usePages<AppSummary>(['portal', 'apps', 'list'], '/api/portal/apps', {
    search: values.search,
    limit: 50,
  });
  const columns = columnsFor((id) =>
    organisations.length < 2 ? undefined : organisations.find((one) => one.id === id)?.name,
  );
  const create = (
    <Button component={RouteLink} href="/portal/apps/new" leftSection={<IconPlus size={16} aria-hidden />}>
      Create New App
    </Button>
  );
  const isEmpty = rows?.length === 0 && values.search === '';
  return (
    <>
      <PageTitle
        title="Applications"
        description="The apps of the organisations that you act for."
        crumbs={[{ label: 'Developer portal', href: '/portal' }]}
        actions={isEmpty ? undefined : create}
      />
      {isEmpty ? null : (
        <div className={classes['search']}>
          <SearchInput label="Search by name" value={values.search} onChange={(search) => set({ search })} />
        </div>
      )}
      <DataTable
        label="Applications"
        columns={columns}
        rows={rows}
        rowKey={({ id }) => id}
        rowHref={({ id }) => `/portal/apps/${id}`}
        query={query}
        more={more}
        empty={
          isEmpty ? (
            <EmptyState icon={IconApps} title="There is no application yet" action={create}>
              An application gets the events of the tenants that connect it: signed, retried and logged.
            </EmptyState>
          ) : (
            <NothingFits title="No application is called so" onReset={reset} />
          )
        }
      />
    </>
  );
}

import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { IconApps } from '@tabler/icons-react';
import type { AppSummary } from '../../../src/apps/schema.ts';
import { api } from '../api/client.ts';
import { type Column, DataTable } from '../ui/data-table.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Instant } from '../ui/instant.tsx';
import { PageTitle } from '../ui/page-title.tsx';
import { StateBadge } from '../ui/state-badge.tsx';

const columns: readonly Column<AppSummary>[] = [
  { title: 'Name', render: ({ name }) => name },
  { title: 'Category', render: ({ category }) => category },
  { title: 'Version', align: 'right', isNarrow: true, render: ({ version }) => version },
  {
    title: 'Tenants',
    render: ({ tenants: { connected, notConnectedYet, disabled } }) => (
      <Text size="sm" component="span">
        {connected} connected · {notConnectedYet} not yet · {disabled} disabled
      </Text>
    ),
  },
  {
    title: 'Approval',
    render: ({ approved }) =>
      approved ? (
        <StateBadge kind="good">Approved</StateBadge>
      ) : (
        <StateBadge kind="quiet">Own tenants only</StateBadge>
      ),
  },
  { title: 'Changed', render: ({ modifiedAt }) => <Instant at={modifiedAt} show="relative" /> },
];

export function AppsPage() {
  const apps = useQuery({
    queryKey: ['portal', 'apps'],
    queryFn: ({ signal }) => api.get<{ data: AppSummary[] }>('/api/portal/apps', { signal }),
  });
  return (
    <>
      <PageTitle
        title="Applications"
        description="The apps of the organisations that you act for."
        crumbs={[{ label: 'Developer portal', href: '/portal' }]}
      />
      <DataTable
        label="Applications"
        columns={columns}
        rows={apps.data?.data}
        rowKey={({ id }) => id}
        rowHref={({ id }) => `/portal/apps/${id}`}
        query={apps}
        empty={
          <EmptyState icon={IconApps} title="There is no application yet">
            An application gets the events of the tenants that connect it.
          </EmptyState>
        }
      />
    </>
  );
}

import { useInfiniteQuery } from '@tanstack/react-query';
import { IconPlugConnected } from '@tabler/icons-react';
import type { AppList, AppSummary } from '../../../../src/connections/schema.ts';
import { api } from '../../api/client.ts';
import { type Column, DataTable } from '../../ui/data-table.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Instant } from '../../ui/instant.tsx';
import { PageTitle } from '../../ui/page-title.tsx';
import { PreviewNotice } from '../preview-notice.tsx';
import { tenantApi, tenantHref, useTenant } from '../tenant-query.ts';
import { ConnectionBadge } from './connection-badge.tsx';

const columns: readonly Column<AppSummary>[] = [
  { title: 'Application', render: ({ name }) => name },
  { title: 'From', render: ({ organizationName }) => organizationName },
  { title: 'State', render: (app) => <ConnectionBadge app={app} /> },
  { title: 'Version', align: 'right', isNarrow: true, render: ({ acceptedVersion }) => acceptedVersion },
  {
    title: 'Last used',
    render: ({ lastUsedAt }) =>
      lastUsedAt === null ? 'Not yet' : <Instant at={lastUsedAt} show="relative" />,
  },
];

/** Integrations ▸ API Application Access: the apps that this tenant has let in. */
export function ConnectedAppsPage() {
  const tenant = useTenant();
  const apps = useInfiniteQuery({
    queryKey: ['settings', String(tenant.id), 'connections'],
    queryFn: ({ signal, pageParam }) =>
      api.get<AppList>(tenantApi(tenant, '/connections'), { query: { cursor: pageParam }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
  });
  return (
    <>
      <PageTitle
        title="API Application Access"
        description="The apps that may read your data and hear of your sessions. You let each in yourself, and may end it at any time."
        crumbs={[{ label: tenant.name, href: tenantHref(tenant) }]}
      />
      <PreviewNotice />
      <DataTable
        label="Connected apps"
        columns={columns}
        rows={apps.data?.pages.flatMap(({ data }) => data)}
        rowKey={({ id }) => id}
        query={apps}
        more={apps}
        empty={
          <EmptyState icon={IconPlugConnected} title="No app is connected yet">
            Connect one, and it hears of every completed and every abandoned session at once.
          </EmptyState>
        }
      />
    </>
  );
}

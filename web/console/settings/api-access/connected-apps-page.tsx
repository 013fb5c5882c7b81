import { Button } from '@mantine/core';
import { useRouter } from '@tanstack/react-router';
import { IconPlugConnected, IconPlus } from '@tabler/icons-react';
import type { AppSummary } from '../../../../src/connections/schema.ts';
import { useCommands } from '../../shell/commands.ts';
import { RouteLink } from '../../shell/route-link.tsx';
import { useShortcuts } from '../../shell/shortcuts.ts';
import { type Column, DataTable } from '../../ui/data-table.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { PageTitle } from '../../ui/page-title.tsx';
import { TwoLines } from '../../ui/two-lines.tsx';
import { usePages } from '../../ui/use-pages.ts';
import { PreviewNotice } from '../preview-notice.tsx';
import { tenantApi, tenantHref, useTenant } from '../tenant-query.ts';
import { accessKey, appHref } from './access-query.ts';
import { ConnectionBadge } from './connection-badge.tsx';
import { LastDelivered, LastToken } from './last-use.tsx';

const columns: readonly Column<AppSummary>[] = [
  {
    title: 'Application',
    render: ({ name, organizationName }) => <TwoLines more={organizationName}>{name}</TwoLines>,
  },
  { title: 'State', render: (app) => <ConnectionBadge app={app} /> },
  {
    title: 'Version',
    render: ({ acceptedVersion, newestVersion, newVersionAvailable }) => (
      <TwoLines more={newVersionAvailable ? `newest is ${newestVersion}` : ''}>{acceptedVersion}</TwoLines>
    ),
  },
  {
    title: 'Last delivered',
    isNarrow: true,
    render: ({ lastDeliveredAt }) => <LastDelivered at={lastDeliveredAt} />,
  },
  {
    title: 'Last access token',
    render: ({ lastUsedAt, networkName }) => <LastToken at={lastUsedAt} network={networkName} />,
  },
];

/** Integrations ▸ API Application Access: the apps that this tenant has let in. */
export function ConnectedAppsPage() {
  const tenant = useTenant();
  const router = useRouter();
  const apps = usePages<AppSummary>([...accessKey(tenant), 'list'], tenantApi(tenant, '/connections'), {
    limit: 50,
  });
  const connect = tenantHref(tenant, 'api-access/connect');
  const goToConnect = (): void => router.history.push(connect);
  useShortcuts([{ keys: 'c', label: 'Connect New App', run: goToConnect }]);
  useCommands([
    {
      id: 'connect app',
      group: tenant.name,
      label: 'Connect New App',
      keywords: ['allow', 'integration', 'add'],
      icon: IconPlus,
      run: goToConnect,
    },
  ]);
  const connectButton = (
    <Button component={RouteLink} href={connect} leftSection={<IconPlus size={16} aria-hidden />}>
      Connect New App
    </Button>
  );
  return (
    <>
      <PageTitle
        title="API Application Access"
        description="The apps that may read your data and are told of your sessions. You let each in yourself, and may end it at any time."
        crumbs={[{ label: tenant.name, href: tenantHref(tenant) }]}
        actions={apps.rows?.length === 0 ? undefined : connectButton}
      />
      <PreviewNotice />
      <DataTable
        label="Connected apps"
        columns={columns}
        rowKey={({ id }) => id}
        rowHref={({ id }) => appHref(tenant, id)}
        {...apps}
        empty={
          <EmptyState icon={IconPlugConnected} title="No app is connected yet" action={connectButton}>
            Connect one, and it is told of every completed and every qualified abandoned session at once.
          </EmptyState>
        }
      />
    </>
  );
}

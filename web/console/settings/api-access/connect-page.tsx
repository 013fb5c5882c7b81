import { Text } from '@mantine/core';
import { IconPlugConnected } from '@tabler/icons-react';
import type { AppSummary } from '../../../../src/connections/schema.ts';
import { Card } from '../../ui/card.tsx';
import { CopyField } from '../../ui/copy-field.tsx';
import { type Column, DataTable } from '../../ui/data-table.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { NothingFits } from '../../ui/nothing-fits.tsx';
import { PageTitle } from '../../ui/page-title.tsx';
import { SearchInput } from '../../ui/search-input.tsx';
import { TwoLines } from '../../ui/two-lines.tsx';
import { usePages } from '../../ui/use-pages.ts';
import { useUrlState } from '../../ui/use-url-state.ts';
import { PreviewNotice } from '../preview-notice.tsx';
import { tenantApi, tenantHref, useTenant } from '../tenant-query.ts';
import { accessKey, appHref, connectHref } from './access-query.ts';
import { ConnectionBadge } from './connection-badge.tsx';
import classes from './connect-page.module.css';

const columns: readonly Column<AppSummary>[] = [
  {
    title: 'Application',
    render: ({ name, organizationName }) => <TwoLines more={organizationName}>{name}</TwoLines>,
  },
  { title: 'Category', isNarrow: true, render: ({ category }) => category },
  { title: 'Asks for', isText: true, render: ({ asksFor }) => asksFor.join(', ') || 'Nothing yet' },
  { title: 'State', isNarrow: true, render: (app) => <ConnectionBadge app={app} /> },
];

/** Connect New App: the apps that named this tenant or its network. */
export function ConnectPage() {
  const tenant = useTenant();
  const { values, set, reset } = useUrlState({ search: '' });
  const apps = usePages<AppSummary>(
    [...accessKey(tenant), 'available'],
    tenantApi(tenant, '/available-apps'),
    {
      search: values.search.trim(),
      limit: 50,
    },
  );
  const isEmpty = apps.rows?.length === 0 && values.search.trim() === '';
  return (
    <>
      <PageTitle
        title="Connect New App"
        description={`Apps whose developers have named ${tenant.network === null ? 'your tenant' : 'your tenant or your network'}. Choose one to see what it asks for; nothing is shared before you allow it.`}
        crumbs={[
          { label: tenant.name, href: tenantHref(tenant) },
          { label: 'API Application Access', href: tenantHref(tenant, 'api-access') },
        ]}
      />
      <PreviewNotice />
      {isEmpty ? null : (
        <div className={classes['search']}>
          <SearchInput
            label="Search by name or organization"
            value={values.search}
            onChange={(search) => set({ search })}
          />
        </div>
      )}
      <DataTable
        label="Apps that can be connected"
        columns={columns}
        rowKey={({ id }) => id}
        rowHref={({ id, state }) =>
          state === 'not_connected' ? connectHref(tenant, id) : appHref(tenant, id)
        }
        {...apps}
        empty={
          isEmpty ? (
            <EmptyState icon={IconPlugConnected} title="No app has named your tenant yet">
              Give the developer of the app the ID below. They add it to their app, and it shows up here.
            </EmptyState>
          ) : (
            <NothingFits title="No app is called so" onReset={reset} />
          )
        }
      />
      <div className={classes['missing']}>
        <Card title={isEmpty ? 'What the developer needs' : 'Is an app missing?'}>
          <div className={classes['ids']}>
            <CopyField label="Tenant ID" value={String(tenant.id)} />
            {tenant.network === null ? null : (
              <CopyField label={`Network ID of ${tenant.network.name}`} value={String(tenant.network.id)} />
            )}
          </div>
          <Text size="sm" c="dimmed" mt="sm">
            {isEmpty ? '' : 'Give its developer your Tenant ID. '}
            The developer adds the ID under Tenants
            {tenant.network === null ? '' : ', or that of your network under Networks,'} in the developer
            portal. Apps of other companies show up once the vendor has approved them. Never publish an ID.
          </Text>
        </Card>
      </div>
    </>
  );
}

import { Button, Group } from '@mantine/core';
import { useRouter } from '@tanstack/react-router';
import { IconPlus, IconRoute } from '@tabler/icons-react';
import { useCommands } from '../../../shell/commands.ts';
import { RouteLink } from '../../../shell/route-link.tsx';
import { useShortcuts } from '../../../shell/shortcuts.ts';
import { CopyButton } from '../../../ui/copy-button.tsx';
import { type Column, DataTable } from '../../../ui/data-table.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { Instant } from '../../../ui/instant.tsx';
import { PageTitle } from '../../../ui/page-title.tsx';
import { usePages } from '../../../ui/use-pages.ts';
import { AskAdministrator, useIsAdministrator } from '../../administrators.tsx';
import { tenantApi, tenantHref, useTenant } from '../../tenant-query.ts';
import { useBrands } from '../brands-query.ts';
import { SchedulerTabs } from '../scheduler-tabs.tsx';
import { type RouterSummary, routersKey } from './router-query.ts';

/** The entry points in front of several schedulers. */
export function RoutersPage() {
  const tenant = useTenant();
  const router = useRouter();
  const brands = useBrands();
  const isAdministrator = useIsAdministrator();
  const key = [...routersKey(tenant), 'list'];
  const { rows, query, more } = usePages<RouterSummary>(key, tenantApi(tenant, '/routers'), {});
  const brandName = (id: string): string => brands.data?.find((brand) => brand.id === id)?.name ?? id;
  const newHref = tenantHref(tenant, 'schedulers/routers/new');
  const create = (): void => router.history.push(newHref);
  useShortcuts(isAdministrator ? [{ keys: 'c', label: 'New router', run: create }] : []);
  useCommands(
    isAdministrator ? [{ id: 'new-router', label: 'New router', icon: IconPlus, run: create }] : [],
  );
  const action = isAdministrator ? (
    <Button component={RouteLink} href={newHref} leftSection={<IconPlus size={16} aria-hidden />}>
      New router
    </Button>
  ) : undefined;
  const columns: readonly Column<RouterSummary>[] = [
    { title: 'Router', render: ({ name }) => <strong>{name}</strong> },
    {
      title: 'Opened with the key of',
      render: ({ brandId }) => (brandId === null ? 'Any brand' : brandName(brandId)),
    },
    {
      title: 'Router ID',
      isNarrow: true,
      render: ({ id, name }) => (
        <Group gap={2} wrap="nowrap" justify="inherit">
          <code title={id}>{`${id.slice(0, 11)}…`}</code>
          <CopyButton value={id} what={`router ID of ${name}`} />
        </Group>
      ),
    },
    {
      title: 'Changed',
      isNarrow: true,
      render: ({ modifiedOn }) => <Instant at={modifiedOn} show="relative" />,
    },
  ];
  return (
    <>
      <PageTitle
        title="Schedulers"
        part="Routers"
        description="A router is one entry point in front of several schedulers: by ZIP code and brand it sends visitors on to the right one, perhaps of another tenant of your network."
        crumbs={[{ label: tenant.name, href: tenantHref(tenant) }]}
        actions={rows?.length === 0 ? undefined : action}
        tabs={<SchedulerTabs />}
      />
      {isAdministrator ? null : (
        <AskAdministrator>Only administrators make and change routers.</AskAdministrator>
      )}
      <DataTable
        label="Routers"
        columns={columns}
        rows={rows}
        rowKey={({ id }) => id}
        rowHref={({ id }) => tenantHref(tenant, `schedulers/routers/${id}`)}
        query={query}
        more={more}
        empty={
          <EmptyState icon={IconRoute} title="There is no router" action={action}>
            You need one only where several schedulers share a page, for instance one for each region.
          </EmptyState>
        }
      />
    </>
  );
}

import { Button } from '@mantine/core';
import { useRouter } from '@tanstack/react-router';
import { IconCalendarCog, IconPlus } from '@tabler/icons-react';
import type { SchedulerView } from '../../../../src/schedulers/schema.ts';
import { useCommands } from '../../shell/commands.ts';
import { RouteLink } from '../../shell/route-link.tsx';
import { useShortcuts } from '../../shell/shortcuts.ts';
import { DataTable } from '../../ui/data-table.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { FilterSelect } from '../../ui/filter-select.tsx';
import { Filters } from '../../ui/filters.tsx';
import { NothingFits } from '../../ui/nothing-fits.tsx';
import { PageTitle } from '../../ui/page-title.tsx';
import { SearchInput } from '../../ui/search-input.tsx';
import { usePages } from '../../ui/use-pages.ts';
import { useUrlState } from '../../ui/use-url-state.ts';
import { AskAdministrator, useIsAdministrator } from '../administrators.tsx';
import { tenantApi, tenantHref, useTenant } from '../tenant-query.ts';
import { useRecentSessions } from './recent-sessions-query.ts';
import { schedulerColumns } from './scheduler-columns.tsx';
import { SchedulerTabs } from './scheduler-tabs.tsx';
import { statuses } from './scheduler-words.ts';

/** The booking flows of a tenant. */
export function SchedulersPage() {
  const tenant = useTenant();
  const router = useRouter();
  const isAdministrator = useIsAdministrator();
  const { values, set, choose, reset, isChanged } = useUrlState({ search: '', status: '' });
  const key = ['settings', String(tenant.id), 'schedulers', 'list'];
  const { rows, query, more } = usePages<SchedulerView>(key, tenantApi(tenant, '/schedulers'), {});
  const recent = useRecentSessions();
  const newHref = tenantHref(tenant, 'schedulers/new');
  const create = (): void => router.history.push(newHref);
  useShortcuts(isAdministrator ? [{ keys: 'c', label: 'New scheduler', run: create }] : []);
  useCommands(
    isAdministrator ? [{ id: 'new-scheduler', label: 'New scheduler', icon: IconPlus, run: create }] : [],
  );
  const action = isAdministrator ? (
    <Button component={RouteLink} href={newHref} leftSection={<IconPlus size={16} aria-hidden />}>
      New scheduler
    </Button>
  ) : undefined;
  const isEmpty = rows?.length === 0;
  return (
    <>
      <PageTitle
        title="Schedulers"
        description="Each is one booking flow of a brand: what visitors of your website go through."
        crumbs={[{ label: tenant.name, href: tenantHref(tenant) }]}
        actions={isEmpty ? undefined : action}
        tabs={<SchedulerTabs />}
      />
      {isAdministrator ? null : (
        <AskAdministrator>Only administrators make and change schedulers.</AskAdministrator>
      )}
      {isEmpty ? null : (
        <Filters label="Find schedulers" isChanged={isChanged} onReset={reset}>
          <SearchInput
            label="Search by name, brand or ID"
            value={values.search}
            onChange={(search) => set({ search })}
          />
          <FilterSelect
            label="Status"
            all="Any status"
            w={150}
            data={statuses.map(({ value, title }) => ({ value, label: title }))}
            value={values.status}
            onChange={(status) => choose({ status })}
          />
        </Filters>
      )}
      <DataTable
        label="Schedulers"
        columns={schedulerColumns(recent)}
        rows={rows && arrange(rows, values)}
        rowKey={({ id }) => id}
        rowHref={({ id }) => tenantHref(tenant, `schedulers/${id}`)}
        query={query}
        more={more}
        empty={
          isEmpty ? (
            <EmptyState icon={IconCalendarCog} title="There is no scheduler yet" action={action}>
              Make one, and put it on your website.
            </EmptyState>
          ) : (
            <NothingFits title="No scheduler is like that" onReset={reset} />
          )
        }
      />
    </>
  );
}

/** Those that fit, by brand and name, a default before the others; a tenant has a handful, so that all of them are here. */
function arrange(
  rows: readonly SchedulerView[],
  { search, status }: { readonly search: string; readonly status: string },
): SchedulerView[] {
  const wanted = search.trim().toLowerCase();
  return rows
    .filter((row) => status === '' || row.status === status)
    .filter(({ name, brandName, id }) =>
      [name, brandName, id].some((text) => text.toLowerCase().includes(wanted)),
    )
    .toSorted(
      (a, b) =>
        a.brandName.localeCompare(b.brandName) ||
        Number(b.isDefault) - Number(a.isDefault) ||
        a.name.localeCompare(b.name),
    );
}

import { Text } from '@mantine/core';
import type { DeliveriesPage as Page, DeliveryView } from '../../../../../src/delivery-log/schema.ts';
import { path, withQuery } from '../../../api/path.ts';
import { useCommands } from '../../../shell/commands.ts';
import { useShortcuts } from '../../../shell/shortcuts.ts';
import { DataTable } from '../../../ui/data-table.tsx';
import { Instant } from '../../../ui/instant.tsx';
import { usePages } from '../../../ui/use-pages.ts';
import { useUrlState } from '../../../ui/use-url-state.ts';
import { useApp } from '../app-query.ts';
import { appHref } from '../app-tabs.ts';
import { useTenantNotes } from '../use-tenant-notes.ts';
import { deliveryColumns } from './delivery-columns.tsx';
import { DeliveryFilters } from './delivery-filters.tsx';
import { LiveBar } from './live/live-bar.tsx';
import { useLive } from './live/use-live.ts';
import { NoDelivery } from './no-delivery.tsx';
import { useDeliveryFilter } from './use-delivery-filter.ts';

/** Pages of 2,000 deliveries each that are looked up in the log before somebody is to say whether to go on. */
const MOST_BY_ITSELF = 5;

/** What the app was sent, the newest first, as it happens. */
export function DeliveriesPage() {
  const { id: appId } = useApp().data;
  const filter = useDeliveryFilter();
  const { values, set } = useUrlState({ live: 'on' });
  const [isOn, isOver] = [values.live === 'on', hasEnded(filter.bounds.until)];
  const base = path`/api/portal/apps/${appId}/deliveries`;
  const key = ['portal', 'apps', appId, 'deliveries'];
  const { rows, query, more } = usePages<DeliveryView, Page>(key, base, filter.asked, {
    ...(filter.isOfLog && { mostByItself: MOST_BY_ITSELF }),
  });
  const live = useLive(
    {
      key: [...key, filter.asked],
      url: withQuery(`${base}/stream`, filter.followed),
      isOn: isOn && !isOver,
      wanted: { ...filter.values, ...filter.bounds },
    },
    query.isFetching,
  );
  const switchLive = (on: boolean): void => set({ live: on ? 'on' : 'off' });
  const pauseOrResume = (): void => (live.isPaused ? live.resume() : live.pause());
  useShortcuts([
    { keys: 'l', label: 'Follow live, or not', run: () => switchLive(!isOn) },
    ...(isOn ? [{ keys: 'p', label: 'Pause the live tail, or go on', run: pauseOrResume }] : []),
  ]);
  useCommands([
    {
      id: 'deliveries live',
      label: isOn ? 'Stop following live' : 'Follow live',
      run: () => switchLive(!isOn),
    },
    {
      id: 'deliveries failed',
      label: 'Show only failed deliveries',
      run: () => filter.choose({ state: 'failed', reason: '' }),
    },
  ]);
  const notes = useTenantNotes(appId);
  const searchedBackTo = query.data?.pages.at(-1)?.searchedBackTo ?? null;
  return (
    <>
      <DeliveryFilters filter={filter} knownTenants={rows?.map(({ tenantId }) => tenantId) ?? []} />
      <LiveBar live={live} isOn={isOn} isOver={isOver} onSwitch={switchLive} />
      <DataTable
        label="Deliveries"
        columns={deliveryColumns(notes)}
        rows={rows}
        rowKey={({ id }) => id}
        rowHref={({ id }) => appHref(appId, path`/deliveries/${id}`)}
        query={query}
        more={more}
        isFresh={({ id }) => live.fresh.has(id)}
        empty={<NoDelivery filter={filter} more={more} searchedBackTo={searchedBackTo} />}
      />
      {searchedBackTo === null || rows?.length === 0 ? null : (
        <Text size="sm" c="dimmed" ta="center" mt="xs">
          Searched back to <Instant at={searchedBackTo} />.
        </Text>
      )}
    </>
  );
}

const hasEnded = (until: string | undefined): boolean => until !== undefined && new Date(until) <= new Date();

import { Button } from '@mantine/core';
import { IconSend } from '@tabler/icons-react';
import type { TenantDelivery } from '../../../../src/delivery-log/schema.ts';
import { path } from '../../api/path.ts';
import { DeliveryBadge } from '../../deliveries/delivery-badge.tsx';
import { deliveryStates, eventName } from '../../deliveries/delivery-words.ts';
import { EventSelect } from '../../deliveries/event-select.tsx';
import { explainDelivery } from '../../deliveries/explain-delivery.ts';
import { RouteLink } from '../../shell/route-link.tsx';
import { type Column, DataTable } from '../../ui/data-table.tsx';
import { DateRangeInput } from '../../ui/date-range-input.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { FilterSelect } from '../../ui/filter-select.tsx';
import { Filters } from '../../ui/filters.tsx';
import { Instant } from '../../ui/instant.tsx';
import { NothingFits } from '../../ui/nothing-fits.tsx';
import { PageTitle } from '../../ui/page-title.tsx';
import { SearchInput } from '../../ui/search-input.tsx';
import { TwoLines } from '../../ui/two-lines.tsx';
import { usePages } from '../../ui/use-pages.ts';
import { useRangeFilter } from '../../ui/use-range-filter.ts';
import { PreviewNotice } from '../preview-notice.tsx';
import { tenantApi, tenantHref, useTenant } from '../tenant-query.ts';
import { AppSelect } from './app-select.tsx';

const columns: readonly Column<TenantDelivery>[] = [
  {
    title: 'Event',
    render: ({ eventType, app }) => <TwoLines more={`to ${app.name}`}>{eventName(eventType)}</TwoLines>,
  },
  { title: 'State', isNarrow: true, render: (delivery) => <DeliveryBadge {...delivery} /> },
  { title: 'What became of it', render: (delivery) => explainDelivery(delivery, 'tenant') },
  { title: 'Happened', isNarrow: true, render: ({ occurredAt }) => <Instant at={occurredAt} /> },
];

const states = Object.entries(deliveryStates).map(([value, { word }]) => ({ value, label: word }));
const FOLLOW_MS = 5_000;

/** What connected apps were told of the tenant's sessions. */
export function DeliveriesPage() {
  const tenant = useTenant();
  const { values, set, choose, reset, isChanged, range, bounds } = useRangeFilter('7d', {
    search: '',
    state: '',
    type: '',
    app: '',
  });
  const { rows, query, more } = usePages<TenantDelivery>(
    ['settings', String(tenant.id), 'deliveries'],
    tenantApi(tenant, '/deliveries'),
    {
      text: values.search.trim(),
      state: values.state,
      eventType: values.type,
      appId: values.app,
      ...bounds,
    },
    { refetchInterval: FOLLOW_MS },
  );
  return (
    <>
      <PageTitle
        title="Deliveries"
        description="What your connected apps were told of your sessions, the newest first, and whether it arrived."
        crumbs={[{ label: tenant.name, href: tenantHref(tenant) }]}
      />
      <PreviewNotice />
      <Filters label="Filter the deliveries" isChanged={isChanged} onReset={reset}>
        <SearchInput
          label="Delivery, event or session id"
          value={values.search}
          onChange={(search) => set({ search })}
        />
        <EventSelect value={values.type} onChange={(type) => choose({ type })} />
        <FilterSelect
          label="State"
          all="Any state"
          w={150}
          data={states}
          value={values.state}
          onChange={(state) => choose({ state })}
        />
        <AppSelect value={values.app} rows={rows} onChange={(app) => choose({ app })} />
        <DateRangeInput range={range} />
      </Filters>
      <DataTable
        label="Deliveries"
        columns={columns}
        rows={rows}
        rowKey={({ id }) => id}
        rowHref={({ id }) => tenantHref(tenant, path`deliveries/${id}`)}
        query={query}
        more={more}
        empty={
          isChanged ? (
            <NothingFits title="No delivery fits" onReset={reset}>
              {range.isAnyTime ? 'It was looked for in any time.' : null}
            </NothingFits>
          ) : (
            <NothingYet />
          )
        }
      />
    </>
  );
}

function NothingYet() {
  const tenant = useTenant();
  return (
    <EmptyState
      icon={IconSend}
      title="Nothing was sent in this time"
      action={
        <Button component={RouteLink} href={tenantHref(tenant, 'api-access')} variant="default">
          See connected apps
        </Button>
      }
    >
      When a session is completed, or abandoned and qualified, every connected app that asked for it is told
      at once.
    </EmptyState>
  );
}

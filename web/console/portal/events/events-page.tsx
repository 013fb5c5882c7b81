import { useQuery } from '@tanstack/react-query';
import { IconBroadcast } from '@tabler/icons-react';
import type { CatalogueEntry } from '../../../../src/events/catalogue.ts';
import { type Column, DataTable } from '../../ui/data-table.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { PageTitle } from '../../ui/page-title.tsx';
import { TwoLines } from '../../ui/two-lines.tsx';
import { eventCatalogueQuery, eventHref } from './catalogue-query.ts';

const columns: readonly Column<CatalogueEntry>[] = [
  {
    title: 'Event',
    isNarrow: true,
    render: ({ title, type }) => <TwoLines more={<code>{type}</code>}>{title}</TwoLines>,
  },
  { title: 'What it tells', isText: true, render: ({ description }) => description },
];

/** Every type of event that an app can ask for. */
export function EventsPage() {
  const query = useQuery(eventCatalogueQuery);
  return (
    <>
      <PageTitle
        title="Event catalogue"
        description="What webhooks tell: each with its body, when it fires and when it does not."
        crumbs={[{ label: 'Developer portal', href: '/portal' }]}
      />
      <DataTable
        label="Types of events"
        columns={columns}
        rows={query.data}
        rowKey={({ type }) => type}
        rowHref={({ type }) => eventHref(type)}
        query={query}
        empty={<EmptyState icon={IconBroadcast} title="There is no type of event yet" />}
      />
    </>
  );
}

import { useQuery } from '@tanstack/react-query';
import { IconServer } from '@tabler/icons-react';
import { api } from '../api/client.ts';
import { type Column, DataTable } from '../ui/data-table.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Instant } from '../ui/instant.tsx';
import { PageTitle } from '../ui/page-title.tsx';
import { StateBadge } from '../ui/state-badge.tsx';
import { TwoLines } from '../ui/two-lines.tsx';
import { useIsOld } from '../ui/use-is-old.ts';
import type { Static } from 'typebox';
import type { WorkersView } from '../../../src/processes/routes.ts';

type Workers = Static<typeof WorkersView>;

const REFRESH_MS = 10_000;

const columnsFor = (isOld: boolean): readonly Column<Workers['data'][number]>[] => [
  {
    title: 'Process',
    render: ({ hostName, processId }) => (
      <TwoLines more={`process ${processId}`}>
        <strong>{hostName}</strong>
      </TwoLines>
    ),
  },
  {
    title: 'Does',
    render: ({ roles }) => roles.map((role) => (role === 'api' ? 'answers calls' : 'delivers')).join(' and '),
  },
  { title: 'Version', render: ({ version }) => version },
  { title: 'Started', render: ({ startedAt }) => <Instant at={startedAt} /> },
  {
    title: 'Last sign of life',
    render: ({ lastBeatAt }) => <Instant at={lastBeatAt} show="relative" />,
  },
  {
    title: 'State',
    isNarrow: true,
    render: ({ alive }) =>
      isOld ? (
        <StateBadge kind="quiet">Not known now</StateBadge>
      ) : alive ? (
        <StateBadge kind="good">Alive</StateBadge>
      ) : (
        <StateBadge kind="bad">Silent</StateBadge>
      ),
  },
];

/** Which processes run. */
export function WorkersPage() {
  const workers = useQuery({
    queryKey: ['operator', 'workers'],
    queryFn: ({ signal }) => api.get<Workers>('/api/operator/workers', { signal }),
    refetchInterval: REFRESH_MS,
  });
  const isOld = useIsOld(workers.dataUpdatedAt);
  const version = workers.data?.version;
  return (
    <>
      <PageTitle
        title="Workers"
        description={
          version === undefined
            ? 'The processes that run.'
            : `The processes that run. This page comes from version ${version}.`
        }
      />
      <DataTable
        label="Processes"
        columns={columnsFor(isOld)}
        rows={workers.data?.data}
        rowKey={({ id }) => id}
        query={workers}
        empty={
          <EmptyState icon={IconServer} title="No process has given a sign of life">
            Each does so every ten seconds. One that stopped in order is no longer listed.
          </EmptyState>
        }
      />
    </>
  );
}

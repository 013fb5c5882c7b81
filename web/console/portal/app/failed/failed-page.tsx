import { Button } from '@mantine/core';
import { IconCircleCheck, IconRepeat } from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';
import type { DeliveryView } from '../../../../../src/delivery-log/schema.ts';
import { path } from '../../../api/path.ts';
import { useCommands } from '../../../shell/commands.ts';
import { RouteLink } from '../../../shell/route-link.tsx';
import { DataTable } from '../../../ui/data-table.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { NothingFits } from '../../../ui/nothing-fits.tsx';
import { usePages } from '../../../ui/use-pages.ts';
import { useApp } from '../app-query.ts';
import { appHref } from '../app-tabs.ts';
import { useReplay } from '../deliveries/use-replay.ts';
import type { ReplayFilter } from '../jobs/describe-filter.ts';
import { useTenantNotes } from '../use-tenant-notes.ts';
import { failedColumns, nameFailed } from './failed-columns.tsx';
import { FailedFilters } from './failed-filters.tsx';
import { ReplayBar } from './replay-bar.tsx';
import { RunningJobs } from './running-jobs.tsx';
import { MOST_CHOSEN, replayChosen, useFailedFilter } from './use-failed-filter.ts';
import { useSeenJobs } from './use-seen-jobs.ts';

const ReplayDialog = lazy(async () => ({ default: (await import('./replay-dialog.tsx')).ReplayDialog }));

const [SOON_MS, LATER_MS] = [2_000, 15_000];
const NONE: ReadonlySet<string> = new Set();

/** What could not be delivered, and the ways to send it again: one, those that are chosen, or all. */
export function FailedPage() {
  const { id: appId } = useApp().data;
  const filter = useFailedFilter();
  const jobs = useSeenJobs(appId);
  const { rows, query, more } = usePages<DeliveryView>(
    ['portal', 'apps', appId, 'failed'],
    path`/api/portal/apps/${appId}/deliveries`,
    filter.asked,
    { refetchInterval: jobs.isAny ? SOON_MS : LATER_MS },
  );
  const [selected, setSelected] = useState(NONE);
  const [asked, setAsked] = useState<ReplayFilter>();
  const replay = useReplay(appId);
  const chosen = rows?.filter(({ id, replayRefusal }) => selected.has(id) && replayRefusal === null) ?? [];
  const replayAll = (): void => setAsked(filter.replayAll(new Date()));
  const isEmpty = rows === undefined || rows.length === 0;
  useCommands([
    ...(chosen.length === 0 || chosen.length > MOST_CHOSEN
      ? []
      : [
          {
            id: 'failed replay chosen',
            label: `Replay ${chosen.length} selected…`,
            icon: IconRepeat,
            run: () => setAsked(replayChosen(chosen)),
          },
        ]),
    ...(isEmpty || filter.isTooLong
      ? []
      : [{ id: 'failed replay all', label: 'Replay all found…', icon: IconRepeat, run: replayAll }]),
  ]);
  const notes = useTenantNotes(appId);
  const columns = failedColumns(notes, {
    replay: ({ id }) => replay.mutate(id),
    busyId: replay.isPending ? replay.variables : undefined,
  });
  return (
    <>
      <RunningJobs seen={jobs.seen} />
      <FailedFilters filter={filter} knownTenants={rows?.map(({ tenantId }) => tenantId) ?? []} />
      <ReplayBar
        chosenCount={chosen.length}
        isEmpty={isEmpty}
        isTooLong={filter.isTooLong}
        onReplayChosen={() => setAsked(replayChosen(chosen))}
        onReplayAll={replayAll}
      />
      <DataTable
        label="Failed events"
        columns={columns}
        rows={rows}
        rowKey={({ id }) => id}
        rowHref={({ id }) => appHref(appId, path`/deliveries/${id}`)}
        query={query}
        more={more}
        selection={{
          selected,
          onChange: setSelected,
          nameOf: nameFailed,
          isSelectable: ({ replayRefusal }) => replayRefusal === null,
        }}
        empty={
          filter.isChanged ? (
            <NothingFits title="Nothing failed that fits" onReset={filter.reset}>
              {what}
            </NothingFits>
          ) : (
            <NothingFailed />
          )
        }
      />
      <Suspense fallback={null}>
        <ReplayDialog filter={asked} onClose={() => setAsked(undefined)} onBegun={() => setSelected(NONE)} />
      </Suspense>
    </>
  );
}

const what =
  'What your server did not take at any attempt comes here, and what was skipped because the webhook or the connection was disabled.';

function NothingFailed() {
  const { id } = useApp().data;
  return (
    <EmptyState
      icon={IconCircleCheck}
      title="Nothing failed in this time"
      action={
        <Button component={RouteLink} href={appHref(id, '/deliveries')} variant="default">
          See all deliveries
        </Button>
      }
    >
      {what}
    </EmptyState>
  );
}

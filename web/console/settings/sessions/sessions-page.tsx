import { Box, Button } from '@mantine/core';
import { IconDownload, IconUserScan } from '@tabler/icons-react';
import type { SessionLine } from '../../../../src/session-history/schema.ts';
import { path } from '../../api/path.ts';
import { RouteLink } from '../../shell/route-link.tsx';
import { DataTable } from '../../ui/data-table.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { NothingFits } from '../../ui/nothing-fits.tsx';
import { PageTitle } from '../../ui/page-title.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { usePages } from '../../ui/use-pages.ts';
import { tenantApi, tenantHref, useTenant } from '../tenant-query.ts';
import { sessionColumns } from './session-columns.tsx';
import { exportLabel, useSessionExport } from './session-export.ts';
import { useSessionFilter } from './session-filter.ts';
import { SessionFilters } from './session-filters.tsx';

/** Every visit to the tenant's schedulers and routers. */
export function SessionsPage() {
  const tenant = useTenant();
  const filter = useSessionFilter();
  const url = tenantApi(tenant, '/sessions');
  const { rows, query, more } = usePages<SessionLine>(
    ['settings', String(tenant.id), 'sessions'],
    url,
    filter.query,
  );
  const file = useSessionExport(filter);
  return (
    <>
      <PageTitle
        title="Sessions"
        description="Every visit to your schedulers, the newest first: what became of it, and why."
        crumbs={[{ label: tenant.name, href: tenantHref(tenant) }]}
        actions={
          <Button
            variant="default"
            leftSection={<IconDownload size={16} aria-hidden />}
            loading={file.isPending}
            onClick={() => file.mutate()}
          >
            {exportLabel(filter)}
          </Button>
        }
      />
      {file.error === null ? null : (
        <Box mb="md">
          <ProblemAlert title="Nothing was exported" error={file.error} />
        </Box>
      )}
      <SessionFilters filter={filter} />
      <DataTable
        label="Sessions"
        columns={sessionColumns}
        rows={rows}
        rowKey={({ id }) => id}
        rowHref={({ id }) => tenantHref(tenant, path`sessions/${id}`)}
        query={query}
        more={more}
        empty={
          filter.isChanged ? (
            <NothingFits title="No session fits" onReset={filter.reset}>
              {filter.range.isAnyTime
                ? 'It was looked for in any time.'
                : 'Of the time chosen there is none with all that is asked for.'}
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
      icon={IconUserScan}
      title="No session in this time"
      action={
        tenant.environment === 'integration' ? (
          <Button component={RouteLink} href={tenantHref(tenant, 'simulate')}>
            Simulate a visitor
          </Button>
        ) : (
          <Button component={RouteLink} href={tenantHref(tenant, 'install')}>
            Put a scheduler on your website
          </Button>
        )
      }
    >
      A session begins when a visitor opens one of your schedulers. Choose a longer time to see older ones.
    </EmptyState>
  );
}

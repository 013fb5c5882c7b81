import { Button, Select, Skeleton, Text } from '@mantine/core';
import { IconChartFunnel } from '@tabler/icons-react';
import type { Performance } from '../../../../src/performance/schema.ts';
import { RouteLink } from '../../shell/route-link.tsx';
import { Card } from '../../ui/card.tsx';
import { DateRangeInput } from '../../ui/date-range-input.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Filters } from '../../ui/filters.tsx';
import { formatInstant } from '../../ui/format-instant.ts';
import { PageTitle } from '../../ui/page-title.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { SchedulerSelect } from '../scheduler-select.tsx';
import { tenantHref, useTenant } from '../tenant-query.ts';
import { DropCard, FunnelCard, RecoveryCard, SchedulersCard } from './charts.tsx';
import { usePerformance } from './performance-query.ts';
import { RoutersCard } from './routers-card.tsx';
import classes from './performance-page.module.css';
import { Tiles } from './tiles.tsx';

/** How the schedulers do: the figures of the public API, and the period before beside them. */
export function PerformancePage() {
  const tenant = useTenant();
  const { query, filter, isCompared } = usePerformance();
  const { values, choose, isChanged, reset, range } = filter;
  return (
    <>
      <PageTitle
        title="Performance"
        description="What came of the sessions that began in a period. Bots and test sessions are not counted."
        crumbs={[{ label: tenant.name, href: tenantHref(tenant) }]}
      />
      <Filters label="What is measured" isChanged={isChanged} onReset={reset}>
        <DateRangeInput range={range} />
        <SchedulerSelect value={values.scheduler} onChange={(scheduler) => choose({ scheduler })} />
        <Select
          label="Compared with"
          w={210}
          allowDeselect={false}
          data={[
            { value: 'before', label: 'With the period before' },
            { value: 'none', label: 'Without comparison' },
          ]}
          value={isCompared ? 'before' : 'none'}
          onChange={(compare) => choose({ compare: compare ?? 'before' })}
        />
      </Filters>
      {query.data !== undefined ? (
        <div className={classes['measured']} aria-busy={query.isPlaceholderData}>
          <Measured performance={query.data} />
        </div>
      ) : query.error === null ? (
        <Skeleton height={420} radius="lg" />
      ) : (
        <ProblemAlert error={query.error} onRetry={() => void query.refetch()} />
      )}
    </>
  );
}

function Measured({ performance }: { readonly performance: Performance }) {
  const tenant = useTenant();
  const { total, comparison, from, until } = performance;
  const isRouted = performance.routers.some(({ openedCount }) => openedCount > 0);
  if (total.totalSessions === 0 && (comparison?.total.totalSessions ?? 0) === 0 && !isRouted)
    return <NothingYet />;
  const fileOf = (what: string): string =>
    `${what}-${tenant.id}-${from.slice(0, 10)}-${until.slice(0, 10)}.csv`;
  const props = { performance, fileOf };
  return (
    <>
      <Text size="sm" c="dimmed" mb="sm">
        {spanOf(performance)}
        {comparison === null ? '' : `, compared with ${spanOf(comparison)}`}
      </Text>
      <Tiles now={total} before={comparison?.total} />
      <FunnelCard {...props} />
      <DropCard {...props} />
      <RecoveryCard {...props} />
      <SchedulersCard {...props} />
      {performance.routers.length === 0 ? null : <RoutersCard {...props} />}
    </>
  );
}

const spanOf = ({ from, until }: { readonly from: string; readonly until: string }): string =>
  `${formatInstant(new Date(from))} to ${formatInstant(new Date(until))}`;

function NothingYet() {
  const tenant = useTenant();
  return (
    <Card>
      <EmptyState
        icon={IconChartFunnel}
        title="There is nothing to measure in this period"
        action={
          <Button component={RouteLink} href={tenantHref(tenant, 'schedulers')} variant="default">
            See the schedulers
          </Button>
        }
      >
        Choose a longer one. A session counts from the moment in which a visitor opens a scheduler.
      </EmptyState>
    </Card>
  );
}

import { Skeleton, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { IconCircleCheck, IconGauge } from '@tabler/icons-react';
import type { DeliveryHealth } from '../../../src/webhook-health/overview.ts';
import { api } from '../api/client.ts';
import { DataTable } from '../ui/data-table.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Instant } from '../ui/instant.tsx';
import { PageTitle } from '../ui/page-title.tsx';
import { formatCount } from '../ui/format-number.ts';
import { ProblemAlert } from '../ui/problem-alert.tsx';
import { StaleNotice } from '../ui/stale-notice.tsx';
import { useIsOld } from '../ui/use-is-old.ts';
import { failingColumns, hrefOfEndpoint, slowestColumns } from './endpoint-columns.tsx';
import { HealthTiles } from './health-tiles.tsx';
import classes from './health-page.module.css';

const REFRESH_MS = 10_000;

/** How deliveries do, over all tenants. */
export function HealthPage() {
  const health = useQuery({
    queryKey: ['operator', 'deliveries', 'health'],
    queryFn: ({ signal }) => api.get<DeliveryHealth>('/api/operator/deliveries/health', { signal }),
    refetchInterval: REFRESH_MS,
  });
  const { data, dataUpdatedAt } = health;
  const isOld = useIsOld(dataUpdatedAt);
  return (
    <>
      <PageTitle
        title="Delivery health"
        description={
          <>
            Over all tenants of both environments
            {data === undefined ? (
              '.'
            ) : (
              <>
                , as of <Instant at={new Date(dataUpdatedAt)} withSeconds />.
              </>
            )}
          </>
        }
      />
      {data === undefined ? (
        <ProblemAlert error={health.error} onRetry={() => void health.refetch()} />
      ) : null}
      {health.isPending ? <Skeleton height={110} radius="lg" /> : null}
      {data === undefined ? null : (
        <>
          <StaleNotice of={health} />
          <HealthTiles health={data} isOld={isOld} />
          <section className={classes['list']}>
            <Title order={2}>Failing endpoints</Title>
            {data.failing.length < data.webhooks.failing ? (
              <Text c="dimmed" size="sm" mb="xs">
                The {data.failing.length} that have failed longest, of {formatCount(data.webhooks.failing)}.
              </Text>
            ) : null}
            <DataTable
              label="Failing endpoints"
              columns={failingColumns}
              rows={data.failing}
              rowKey={({ webhookId }) => webhookId}
              rowHref={hrefOfEndpoint}
              empty={<EmptyState icon={IconCircleCheck} title="No endpoint is failing" />}
            />
          </section>
          <section className={classes['list']}>
            <Title order={2}>Slowest endpoints</Title>
            <Text c="dimmed" size="sm" mb="xs">
              {data.recent.slowest.length < data.recent.endpoints
                ? `The ${data.recent.slowest.length} slowest of ${formatCount(data.recent.endpoints)}, by`
                : 'By'}{' '}
              the attempts since <Instant at={data.recent.since} />; in a busy hour, those of its newest 5,000
              events.
            </Text>
            <DataTable
              label="Slowest endpoints"
              columns={slowestColumns}
              rows={data.recent.slowest}
              rowKey={({ webhookId }) => webhookId}
              rowHref={hrefOfEndpoint}
              empty={<EmptyState icon={IconGauge} title="Nothing was sent within the last hour" />}
            />
          </section>
        </>
      )}
    </>
  );
}

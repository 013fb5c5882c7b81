import { Anchor, Button, Skeleton, Text, Title } from '@mantine/core';
import { IconArrowLeft, IconRepeat } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import type { ReplayView } from '../../../../../src/replays/schema.ts';
import { api } from '../../../api/client.ts';
import { path } from '../../../api/path.ts';
import { RouteLink } from '../../../shell/route-link.tsx';
import { Card } from '../../../ui/card.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { LoadMore } from '../../../ui/load-more.tsx';
import { ProblemAlert } from '../../../ui/problem-alert.tsx';
import { StaleNotice } from '../../../ui/stale-notice.tsx';
import { toast } from '../../../ui/toast.ts';
import { usePages } from '../../../ui/use-pages.ts';
import { useAppId } from '../app-query.ts';
import { useAppPart } from '../app-part.ts';
import { appHref } from '../app-tabs.ts';
import { describeFilter, type ReplayFilter } from '../jobs/describe-filter.ts';
import { JobProgress } from '../jobs/job-progress.tsx';
import { isUnderWay } from '../jobs/jobs-query.ts';

const ReplayDialog = lazy(async () => ({ default: (await import('./replay-dialog.tsx')).ReplayDialog }));

const [SOON_MS, LATER_MS] = [2_000, 15_000];

/** Every replay of many and every backfill, the newest first, with how far it is and what came of it. */
export function ReplaysPage() {
  useAppPart('Replays so far');
  const appId = useAppId();
  const { rows, query, more } = usePages<ReplayView>(
    ['portal', 'apps', appId, 'replays'],
    path`/api/portal/apps/${appId}/replays`,
    { limit: 20 },
    { refetchInterval: (jobs) => (jobs.some(isUnderWay) ? SOON_MS : LATER_MS) },
  );
  const [asked, setAsked] = useState<ReplayFilter>();
  // The list has no ids of deliveries that were chosen by hand; the replay itself has.
  const resume = useMutation({
    mutationFn: (id: string) => api.get<ReplayView>(path`/api/portal/apps/${appId}/replays/${id}`),
    onSuccess: ({ filter }) => setAsked(filter as unknown as ReplayFilter),
    onError: (err) => toast.bad('The replay could not be read', err),
  });
  return (
    <>
      <Anchor component={RouteLink} href={appHref(appId, '/failed')} size="sm">
        <IconArrowLeft size={14} aria-hidden /> Failed events
      </Anchor>
      <Title order={2} mt={4}>
        Replays so far
      </Title>
      <Text c="dimmed" size="sm" mb="md" maw={640}>
        Of many deliveries at once, and backfills of webhooks. The replay of a single one stands with its
        delivery. Cancelled ones can be taken up again: what was delivered meanwhile is not sent twice.
      </Text>
      {rows === undefined || more.isFetchNextPageError ? null : <StaleNotice of={query} />}
      <Card>
        {rows === undefined ? (
          query.error === null ? (
            <Skeleton height={120} radius="md" />
          ) : (
            <ProblemAlert error={query.error} onRetry={() => void query.refetch()} />
          )
        ) : rows.length === 0 ? (
          <EmptyState
            icon={IconRepeat}
            title="Nothing was replayed yet"
            action={
              <Button component={RouteLink} href={appHref(appId, '/failed')} variant="default">
                See failed events
              </Button>
            }
          />
        ) : (
          rows.map((job) => (
            <JobProgress
              key={job.id}
              job={job}
              name={String(job.total)}
              description={describeFilter(job)}
              actions={
                job.state === 'cancelled' && job.kind === 'replay' ? (
                  <Button
                    size="xs"
                    variant="default"
                    loading={resume.isPending && resume.variables === job.id}
                    onClick={() => resume.mutate(job.id)}
                  >
                    Resume…
                  </Button>
                ) : null
              }
            />
          ))
        )}
      </Card>
      <LoadMore more={more} />
      <Suspense fallback={null}>
        <ReplayDialog filter={asked} onClose={() => setAsked(undefined)} />
      </Suspense>
    </>
  );
}

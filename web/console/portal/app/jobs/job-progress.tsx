import { Button, Progress } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '../../../api/client.ts';
import { path } from '../../../api/path.ts';
import { formatCount } from '../../../ui/format-number.ts';
import { Instant } from '../../../ui/instant.tsx';
import { StateBadge } from '../../../ui/state-badge.tsx';
import { toast } from '../../../ui/toast.ts';
import { useAppId } from '../app-query.ts';
import type { ReactNode } from 'react';
import classes from './job-progress.module.css';
import { describeProgress, jobStates, shareOf } from './job-words.ts';
import { isUnderWay, type Job, jobsQuery } from './jobs-query.ts';

/** A backfill or replay of a webhook: how far it is, what came of it, and the way to stop it. */
export function JobProgress({
  job,
  name,
  description,
  actions,
}: {
  readonly job: Job;
  readonly name: string;
  /** Of what, where the page does not say it already. */
  readonly description?: string;
  /** What else can be done with it. */
  readonly actions?: ReactNode;
}) {
  const appId = useAppId();
  const queryClient = useQueryClient();
  const cancel = useMutation({
    mutationFn: () => api.post(path`/api/portal/apps/${appId}/replays/${job.id}/cancel`),
    onError: (err) => toast.bad(`The ${job.kind} was not cancelled`, err),
    onSettled: () => queryClient.invalidateQueries(jobsQuery(appId)),
  });
  const { kind, word } = jobStates[job.state];
  const title = `${job.kind === 'backfill' ? 'Backfill' : 'Replay'} of ${job.isTotalExact ? '' : 'at least '}${formatCount(job.total)}`;
  return (
    <section className={classes['job']} aria-label={title}>
      <div className={classes['head']}>
        <span>
          <span className={classes['title']}>{title}</span> begun{' '}
          <Instant at={job.createdAt} show="relative" />
          {job.createdBy === null ? null : ` by ${job.createdBy.name}`}
        </span>
        <span className={classes['head']} style={{ margin: 0 }}>
          <StateBadge kind={kind}>{word}</StateBadge>
          {isUnderWay(job) ? (
            <Button
              size="xs"
              variant="default"
              aria-label={`Cancel the ${job.kind} of ${name}`}
              loading={cancel.isPending}
              onClick={() => cancel.mutate()}
            >
              Cancel
            </Button>
          ) : null}
          {actions}
        </span>
      </div>
      {description === undefined ? null : <p className={classes['description']}>{description}</p>}
      <Progress
        value={shareOf(job) * 100}
        size="sm"
        aria-label={title}
        color={job.state === 'cancelled' ? 'gray' : 'fern'}
      />
      <p className={classes['figures']}>{describeProgress(job)}</p>
    </section>
  );
}

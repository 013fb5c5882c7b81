import { Button, Progress, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '../../../api/client.ts';
import { path } from '../../../api/path.ts';
import { ConfirmDialog } from '../../../ui/confirm-dialog.tsx';
import { formatCount } from '../../../ui/format-number.ts';
import { Instant } from '../../../ui/instant.tsx';
import { StateBadge } from '../../../ui/state-badge.tsx';
import { useAppId } from '../app-query.ts';
import { type ReactNode, useState } from 'react';
import classes from './job-progress.module.css';
import { describeProgress, jobStates, shareOf } from './job-words.ts';
import { isUnderWay, type Job } from './jobs-query.ts';

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
  const [isAsking, setAsking] = useState(false);
  const cancel = useMutation({
    mutationFn: () => api.post(path`/api/portal/apps/${appId}/replays/${job.id}/cancel`),
    // Both the newest and the whole list.
    onSettled: () => queryClient.invalidateQueries({ queryKey: ['portal', 'apps', appId, 'replays'] }),
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
              onClick={() => setAsking(true)}
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
      <ConfirmDialog
        opened={isAsking}
        onClose={() => setAsking(false)}
        title={`Cancel the ${title.charAt(0).toLowerCase()}${title.slice(1)}?`}
        confirm={`Cancel the ${job.kind}`}
        dismiss="Keep it going"
        isDangerous
        onConfirm={() => cancel.mutateAsync()}
      >
        <Text size="sm">
          What was delivered stays delivered. What still waits is taken back and not sent.
        </Text>
      </ConfirmDialog>
    </section>
  );
}

import { Button, Group, Paper, Skeleton, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { IconChevronDown, IconChevronUp, IconPlayerPause, IconSend } from '@tabler/icons-react';
import { lazy, Suspense, useId, useState } from 'react';
import { RouteLink } from '../../../shell/route-link.tsx';
import { StateBadge } from '../../../ui/state-badge.tsx';
import { useNow } from '../../../ui/use-now.ts';
import { useUrlState } from '../../../ui/use-url-state.ts';
import { useAppId } from '../app-query.ts';
import { appHref } from '../app-tabs.ts';
import type { WebhookDialog } from './dialogs.ts';
import { HealthRow } from './health-row.tsx';
import { jobsOf, jobsQuery } from '../jobs/jobs-query.ts';
import { KeyRow } from './key-row.tsx';
import { TroubleNotice } from './trouble-notice.tsx';
import { UrlRow } from './url-row.tsx';
import { useEnable } from './use-enable.ts';
import classes from './webhook-card.module.css';
import { WebhookCommands } from './webhook-commands.tsx';
import { statusOf } from './webhook-status.ts';
import type { Webhook } from './webhooks-query.ts';

// Seldom there is one.
const JobProgress = lazy(async () => ({ default: (await import('../jobs/job-progress.tsx')).JobProgress }));
const MoreRows = lazy(async () => ({ default: (await import('./more-rows.tsx')).MoreRows }));
// Loaded once the page stands: nobody needs them before.
const WebhookDialogs = lazy(async () => ({
  default: (await import('./webhook-dialogs.tsx')).WebhookDialogs,
}));

/** One webhook: how it does and what is needed often; the rest behind a button. */
export function WebhookCard({ webhook, name }: { readonly webhook: Webhook; readonly name: string }) {
  const appId = useAppId();
  const now = useNow();
  const moreId = useId();
  const [dialog, setDialog] = useState<WebhookDialog>();
  const { eventType } = webhook;
  const { values, set } = useUrlState({ more: '' });
  const opened = values.more === '' ? [] : values.more.split(' ');
  const isMore = opened.includes(eventType);
  const others = opened.filter((type) => type !== eventType);
  const jobs = jobsOf(useQuery(jobsQuery(appId)).data?.data ?? [], eventType, now);
  const enable = useEnable(webhook, name, () => setDialog('replay-skipped'));
  const { kind, word } = statusOf(webhook, now);
  const rows = { webhook, name, open: setDialog };
  return (
    <Paper component="section" className={classes['card']} aria-label={name}>
      <div className={classes['head']}>
        <div className={classes['words']}>
          <div className={classes['title']}>
            <Title order={2}>{name}</Title>
            <StateBadge kind={kind}>{word}</StateBadge>
          </div>
          <code className={classes['type']}>{eventType}</code>
        </div>
        <Group gap="xs">
          <Button
            component={RouteLink}
            href={appHref(appId, `/test?type=${encodeURIComponent(eventType)}`)}
            size="xs"
            variant="default"
            leftSection={<IconSend size={14} aria-hidden />}
            aria-label={`Send a test to ${name}`}
          >
            Send a test
          </Button>
          {webhook.enabled ? (
            <Button
              size="xs"
              variant="default"
              leftSection={<IconPlayerPause size={14} aria-hidden />}
              aria-label={`Pause ${name}`}
              onClick={() => setDialog('pause')}
            >
              Pause
            </Button>
          ) : null}
        </Group>
      </div>
      <TroubleNotice
        webhook={webhook}
        name={name}
        onEnable={() => enable.mutate()}
        isEnabling={enable.isPending}
      />
      {webhook.inNewestVersion ? null : (
        <p className={classes['old']}>
          The newest version no longer asks for this event: only tenants on an older one still receive it.
          Once the last of them has upgraded, this webhook is gone by itself.
        </p>
      )}
      <UrlRow {...rows} />
      <KeyRow {...rows} />
      <HealthRow {...rows} />
      <Suspense>
        {jobs.map((job) => (
          <JobProgress key={job.id} job={job} name={name} />
        ))}
      </Suspense>
      {isMore ? (
        <div id={moreId}>
          <Suspense fallback={<Skeleton height={220} />}>
            <MoreRows {...rows} />
          </Suspense>
        </div>
      ) : null}
      <div className={classes['more']}>
        <Button
          variant="subtle"
          size="compact-sm"
          className={classes['toggle']}
          aria-expanded={isMore}
          aria-controls={isMore ? moreId : undefined}
          aria-label={`${isMore ? 'Fewer' : 'More'} settings of ${name}`}
          rightSection={
            isMore ? <IconChevronUp size={14} aria-hidden /> : <IconChevronDown size={14} aria-hidden />
          }
          onClick={() => set({ more: (isMore ? others : [...others, eventType]).join(' ') })}
        >
          {isMore ? 'Fewer settings' : 'More settings'}
        </Button>
        {isMore ? null : (
          <span className={classes['hint']}>Retries, rate limit, headers, public key, backfill</span>
        )}
      </div>
      <WebhookCommands {...rows} onEnable={() => enable.mutate()} />
      <Suspense>
        <WebhookDialogs {...rows} dialog={dialog} onClose={() => setDialog(undefined)} />
      </Suspense>
    </Paper>
  );
}

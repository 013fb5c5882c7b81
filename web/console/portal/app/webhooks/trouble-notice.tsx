import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { Countdown } from '../../../ui/countdown.tsx';
import { Instant } from '../../../ui/instant.tsx';
import { useNow } from '../../../ui/use-now.ts';
import { FailingTrack } from './failing-track.tsx';
import classes from './trouble-notice.module.css';
import { daysFailing, explainCircuit, explainDisabled, explainWarnings, statusOf } from './webhook-status.ts';
import type { Webhook } from './webhooks-query.ts';

/** As `src/webhook-health/failing.ts` decides. */
const ENOUGH_ATTEMPTS = 20;

const disabledWhy = { paused: '', gone: ': gone', failing: ': it did nothing but fail' } as const;

/** What is wrong with a webhook, why, and what to do; nothing when all is well. */
export function TroubleNotice({
  webhook,
  name,
  onEnable,
  isEnabling,
}: {
  readonly webhook: Webhook;
  readonly name: string;
  readonly onEnable: () => void;
  readonly isEnabling: boolean;
}) {
  const now = useNow();
  const { enabled, disabledAt, disabledReason, health } = webhook;
  const { kind } = statusOf(webhook, now);
  if (!enabled) {
    const isPaused = disabledReason === 'paused';
    return (
      <Notice
        kind={isPaused ? 'quiet' : 'bad'}
        title={
          <>
            {isPaused ? 'Paused' : 'Disabled'}
            {disabledAt === null ? null : (
              <>
                {' '}
                since <Instant at={disabledAt} />
              </>
            )}
            {disabledWhy[disabledReason ?? 'paused']}
          </>
        }
        action={
          <Button size="xs" aria-label={`Enable ${name}`} loading={isEnabling} onClick={onEnable}>
            Enable
          </Button>
        }
      >
        <p>{explainDisabled(disabledReason)}</p>
        {isPaused ? null : <LastError health={health} />}
      </Notice>
    );
  }
  const { circuit, failingSince, throttledUntil } = health;
  if (failingSince === null && circuit === 'closed' && throttledUntil === null) return null;
  return (
    <Notice kind={kind} title={titleOf(webhook)}>
      {failingSince === null ? null : <LastError health={health} />}
      {circuit === 'closed' ? null : (
        <p>
          {explainCircuit(circuit)}{' '}
          {circuit === 'open' ? (
            <NextProbe key={health.nextProbeAt} at={health.nextProbeAt} now={now} />
          ) : null}
        </p>
      )}
      {throttledUntil === null ? null : (
        <p>
          Its <code>Retry-After</code> asked for a pause until <Instant at={throttledUntil} withSeconds />;
          deliveries wait and use up no retry.
        </p>
      )}
      {failingSince === null ? null : (
        <>
          <p>
            {times(health.failedAttempts)} since <Instant at={failingSince} />, and none has succeeded.{' '}
            <WillBeDisabled health={health} now={now} />
          </p>
          <FailingTrack days={daysFailing(failingSince, now)} label={explainWarnings(failingSince, now)} />
        </>
      )}
    </Notice>
  );
}

function titleOf({ health: { circuit, failingSince } }: Webhook): string {
  if (circuit === 'open') return 'The circuit is open';
  if (circuit === 'half_open') return 'The circuit is half open';
  return failingSince === null ? 'Held back by your server' : 'Deliveries fail';
}

const times = (attempts: number): string =>
  attempts === 1 ? 'One attempt has failed' : `${attempts} attempts have failed`;

function LastError({ health: { lastError } }: Pick<Webhook, 'health'>) {
  if (lastError === null) return null;
  return (
    <p>
      {lastError.message} <code>{lastError.code}</code>
    </p>
  );
}

function WillBeDisabled({
  health: { willBeDisabledAt: at, failedAttempts },
  now,
}: Pick<Webhook, 'health'> & { readonly now: Date }) {
  if (at === null) return null;
  const enough = failedAttempts < ENOUGH_ATTEMPTS ? ` once ${ENOUGH_ATTEMPTS} have failed` : '';
  if (new Date(at) <= now) return `It is disabled at the next failure${enough}.`;
  return (
    <>
      Without a success it is disabled at <Instant at={at} />
      {enough === '' ? '' : `, or${enough} after that`}.
    </>
  );
}

function NextProbe({ at, now }: { readonly at: string | null; readonly now: Date }) {
  if (at === null || new Date(at) <= now) return 'The next one that waits is tried at once.';
  return (
    <>
      The next is tried in{' '}
      <strong>
        <Countdown until={at} />
      </strong>
      , at <Instant at={at} withSeconds />.
    </>
  );
}

function Notice({
  kind,
  title,
  action,
  children,
}: {
  readonly kind: string;
  readonly title: ReactNode;
  readonly action?: ReactNode;
  readonly children: ReactNode;
}) {
  return (
    <div className={classes['notice']} data-kind={kind}>
      <div className={classes['head']}>
        <div>
          <p className={classes['title']}>{title}</p>
        </div>
        {action}
      </div>
      {children}
    </div>
  );
}

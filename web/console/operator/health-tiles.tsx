import type { DeliveryHealth } from '../../../src/webhook-health/overview.ts';
import { StateBadge } from '../ui/state-badge.tsx';
import { formatCapped, formatLag, formatShare } from './format-health.ts';
import classes from './health-page.module.css';

/** Longer than this, and the workers are too few or stuck. */
const LAG_SECONDS = 10;

/** The figures that one looks at first. */
export function HealthTiles({ health: { backlog, webhooks, recent } }: { readonly health: DeliveryHealth }) {
  const { circuits, disabled } = webhooks;
  const lag = backlog.oldestDueSeconds;
  const off = disabled.paused + disabled.gone + disabled.failing;
  return (
    <dl className={classes['tiles']} aria-label="Figures">
      <div className={classes['tile']}>
        <dt>Due now</dt>
        <dd className={classes['value']}>{formatCapped(backlog.ready)}</dd>
        <dd className={classes['more']}>{formatCapped(backlog.waiting)} wait for a retry</dd>
      </div>
      <div className={classes['tile']}>
        <dt>Due lag</dt>
        <dd className={classes['value']}>{formatLag(lag)}</dd>
        <dd className={classes['more']}>
          {lag !== null && lag > LAG_SECONDS ? (
            <StateBadge kind="bad">Too few workers</StateBadge>
          ) : (
            <StateBadge kind="good">On time</StateBadge>
          )}
        </dd>
      </div>
      <div className={classes['tile']}>
        <dt>Success rate, last hour</dt>
        <dd className={classes['value']}>
          {recent.successRate === null ? '–' : formatShare(recent.successRate)}
        </dd>
        <dd className={classes['more']}>
          {recent.succeeded} of {recent.attempts} attempts
        </dd>
      </div>
      <div className={classes['tile']}>
        <dt>Circuits open</dt>
        <dd className={classes['value']}>{circuits.open}</dd>
        <dd className={classes['more']}>
          {circuits.halfOpen} half open, {circuits.closed} closed, {webhooks.throttled} throttled
        </dd>
      </div>
      <div className={classes['tile']}>
        <dt>Webhooks failing</dt>
        <dd className={classes['value']}>{webhooks.failing}</dd>
        <dd className={classes['more']}>
          of {webhooks.total}; {off} disabled
        </dd>
      </div>
    </dl>
  );
}

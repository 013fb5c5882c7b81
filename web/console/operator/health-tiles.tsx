import type { DeliveryHealth } from '../../../src/webhook-health/overview.ts';
import { FigureTiles } from '../ui/figure-tiles.tsx';
import { StateBadge } from '../ui/state-badge.tsx';
import { formatShare } from '../ui/format-number.ts';
import { formatCapped, formatLag } from './format-health.ts';

/** Longer than this, and the workers are too few or stuck. */
const LAG_SECONDS = 10;

/** The figures that one looks at first. */
export function HealthTiles({
  health: { backlog, webhooks, recent },
  isOld,
}: {
  readonly health: DeliveryHealth;
  /** Too old to say of now that all is well. */
  readonly isOld: boolean;
}) {
  const { circuits, disabled } = webhooks;
  const lag = backlog.oldestDueSeconds;
  const off = disabled.paused + disabled.gone + disabled.failing;
  const tiles = [
    {
      name: 'Due now',
      value: formatCapped(backlog.ready),
      more: `${formatCapped(backlog.waiting)} wait for a retry`,
    },
    {
      name: 'Due lag',
      value: formatLag(lag),
      more:
        lag !== null && lag > LAG_SECONDS ? (
          <StateBadge kind="bad">Too few workers</StateBadge>
        ) : isOld ? (
          <StateBadge kind="quiet">Not known now</StateBadge>
        ) : (
          <StateBadge kind="good">On time</StateBadge>
        ),
    },
    {
      name: 'Success rate, last hour',
      value: recent.successRate === null ? '–' : formatShare(recent.successRate),
      more: `${recent.succeeded} of ${recent.attempts} attempts`,
    },
    {
      name: 'Circuits open',
      value: circuits.open,
      more: `${circuits.halfOpen} half open, ${circuits.closed} closed, ${webhooks.throttled} throttled`,
    },
    { name: 'Webhooks failing', value: webhooks.failing, more: `of ${webhooks.total}; ${off} disabled` },
  ];
  return <FigureTiles tiles={tiles} />;
}

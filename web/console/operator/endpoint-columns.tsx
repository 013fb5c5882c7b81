import type { DeliveryHealth } from '../../../src/webhook-health/overview.ts';
import { attemptErrorName } from '../deliveries/attempt-error-names.ts';
import { eventName } from '../deliveries/delivery-words.ts';
import type { Column } from '../ui/data-table.tsx';
import { Instant } from '../ui/instant.tsx';
import { StateBadge } from '../ui/state-badge.tsx';
import { TwoLines } from '../ui/two-lines.tsx';
import { formatShare } from '../ui/format-number.ts';
import { formatMs } from './format-health.ts';

type Failing = DeliveryHealth['failing'][number];
type Slow = DeliveryHealth['recent']['slowest'][number];

type Endpoint = Pick<Slow, 'appId' | 'appName' | 'organisation' | 'eventType' | 'deliveryHost'>;

const endpoint = ({ appName, organisation, eventType, deliveryHost }: Endpoint) => (
  <TwoLines more={`${eventName(eventType)} to ${deliveryHost}`}>
    <strong>{appName}</strong> of {organisation}
  </TwoLines>
);

/** Where whom to write to stands, and what the app is. */
export const hrefOfEndpoint = ({ appId }: Endpoint): string => `/operator/apps?show=all&search=${appId}`;

export const failingColumns: readonly Column<Failing>[] = [
  { title: 'Endpoint of', render: endpoint },
  {
    title: 'Circuit',
    render: ({ circuit }) =>
      ({
        closed: <StateBadge kind="good">Closed: sending</StateBadge>,
        half_open: <StateBadge kind="warn">Half open: trying one</StateBadge>,
        open: <StateBadge kind="bad">Open: nothing is sent</StateBadge>,
      })[circuit],
  },
  { title: 'Failing since', render: ({ failingSince }) => <Instant at={failingSince} show="relative" /> },
  { title: 'Failed attempts', align: 'right', render: ({ failedAttempts }) => failedAttempts },
  {
    title: 'Last error',
    isText: true,
    render: ({ lastError }) =>
      lastError === null ? (
        '–'
      ) : (
        <TwoLines more={lastError.message}>{attemptErrorName(lastError.code)}</TwoLines>
      ),
  },
];

export const slowestColumns: readonly Column<Slow>[] = [
  { title: 'Endpoint of', render: endpoint },
  { title: 'Attempts', align: 'right', render: ({ attempts }) => attempts },
  { title: 'Succeeded', align: 'right', render: ({ successRate }) => formatShare(successRate) },
  { title: 'Median', align: 'right', render: ({ medianMs }) => formatMs(medianMs) },
  { title: '95 of 100 within', align: 'right', render: ({ p95Ms }) => formatMs(p95Ms) },
];

import type { Figures, Performance } from '../../../../src/performance/schema.ts';
import { Bars } from './bars.tsx';
import { FigureCard } from './figure-card.tsx';
import { formatCount, formatShare } from '../../ui/format-number.ts';
import { dropsOf, funnelOf, rate } from './funnel.ts';

export interface ChartProps {
  readonly performance: Performance;
  /** The tenant and the period, for the names of files. */
  readonly fileOf: (what: string) => string;
}

const RATE = /^Share/;
export const formatBy =
  (columns: readonly string[]) =>
  (cell: string | number | null, column: number): string =>
    typeof cell !== 'number'
      ? (cell ?? '')
      : RATE.test(columns[column] ?? '')
        ? formatShare(cell)
        : formatCount(cell);

/** How far sessions came on the way to a booking. */
export function FunnelCard({ performance: { total, comparison }, fileOf }: ChartProps) {
  const steps = funnelOf(total);
  const before = comparison === null ? undefined : funnelOf(comparison.total);
  const columns = [
    'Milestone',
    'Sessions',
    'Share of those opened',
    'Lost since the milestone before',
    ...(before === undefined ? [] : ['Sessions before', 'Share before']),
  ];
  return (
    <FigureCard
      name="funnel"
      title="From opening to booking"
      description="How many sessions reached each milestone, and the share of those that were opened."
      fileName={fileOf('funnel')}
      table={{
        columns,
        rows: steps.map(({ name, count, share, lost }, index) => [
          name,
          count,
          share,
          lost,
          ...(before === undefined ? [] : [before[index]?.count ?? 0, before[index]?.share ?? 0]),
        ]),
        format: formatBy(columns),
      }}
    >
      <Bars
        label="From opening to booking"
        bars={steps.map((step, index) => ({
          ...step,
          before: before?.[index],
          more: step.lost === null || step.lost === 0 ? undefined : `${formatCount(step.lost)} lost before`,
        }))}
      />
    </FigureCard>
  );
}

/** Where those who left had come to. */
export function DropCard({ performance: { total, comparison }, fileOf }: ChartProps) {
  const drops = dropsOf(total);
  const before = comparison === null ? undefined : dropsOf(comparison.total);
  const columns = [
    'Furthest step',
    'Sessions',
    'Share of those who left',
    ...(before === undefined ? [] : ['Sessions before', 'Share before']),
  ];
  return (
    <FigureCard
      name="drop"
      title="Where they left"
      description="Sessions that were abandoned and never booked, by the furthest step that they reached."
      fileName={fileOf('drop-by-step')}
      table={{
        columns,
        rows: drops.map(({ name, count, share }, index) => [
          name,
          count,
          share,
          ...(before === undefined ? [] : [before[index]?.count ?? 0, before[index]?.share ?? 0]),
        ]),
        format: formatBy(columns),
      }}
    >
      <Bars
        label="Where they left"
        kind="drop"
        bars={drops.map((drop, index) => ({ ...drop, before: before?.[index] }))}
      />
    </FigureCard>
  );
}

const recovery: readonly (readonly [string, (figures: Figures) => number])[] = [
  ['Abandoned', (one) => one.milestoneFrequencyCount.abandoned],
  ['Filed as leads', (one) => one.totalAbandonedSessionsSentToLeads],
  ['Filed as bookings', (one) => one.totalAbandonedSessionsSentToBookings],
  ['Completed after all', (one) => one.bookedAfterAbandonment],
  ['Jobs recovered', (one) => one.totalJobsRecoveredFromAbandonedSessions],
  ['Bookings recovered', (one) => one.totalBookingsRecoveredFromAbandonedSessions],
  ['Jobs through the recovery link', (one) => one.totalJobsRecoveredFromAbandonedSessionsRecoveryLink],
  [
    'Bookings through the recovery link',
    (one) => one.totalBookingsRecoveredFromAbandonedSessionsRecoveryLink,
  ],
  ['Jobs through the AI agent', (one) => one.totalJobsRecoveredFromAbandonedSessionsAiAgent],
  ['Bookings through the AI agent', (one) => one.totalBookingsRecoveredFromAbandonedSessionsAiAgent],
  ['Texts sent with a recovery link', (one) => one.totalSmsSentToRecoverAbandonedSessionRecoveryLink],
  ['Texts sent by the AI agent', (one) => one.totalSmsSentToRecoverAbandonedSessionAiAgent],
];

/** The first of them, which do not overlap, make the chart. */
const CHARTED = 6;

/** What became of those who left. */
export function RecoveryCard({ performance: { total, comparison }, fileOf }: ChartProps) {
  const before = comparison?.total;
  const bar = (name: string, of: (figures: Figures) => number) => {
    const measure = (one: Figures) => ({
      count: of(one),
      share: rate(of(one), one.milestoneFrequencyCount.abandoned),
    });
    return { name, ...measure(total), before: before && measure(before) };
  };
  return (
    <FigureCard
      name="recovery"
      title="Recovery"
      description="What became of abandoned sessions: whom the office can follow up, and who came back. The table has every way."
      fileName={fileOf('recovery')}
      table={{
        columns: [
          'What became of them',
          'This period',
          ...(before === undefined ? [] : ['The period before']),
        ],
        rows: recovery.map(([name, of]) => [name, of(total), ...(before === undefined ? [] : [of(before)])]),
        format: formatBy([]),
      }}
    >
      <Bars label="Recovery" bars={recovery.slice(0, CHARTED).map(([name, of]) => bar(name, of))} />
    </FigureCard>
  );
}

const perScheduler: readonly (readonly [string, (figures: Figures) => number])[] = [
  ['Sessions', (one) => one.totalSessions],
  ['Jobs', (one) => one.totalJobsCreated],
  ['Bookings', (one) => one.totalBookingsCreated],
  ['Abandoned', (one) => one.milestoneFrequencyCount.abandoned],
  ['Share booked of those opened', (one) => one.openedCompletionRate],
  ['Share booked of those who interacted', (one) => one.schedulerCompletionRate],
  ['Customers', (one) => one.totalCustomerContactsCaptured],
];

/** The schedulers side by side. */
export function SchedulersCard({ performance: { schedulers }, fileOf }: ChartProps) {
  const columns = ['Scheduler', ...perScheduler.map(([name]) => name)];
  return (
    <FigureCard
      name="schedulers"
      title="By scheduler"
      description="A customer of several schedulers counts with each, and once in the figures above."
      fileName={fileOf('schedulers')}
      table={{
        columns,
        rows: schedulers.map((one) => [
          `${one.schedulerName} (${one.brandName})`,
          ...perScheduler.map(([, of]) => of(one)),
        ]),
        format: formatBy(columns),
      }}
    />
  );
}

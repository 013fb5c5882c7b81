import { type ChartProps, formatBy } from './charts.tsx';
import { FigureCard } from './figure-card.tsx';
import { rate } from './funnel.ts';

/** What the routers were opened for, and to which schedulers they sent visitors on. */
export function RoutersCard({ performance: { routers, schedulers }, fileOf }: ChartProps) {
  const names = new Map(schedulers.map((one) => [one.id, `${one.schedulerName} (${one.brandName})`]));
  const targets = [
    ...new Set(
      routers.flatMap(({ sessionCountBySchedulerId }) =>
        sessionCountBySchedulerId.flatMap(({ schedulerId }) => schedulerId ?? []),
      ),
    ),
  ];
  const columns = [
    'Router',
    'Opened',
    'Interacted',
    'Share sent on',
    // Of another tenant of the network only the id is known here.
    ...targets.map((id) => `To ${names.get(id) ?? id}`),
    'Sent on to none',
  ];
  return (
    <FigureCard
      name="routers"
      title="By router"
      description="Visitors who came in by a router, and where it sent them. Once sent on they count with the scheduler."
      fileName={fileOf('routers')}
      table={{
        columns,
        rows: routers.map(({ name, openedCount, interactedCount, sessionCountBySchedulerId }) => {
          const countOf = (target: string | null): number =>
            sessionCountBySchedulerId.find(({ schedulerId }) => schedulerId === target)?.openedCount ?? 0;
          const [lost, sentOn] = [countOf(null), targets.map(countOf)];
          return [name, openedCount, interactedCount, rate(openedCount - lost, openedCount), ...sentOn, lost];
        }),
        format: formatBy(columns),
      }}
    />
  );
}

import type { Figures } from '../../../../src/performance/schema.ts';
import { FigureTiles } from '../../ui/figure-tiles.tsx';
import { Change } from './change.tsx';
import { formatCount, formatShare } from '../../ui/format-number.ts';

interface Tile {
  readonly name: string;
  readonly of: (figures: Figures) => number;
  readonly isRate?: boolean;
}

const tiles: readonly Tile[] = [
  { name: 'Sessions', of: ({ totalSessions }) => totalSessions },
  { name: 'Booked', of: ({ milestoneFrequencyCount: { booked } }) => booked },
  { name: 'Booked of those opened', of: ({ openedCompletionRate }) => openedCompletionRate, isRate: true },
  {
    name: 'Booked of those who interacted',
    of: ({ schedulerCompletionRate }) => schedulerCompletionRate,
    isRate: true,
  },
  { name: 'Customers', of: ({ totalCustomerContactsCaptured }) => totalCustomerContactsCaptured },
  { name: 'Interested in a membership', of: ({ totalMembershipInterest }) => totalMembershipInterest },
];

/** The figures that one looks at first. */
export function Tiles({ now, before }: { readonly now: Figures; readonly before: Figures | undefined }) {
  return (
    <FigureTiles
      tiles={tiles.map(({ name, of, isRate = false }) => ({
        name,
        value: isRate ? formatShare(of(now)) : formatCount(of(now)),
        more: before && <Change now={of(now)} before={of(before)} isRate={isRate} />,
      }))}
    />
  );
}

import type { Figures } from '../../../../src/performance/schema.ts';
import { Change } from './change.tsx';
import { formatCount, formatShare } from './format-figure.ts';
import classes from './tiles.module.css';

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
    <dl className={classes['tiles']} aria-label="Figures">
      {tiles.map(({ name, of, isRate = false }) => (
        <div key={name} className={classes['tile']}>
          <dt className={classes['name']}>{name}</dt>
          <dd className={classes['value']}>{isRate ? formatShare(of(now)) : formatCount(of(now))}</dd>
          {before === undefined ? null : (
            <dd className={classes['change']}>
              <Change now={of(now)} before={of(before)} isRate={isRate} />
            </dd>
          )}
        </div>
      ))}
    </dl>
  );
}

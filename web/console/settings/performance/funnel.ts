import type { Figures } from '../../../../src/performance/schema.ts';

type Milestone = keyof Figures['milestoneFrequencyCount'];

export interface FunnelStep {
  readonly milestone: Milestone;
  readonly name: string;
  readonly count: number;
  /** Of the sessions that were opened, 0 to 1. */
  readonly share: number;
  /** Fewer than reached the milestone before; null where that says nothing. */
  readonly lost: number | null;
}

const names: readonly (readonly [Milestone, string])[] = [
  ['opened', 'Opened'],
  ['zipcode', 'Gave a ZIP code'],
  ['interacted', 'Told something'],
  ['issue', 'Said what is wrong'],
  ['schedule', 'Chose an arrival window'],
  ['customer', 'Left contact details'],
  ['details', 'Gave further details'],
  ['booked', 'Booked'],
];

export const rate = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);

/**
 * The way to a booking by the sessions that reached each milestone. A page need not ask for all of them in this order, so a later one
 * may have more than an earlier; then nothing was lost.
 */
export function funnelOf({ milestoneFrequencyCount: counts }: Figures): FunnelStep[] {
  return names.map(([milestone, name], index) => {
    const count = counts[milestone];
    const before = names[index - 1]?.[0];
    const difference = before === undefined ? null : counts[before] - count;
    return {
      milestone,
      name,
      count,
      share: rate(count, counts.opened),
      lost: difference === null || difference < 0 ? null : difference,
    };
  });
}

export interface Drop {
  readonly name: string;
  readonly count: number;
  /** Of all who dropped out, 0 to 1. */
  readonly share: number;
}

/** Who left for good, by the furthest step that they reached. */
export function dropsOf({ droppedAtStep: at }: Figures): Drop[] {
  const total = at.none + at.location + at.serviceSelection + at.availability + at.contactInfo;
  const drop = (name: string, count: number): Drop => ({ name, count, share: rate(count, total) });
  return [
    drop('Before the first step', at.none),
    drop('Location', at.location),
    drop('Service Selection', at.serviceSelection),
    drop('Availability', at.availability),
    drop('Contact Info', at.contactInfo),
  ];
}

import type { SchedulerView } from '../../../../src/schedulers/schema.ts';
import type { SimulatedVisitBody } from '../../../../src/simulated-visits/schema.ts';
import { formatDuration } from '../schedulers/duration.ts';

/** How a visitor who abandons is told to behave. */
export type Leaving = Required<
  Pick<SimulatedVisitBody, 'leavesAfter' | 'leaves' | 'blockerType' | 'bookedBefore'>
>;

/** After what an abandoning visitor leaves. */
export const lastSteps = [
  { value: 'zipcode', label: 'the ZIP code' },
  { value: 'interacted', label: 'telling something' },
  { value: 'issue', label: 'what is wrong' },
  { value: 'schedule', label: 'the arrival window' },
  { value: 'customer', label: 'the contact details' },
  { value: 'details', label: 'further details' },
] as const;

export const departures = [
  { value: 'closed', label: 'closing the page' },
  { value: 'hidden', label: 'leaving the page out of sight' },
  { value: 'silent', label: 'falling silent, as when the connection is lost' },
] as const;

export const isContactLeft = ({ leavesAfter }: Pick<Leaving, 'leavesAfter'>): boolean =>
  leavesAfter === 'customer' || leavesAfter === 'details';

/** What will follow at that scheduler, in a sentence. */
export function foretell(scheduler: SchedulerView, leaving: Omit<Leaving, 'blockerType'>): string {
  const wait = formatDuration(waitOf(scheduler, leaving.leaves));
  if (scheduler.mode === 'Call_Center') return `Counts as abandoned after ${wait}. Call center: no event.`;
  if (!isContactLeft(leaving)) return `Counts as abandoned after ${wait}. No contact is left: no event.`;
  if (leaving.bookedBefore)
    return `Counts as abandoned after ${wait}. The same contact has just booked: suppressed, no event.`;
  return `A contact is left: Qualified Abandoned Session after ${wait}.`;
}

function waitOf(scheduler: SchedulerView, leaves: Leaving['leaves']): number {
  const { closedAfterSeconds, hiddenAfterSeconds, silentAfterSeconds, idleAfterSeconds } = scheduler;
  if (leaves === 'closed') return closedAfterSeconds;
  // With nothing said, whichever time is up first decides.
  return leaves === 'hidden' ? hiddenAfterSeconds : Math.min(silentAfterSeconds, idleAfterSeconds);
}

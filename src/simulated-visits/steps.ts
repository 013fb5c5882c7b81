import { addSeconds } from '../lib/clock.ts';
import { milestones, type SaveBody } from '../sessions/schema.ts';
import type { SimulatedVisitBody } from './schema.ts';

type Milestone = (typeof milestones)[number];
export type Step = Omit<SaveBody, 'sequence' | 'secret'>;

const DAY_SECONDS = 86_400;
const WINDOW_SECONDS = 2 * 3_600;
const HOUR_MS = 3_600_000;

/** What a visitor tells, step by step, up to the one after which they leave. */
export function stepsOf(
  { kind, leavesAfter = 'details', customer, blockerType }: SimulatedVisitBody,
  { now, nonce }: { readonly now: Date; readonly nonce: string },
): Step[] {
  const start = fullHourAfter(addSeconds(now, DAY_SECONDS));
  const fields: Record<Milestone, Step> = {
    zipcode: { customer: { address: { zip: '90210', city: 'Beverly Hills', state: 'CA', country: 'US' } } },
    interacted: {},
    issue: { category: 'Heating', customerResponses: ['The heating does not start.'] },
    schedule: {
      timeslotStart: start.toISOString(),
      timeslotEnd: addSeconds(start, WINDOW_SECONDS).toISOString(),
    },
    customer: {
      customer: {
        firstName: 'Sam',
        lastName: 'Sample',
        // RFC 2606: nobody has it. A new one each time: who has just booked would not be followed up.
        ...(customer?.phone === undefined && { email: `sam.${nonce}@example.com` }),
        ...customer,
      },
    },
    details: { notes: 'A simulated visit.' },
  };
  const last = kind === 'complete' ? 'details' : leavesAfter;
  return milestones.slice(0, milestones.indexOf(last) + 1).map((milestone) => ({
    milestone,
    ...fields[milestone],
    ...(milestone === last && kind === 'abandon' && blockerType !== undefined && { blockerType }),
  }));
}

const fullHourAfter = (at: Date): Date => new Date(Math.ceil(at.getTime() / HOUR_MS) * HOUR_MS);

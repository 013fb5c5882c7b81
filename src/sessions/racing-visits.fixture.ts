import fc from 'fast-check';
import { copySessions } from '../../test/copy-sessions.ts';
import type { TestClock } from '../../test/db.ts';
import { browserUserAgent } from '../../test/factories.ts';
import type { Database } from '../lib/db.ts';
import { checkIn } from './check-in.ts';
import { openSession } from './open.ts';
import { saveProgress } from './save.ts';

/** What one visitor does. All of `race` is called at once, in this order, while the sweepers decide about the session. */
export interface Plan {
  readonly creates: 'job' | 'booking';
  readonly filesAs: 'booking' | 'lead';
  readonly contact: 'phone' | 'email' | 'none';
  readonly closesBefore: boolean;
  readonly race: readonly Call[];
}

export type Call =
  | 'close'
  | 'hide'
  | 'resume'
  | 'heartbeat'
  | 'save'
  | 'save_contact'
  | 'complete'
  | 'repeat'
  | 'complete_anew';

export const plans = fc.record<Plan>({
  creates: fc.constantFrom('job', 'booking'),
  filesAs: fc.constantFrom('booking', 'lead'),
  contact: fc.constantFrom('phone', 'email', 'none'),
  closesBefore: fc.boolean(),
  race: fc.uniqueArray(
    fc.constantFrom<Call>(
      'close',
      'hide',
      'resume',
      'heartbeat',
      'save',
      'save_contact',
      'complete',
      'repeat',
      'complete_anew',
    ),
    { maxLength: 5 },
  ),
});

export interface Visit {
  readonly plan: Plan;
  readonly number: number;
  readonly sessionId: string;
  readonly secret: string;
}

/**
 * What each visitor does before the race. The first of those that do the same in a wave calls the program; the sessions of
 * the others are copies of its rows.
 */
export async function openVisits(
  { hotDb: db, pool }: Database,
  wave: readonly Plan[],
  start: number,
  dataApiKey: string,
  schedulers: ReadonlyMap<string, string>,
  clock: TestClock,
): Promise<Visit[]> {
  const open = async (plan: Plan, number: number): Promise<Visit> => {
    const schedulerId = schedulers.get(schedulerOf(plan)) ?? '';
    const visitor = { userAgent: browserUserAgent, ipAddress: '203.0.113.7' };
    const { sessionId, secret } = await openSession(db, { dataApiKey, schedulerId }, visitor, clock.now());
    const customer = contactOf(plan.contact, number);
    const body = { sequence: 1, milestone: 'issue', category: 'Repair', customer } as const;
    await saveProgress(db, sessionId, secret, body, clock.now());
    if (plan.closesBefore) await checkIn(db, sessionId, secret, 'closed', 2, clock.now());
    return { plan, number, sessionId, secret };
  };
  const alike = Map.groupBy(
    wave.map((plan, index) => ({ plan, number: start + index })),
    ({ plan }) => `${schedulerOf(plan)} ${plan.contact} ${plan.closesBefore}`,
  );
  const visits = await Promise.all(
    Array.from(alike.values(), async ([first, ...others]) => {
      if (first === undefined) return [];
      const original = await open(first.plan, first.number);
      const contacts = others.map(({ plan, number }) => contactOf(plan.contact, number));
      const ids = await copySessions(pool, original.sessionId, contacts);
      return [
        original,
        ...others.map((one, index) => ({ ...original, ...one, sessionId: ids[index] ?? '' })),
      ];
    }),
  );
  return visits.flat().toSorted((a, b) => a.number - b.number);
}

export const schedulerOf = ({ creates, filesAs }: Plan): string => `${creates} ${filesAs}`;

export function contactOf(kind: Plan['contact'], number: number) {
  if (kind === 'phone') return { phone: `+1310${String(2_000_000 + number)}` };
  if (kind === 'email') return { email: `visitor${number}@example.com` };
  return { firstName: 'Dana' };
}

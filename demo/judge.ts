import type { Arrival } from './arrival.ts';
import type { Counts, Decision } from './count.ts';
import type { Journal } from './journal.ts';

/** The last line: in this order, and only this. */
export interface Tally extends Counts {
  readonly verified: number;
  readonly duplicates: number;
}

export const expectedTally: Tally = {
  sessions: 4,
  events: 4,
  deliveries: 4,
  attempts: 5,
  verified: 4,
  duplicates: 0,
};

export function judgeTally(tally: Tally): string[] {
  return Object.entries(expectedTally).flatMap(([name, expected]) => {
    const counted = tally[name as keyof Tally];
    return counted === expected ? [] : [`${name}: ${counted} instead of ${expected}`];
  });
}

/** What the four visits brought. */
export interface Played {
  readonly a: { readonly completed: Arrival };
  readonly b: { readonly abandoned: Arrival };
  readonly c: { readonly sessionId: string; readonly decision: Decision };
  readonly d: { readonly abandoned: Arrival; readonly completed: Arrival };
}

export function judgeVisits({ a, b, c, d }: Played, { arrivals }: Journal): string[] {
  const { kind, reason } = c.decision;
  const filedLead = d.abandoned.event?.data.session.leadId;
  return [
    ...judgeCompleted('visitor A', a.completed),
    ...judgeAbandoned('visitor B', b.abandoned),
    ...judgeAbandoned('visitor D', d.abandoned),
    ...judgeCompleted('visitor D', d.completed),
    ...problem(
      d.completed.event?.data.session.leadId === filedLead,
      `visitor D: the lead ${filedLead} is no longer linked after completion`,
    ),
    ...problem(
      kind === 'not_qualified' && reason === 'no_contact',
      `visitor C: the session log says ${kind}/${reason}`,
    ),
    ...problem(
      arrivals.every(({ event }) => event?.data.session.id !== c.sessionId),
      'visitor C: an event arrived',
    ),
  ];
}

function judgeCompleted(name: string, { event }: Arrival): string[] {
  const session = event?.data.session;
  return [
    ...problem(
      session?.sessionOutcome === 'booked',
      `${name}: the completed event says ${session?.sessionOutcome}`,
    ),
    ...problem(Number.isSafeInteger(session?.jobId), `${name}: the completed event has no jobId`),
  ];
}

function judgeAbandoned(name: string, { event }: Arrival): string[] {
  const session = event?.data.session;
  return [
    ...problem(
      session?.sessionOutcome === 'abandoned',
      `${name}: the abandoned event says ${session?.sessionOutcome}`,
    ),
    ...problem(Number.isSafeInteger(session?.leadId), `${name}: the abandoned event has no leadId`),
  ];
}

/** The standard schedule's first delay. */
const FIRST_RETRY_SECONDS = 10;

export interface Retry {
  /** From the refusal to the second POST. */
  readonly seconds: number;
  readonly problems: readonly string[];
}

/** The very first POST was refused on purpose: what came of it. Undefined if it never came again. */
export function judgeRetry([refused, ...later]: readonly Arrival[]): Retry | undefined {
  const retried = later.find(({ webhookId }) => webhookId === refused?.webhookId);
  if (refused === undefined || retried === undefined) return undefined;
  const seconds = (retried.arrivedAt - refused.answeredAt) / 1000;
  const signedLater = Number(retried.timestamp) - Number(refused.timestamp);
  const problems = [
    ...problem(refused.status === 500, `the first POST was answered ${refused.status}`),
    ...problem(seconds >= FIRST_RETRY_SECONDS, `the retry came ${seconds} s after the refusal, too early`),
    ...problem(retried.bodySha256 === refused.bodySha256, 'the retry has other body bytes'),
    ...problem(signedLater >= FIRST_RETRY_SECONDS, `the retry's timestamp is only ${signedLater} s later`),
  ];
  return { seconds, problems };
}

function problem(holds: boolean, otherwise: string): string[] {
  return holds ? [] : [otherwise];
}

import type { SessionDetail } from '../../../../src/session-history/schema.ts';

export type Phase = 'done' | 'now' | 'later' | 'never';

export interface Progress {
  readonly visit: Phase;
  readonly decision: Phase;
  /** With its deliveries. */
  readonly event: Phase;
}

/** How far what follows a visit has come; `never`: it will not come to that. */
export function progressOf({ session, events, erasedAt }: SessionDetail): Progress {
  const isDecided = session.sessionOutcome !== null || erasedAt !== null;
  if (!isDecided) return { visit: 'done', decision: 'now', event: 'later' };
  const deliveries = events.flatMap((event) => event.deliveries);
  const isSending = deliveries.some(({ state, replaying }) => state === 'pending' || replaying);
  return {
    visit: 'done',
    decision: 'done',
    event: events.length === 0 ? 'never' : isSending ? 'now' : 'done',
  };
}

import type { SessionDetail } from '../../../../src/session-history/schema.ts';
import { blockers, explainEntry } from './explain-entry.ts';

type Known = Pick<SessionDetail, 'session' | 'timeline' | 'milestones' | 'sentOn' | 'erasedAt' | 'dueAt'>;

const verdicts = new Set(['qualified', 'not_qualified', 'suppressed']);

/** What became of a session and why, in a few sentences; the details stand in the timeline. */
export function summarise({ session, timeline, milestones, sentOn, erasedAt, dueAt }: Known): string[] {
  const { sessionOutcome, lastStep, blockerType } = session;
  const left = lastStep === null ? 'before the first step' : `at the step ${lastStep}`;
  const blocked = blockerType === null ? [] : [blockers[blockerType] ?? blockerType];
  if (sessionOutcome === 'booked' || sessionOutcome === 'completed') {
    const isLate = milestones['abandoned'] !== null;
    return [
      sessionOutcome === 'booked'
        ? `Booked as job ${session.jobId}.`
        : `Completed as booking ${session.bookingId}.`,
      ...(isLate ? ['It had been abandoned before; the same page was still open.'] : []),
    ];
  }
  if (sessionOutcome === 'abandoned') {
    const cause = timeline.findLast(({ kind }) => kind === 'abandoned');
    const verdict = timeline.findLast(({ kind }) => verdicts.has(kind));
    return [
      `Abandoned ${left}.`,
      ...blocked,
      ...[cause, verdict].flatMap((entry) => (entry === undefined ? [] : (explainEntry(entry).text ?? []))),
    ];
  }
  if (sentOn !== null) return ['The router sent the visitor on to a scheduler.'];
  if (erasedAt !== null) return ['It ended when it was erased.'];
  return [
    `The visitor is ${left}.`,
    ...blocked,
    dueAt === null ? 'Nothing is to be decided.' : 'Nothing is decided yet.',
  ];
}

import type { Updateable } from 'kysely';
import type { Db } from '../lib/db.ts';
import { ApiError } from '../lib/errors.ts';
import type { Sessions } from '../lib/tables.ts';
import { checkWindow, columnsOf } from './answers.ts';
import { dueOf, feel } from './pulse.ts';
import { insertLog, type LogEntry } from './log-queries.ts';
import { lockSession, updatePulse, updateSession } from './queries.ts';
import type { SaveBody } from './schema.ts';
import { requireSecret } from './session-secret.ts';
import type { SessionRow } from './session-response.ts';

type Milestone = NonNullable<SaveBody['milestone']>;

/** The step a visitor sees at each milestone; *interacted* belongs to none. */
const stepOf: Record<Milestone, string | undefined> = {
  zipcode: 'Location',
  interacted: undefined,
  issue: 'Service Selection',
  schedule: 'Availability',
  customer: 'Contact Info',
  details: 'Contact Info',
};

/** Saves what a visitor told on a step; the first information, or step done, makes the session *interacted*. */
export async function saveProgress(
  db: Db,
  sessionId: string,
  secret: string | undefined,
  body: SaveBody,
  now: Date,
): Promise<{ applied: boolean }> {
  return db.transaction().execute(async (trx) => {
    const session = requireSecret(await lockSession(trx, sessionId), secret);
    const pulse = feel(session.pulse, 'input', body.sequence, now);
    if (pulse === undefined) return { applied: false };
    const { row, tenant, thresholds } = session;
    if (session.isBooked) {
      throw new ApiError('session_completed', { sequence: ['Nothing can be saved after completion.'] });
    }
    const changes = columnsOf(body, tenant.region);
    if (changes.timeslot_start !== undefined || changes.timeslot_end !== undefined) {
      checkWindow({ ...row, ...changes } as SessionRow, now);
    }
    // An abandonment that fired no event (no contact yet, say) is open again: the visitor came back and may leave more.
    const isDecided = row.abandoned_event_id !== null;
    await updateSession(trx, session.tenantId, sessionId, {
      ...changes,
      session_outcome: isDecided ? row.session_outcome : null,
      ...reached(row, body.milestone, isInformation(changes), now),
      modified_at: now,
    });
    const entries = [
      ...(!isDecided && row.session_outcome !== null ? [{ kind: 'reopened' } as const] : []),
      ...blockerChange(row, changes),
    ];
    if (entries.length > 0) await insertLog(trx, session.tenantId, sessionId, now, entries);
    await updatePulse(
      trx,
      session.tenantId,
      sessionId,
      pulse,
      isDecided ? null : dueOf(pulse, thresholds).at,
    );
    return { applied: true };
  });
}

/** That a blocker came or went; which one, but nothing of what the visitor told: the log outlives an erasure. */
function blockerChange(
  row: SessionRow,
  { blocker_type: blockerType }: Updateable<Sessions>,
): Pick<LogEntry, 'kind' | 'detail'>[] {
  if (blockerType === undefined || blockerType === row.blocker_type) return [];
  return [blockerType === null ? { kind: 'unblocked' } : { kind: 'blocked', detail: { blockerType } }];
}

/** Whether the visitor told anything, rather than took something back. */
export const isInformation = (changes: Updateable<Sessions>): boolean =>
  Object.values(changes).some((value) => value !== null);

function reached(
  row: SessionRow,
  milestone: Milestone | undefined,
  isInformed: boolean,
  now: Date,
): Updateable<Sessions> {
  const changes: Updateable<Sessions> = {};
  if (isInformed || milestone !== undefined) changes.interacted_at = row.interacted_at ?? now;
  if (milestone === undefined) return changes;
  changes[`${milestone}_at`] = row[`${milestone}_at`] ?? now;
  const step = stepOf[milestone];
  if (step !== undefined) changes.last_step = step;
  return changes;
}

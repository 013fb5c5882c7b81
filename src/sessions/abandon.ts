import type { Publish } from '../events/publish.ts';
import type { Db } from '../lib/db.ts';
import { newTimeOrderedId } from '../lib/ids.ts';
import { dueOf } from './pulse.ts';
import { qualify } from './qualification.ts';
import {
  findRecentBooking,
  insertLog,
  type LockedSession,
  lockSession,
  updatePulse,
  updateSession,
} from './queries.ts';
import { toSessionResponse } from './session-response.ts';
import { insertBooking, insertLead } from './work.ts';

/**
 * Decides about one session whose time seemed to have come, in the caller's transaction. Reads everything again under the
 * lock: a sign of life or a completion may have come since it was claimed.
 */
export async function decideAbandonment(
  trx: Db,
  publish: Publish,
  sessionId: string,
  now: Date,
): Promise<void> {
  // Never waits: a session that is being written to shows life, and waiting here would hold up the rest of the batch.
  const session = await lockSession(trx, sessionId, { skipLocked: true });
  if (session === undefined || session.dueAt === null) return;
  const { tenantId, pulse, row } = session;
  const due = dueOf(pulse, session.thresholds);
  if (due.at > now) return updatePulse(trx, tenantId, sessionId, pulse, due.at);

  await updatePulse(trx, tenantId, sessionId, pulse, null);
  await updateSession(trx, tenantId, sessionId, {
    session_outcome: 'abandoned',
    abandoned_at: row.abandoned_at ?? now,
    modified_at: now,
  });
  const verdict = qualify({
    contactPhone: row.contact_phone,
    contactEmail: row.contact_email,
    isBot: row.is_bot,
    isTest: row.is_test,
    schedulerMode: session.scheduler.mode,
    recentlyBooked: await findRecentBooking(trx, row, now),
  });
  const detail = verdict.kind === 'qualified' ? {} : { reason: verdict.reason };
  await insertLog(trx, tenantId, sessionId, now, [
    { kind: 'abandoned', detail: { cause: due.cause } },
    { kind: verdict.kind, detail },
  ]);
  if (verdict.kind === 'qualified') await fileAndPublish(trx, publish, session, now);
}

/** Files the contact for the office exactly when its event is created. */
async function fileAndPublish(trx: Db, publish: Publish, session: LockedSession, now: Date): Promise<void> {
  const { tenantId, row } = session;
  const owner = { tenant_id: tenantId, session_id: row.id, created_at: now };
  const { timeslot_start, timeslot_end } = row;
  const filed =
    session.scheduler.filesAbandonedAs === 'booking'
      ? {
          booking_id: await insertBooking(trx, {
            ...owner,
            timeslot_start,
            timeslot_end,
            source: 'abandoned_session',
          }),
        }
      : { lead_id: await insertLead(trx, owner) };
  const eventId = newTimeOrderedId(now);
  const filedRow = await updateSession(trx, tenantId, row.id, { ...filed, abandoned_event_id: eventId });
  await insertLog(trx, tenantId, row.id, now, [{ kind: 'filed', detail: filed }]);
  await publish(trx, {
    id: eventId,
    type: 'tn.sp.session-abandoned-qualified',
    tenant: { id: tenantId, name: session.tenant.name },
    occurredAt: now,
    session: toSessionResponse(filedRow, session.pulse.lastCheckinAt),
  });
}

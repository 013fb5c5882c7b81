import type { Publish } from '../events/publish.ts';
import type { Db } from '../lib/db.ts';
import { newTimeOrderedId } from '../lib/ids.ts';
import { listRecentlyBooked, updateAbandoned, updateDueTimes } from './abandonment-queries.ts';
import { type AbandonmentCause, dueOf } from './pulse.ts';
import { type Qualification, qualify } from './qualification.ts';
import { insertLogs, type LogEntry } from './log-queries.ts';
import { type LockedSession, lockUntouchedSessions } from './queries.ts';
import { type SessionRow, toSessionResponse } from './session-response.ts';
import { insertFiledBookings, insertFiledLeads } from './work.ts';

interface Decision {
  readonly session: LockedSession;
  readonly cause: AbandonmentCause;
  readonly verdict: Qualification;
}

/**
 * Decides about sessions whose time seemed to have come, in the caller's transaction. Reads everything again under the
 * lock: a sign of life or a completion may have come since they were claimed. Returns those that it passed over, since somebody was
 * writing to them: waiting would hold up the rest of the batch.
 */
export async function decideAbandonment(
  trx: Db,
  publish: Publish,
  sessionIds: readonly string[],
  now: Date,
): Promise<string[]> {
  const locked = await lockUntouchedSessions(trx, sessionIds);
  await decideLocked(trx, publish, locked, now);
  const untouched = new Set(locked.map(({ row }) => row.id));
  return sessionIds.filter((id) => !untouched.has(id));
}

async function decideLocked(
  trx: Db,
  publish: Publish,
  locked: readonly LockedSession[],
  now: Date,
): Promise<void> {
  const judged = locked
    .filter(({ dueAt }) => dueAt !== null)
    .map((session) => ({ session, due: dueOf(session.pulse, session.thresholds) }));
  if (judged.length === 0) return;
  await updateDueTimes(
    trx,
    judged.map(({ session, due }) => ({ ...ownerOf(session), dueAt: due.at > now ? due.at : null })),
  );
  const over = judged.filter(({ due }) => due.at <= now);
  if (over.length === 0) return;
  const recentlyBooked = await listRecentlyBooked(
    trx,
    over.map(({ session }) => session.row.id),
    now,
  );
  const decisions = over.map(({ session, due }) => ({
    session,
    cause: due.cause,
    verdict: verdictOn(session, recentlyBooked.has(session.row.id)),
  }));
  await recordDecisions(trx, publish, decisions, now);
}

function ownerOf({ tenantId, row }: LockedSession): {
  readonly tenantId: number;
  readonly sessionId: string;
} {
  return { tenantId, sessionId: row.id };
}

function verdictOn({ row, scheduler }: LockedSession, recentlyBooked: boolean): Qualification {
  return qualify({
    contactPhone: row.contact_phone,
    contactEmail: row.contact_email,
    isBot: row.is_bot,
    isTest: row.is_test,
    schedulerMode: scheduler.mode,
    recentlyBooked,
  });
}

/** Files the contacts for the office exactly when their events are created. */
async function recordDecisions(
  trx: Db,
  publish: Publish,
  decisions: readonly Decision[],
  now: Date,
): Promise<void> {
  const qualified = decisions.flatMap(({ session, verdict }) =>
    verdict.kind === 'qualified' ? [session] : [],
  );
  const filed = await fileContacts(trx, qualified, now);
  const outcomes = decisions.map((decision) => {
    const filing = filed.get(decision.session.row.id);
    const id = filing === undefined ? null : newTimeOrderedId(now);
    return { ...decision, filing, id, row: abandonedRow(decision.session.row, id, filing ?? {}, now) };
  });
  const events = outcomes.flatMap(({ session, id, row }) =>
    id === null
      ? []
      : {
          id,
          type: 'tn.sp.session-abandoned-qualified' as const,
          tenant: { id: session.tenantId, name: session.tenant.name },
          occurredAt: now,
          session: toSessionResponse(row, session.pulse.lastCheckinAt),
        },
  );
  const rows = outcomes.map(({ row }) => row);
  await updateAbandoned(trx, rows);
  await insertLogs(trx, now, outcomes.flatMap(logOf));
  await publish(trx, events);
}

/** A first abandonment keeps its instant. */
function abandonedRow(
  row: SessionRow,
  eventId: string | null,
  { bookingId, leadId }: Filed,
  now: Date,
): SessionRow {
  return {
    ...row,
    session_outcome: 'abandoned',
    abandoned_at: row.abandoned_at ?? now,
    modified_at: now,
    abandoned_event_id: eventId ?? row.abandoned_event_id,
    booking_id: bookingId ?? row.booking_id,
    lead_id: leadId ?? row.lead_id,
  };
}

/** Where a contact was filed. */
type Filed = { readonly bookingId?: number; readonly leadId?: number };

async function fileContacts(
  trx: Db,
  sessions: readonly LockedSession[],
  now: Date,
): Promise<ReadonlyMap<string, Filed>> {
  const ownerRow = (session: LockedSession) => ({
    tenant_id: session.tenantId,
    session_id: session.row.id,
    created_at: now,
  });
  const [asBookings, asLeads] = [
    sessions.filter(({ scheduler }) => scheduler.filesAbandonedAs === 'booking'),
    sessions.filter(({ scheduler }) => scheduler.filesAbandonedAs !== 'booking'),
  ];
  const bookings = await insertFiledBookings(
    trx,
    asBookings.map((session) => ({
      ...ownerRow(session),
      timeslot_start: session.row.timeslot_start,
      timeslot_end: session.row.timeslot_end,
    })),
  );
  const leads = await insertFiledLeads(trx, asLeads.map(ownerRow));
  return new Map<string, Filed>([
    ...bookings.map(({ id, session_id }): [string, Filed] => [session_id, { bookingId: id }]),
    ...leads.map(({ id, session_id }): [string, Filed] => [session_id, { leadId: id }]),
  ]);
}

function logOf({ session, cause, verdict, filing }: Decision & { filing: Filed | undefined }): LogEntry[] {
  const owner = ownerOf(session);
  const detail = verdict.kind === 'qualified' ? {} : { reason: verdict.reason };
  const entries: LogEntry[] = [
    { ...owner, kind: 'abandoned', detail: { cause } },
    { ...owner, kind: verdict.kind, detail },
  ];
  if (filing?.bookingId !== undefined)
    entries.push({ ...owner, kind: 'filed', detail: { booking_id: filing.bookingId } });
  if (filing?.leadId !== undefined)
    entries.push({ ...owner, kind: 'filed', detail: { lead_id: filing.leadId } });
  return entries;
}

import { createHash } from 'node:crypto';
import { stringify } from 'safe-stable-stringify';
import type { Handover, Published } from '../deliveries/handover.ts';
import type { Publish } from '../events/publish.ts';
import type { Db } from '../lib/db.ts';
import { ApiError } from '../lib/errors.ts';
import { newTimeOrderedId } from '../lib/ids.ts';
import { checkWindow, columnsOf } from './answers.ts';
import { feel } from './pulse.ts';
import { changeSession, type LockedSession, lockSession } from './queries.ts';
import type { CompleteBody, Completion } from './schema.ts';
import { requireSecret } from './session-secret.ts';
import { type SessionRow, toSessionResponse } from './session-response.ts';
import { convertBooking, insertBooking, insertJob } from './work.ts';

export interface CompletionCall {
  readonly sessionId: string;
  readonly secret: string | undefined;
  readonly idempotencyKey: string;
  readonly body: CompleteBody;
}

interface Completed {
  readonly answer: Completion;
  /** Undefined: nothing has changed. */
  readonly published?: Published;
}

/**
 * Completes a session: its job or booking, the event and its deliveries are one transaction, so either the visitor is told
 * of a booking that every app will hear of, or nothing happened.
 */
export async function completeSession(
  db: Db,
  { publish, handover }: { readonly publish: Publish; readonly handover: Handover },
  call: CompletionCall,
  now: Date,
): Promise<Completion> {
  const { sessionId, idempotencyKey, body } = call;
  const bodyHash = hashBody(body);
  const lease = handover.offer(now);
  const completed = await db.transaction().execute(async (trx): Promise<Completed> => {
    const session = requireSecret(await lockSession(trx, sessionId), call.secret);
    if (session.isBooked) return { answer: firstAnswer(session.row, idempotencyKey, bodyHash) };
    const pulse = feel(session.pulse, 'input', body.sequence, now);
    if (pulse === undefined) {
      const { session_outcome, job_id, booking_id } = session.row;
      const sessionOutcome = session_outcome;
      return { answer: { applied: false, sessionId, sessionOutcome, jobId: job_id, bookingId: booking_id } };
    }
    const changes = columnsOf(body, session.tenant.region);
    const told = { ...session.row, ...changes } as SessionRow;
    checkBookable(told, session.scheduler.creates, now);

    const { tenantId } = session;
    const created = await createWork(trx, session, told, now);
    const eventId = newTimeOrderedId(now);
    const answer: Completion = { applied: true, sessionId, ...created };
    const marks = {
      session_outcome: created.sessionOutcome,
      job_id: created.jobId,
      booking_id: created.bookingId,
      interacted_at: told.interacted_at ?? now,
      booked_at: now,
      modified_at: now,
      last_step: 'Booking Confirmation',
      completed_event_id: eventId,
    };
    const kept = {
      completion_key: idempotencyKey,
      completion_body_hash: bodyHash,
      completion_answer: JSON.stringify(answer),
    };
    await changeSession(trx, tenantId, sessionId, {
      changes: { ...changes, ...marks, ...kept },
      pulse,
      dueAt: null,
      at: now,
      entry: { kind: 'completed', detail: created },
    });
    const event = {
      id: eventId,
      type: 'tn.sp.session-completed',
      tenant: { id: tenantId, name: session.tenant.name },
      occurredAt: now,
      session: toSessionResponse({ ...told, ...marks }, pulse.lastCheckinAt),
    } as const;
    return { answer, published: await publish(trx, [event], lease) };
  });
  if (completed.published !== undefined) handover.dispatch(completed.published);
  return completed.answer;
}

function hashBody({ secret: _, ...body }: CompleteBody): Buffer {
  return createHash('sha256').update(stringify(body)).digest();
}

function firstAnswer(row: SessionRow, idempotencyKey: string, bodyHash: Buffer): Completion {
  if (row.completion_key !== idempotencyKey) {
    throw new ApiError('session_completed', { 'idempotency-key': ['It was completed under another key.'] });
  }
  if (row.completion_body_hash?.equals(bodyHash) !== true) {
    throw new ApiError('idempotency_key_reused', {
      'idempotency-key': ['Repeat a call with the same body only.'],
    });
  }
  return row.completion_answer as unknown as Completion;
}

function checkBookable(told: SessionRow, creates: string, now: Date): void {
  checkWindow(told, now);
  if (creates === 'job' && told.timeslot_start === null) {
    throw new ApiError('timeslot_required', { timeslotStart: ['Choose an arrival window.'] });
  }
  if (told.contact_phone === null && told.contact_email === null) {
    throw new ApiError('contact_required', {
      'customer.phone': ['Give a phone number or an e-mail address.'],
    });
  }
}

/** The job or booking of the completion; a booking filed at an earlier abandonment is converted and keeps its id. */
async function createWork(trx: Db, { scheduler, row }: LockedSession, told: SessionRow, now: Date) {
  const { tenant_id, booking_id, id: session_id, timeslot_start, timeslot_end } = told;
  const window = { timeslot_start, timeslot_end };
  const jobId =
    scheduler.creates === 'job' && timeslot_start !== null && timeslot_end !== null
      ? await insertJob(trx, { tenant_id, session_id, timeslot_start, timeslot_end, created_at: now })
      : null;
  if (booking_id !== null) {
    await convertBooking(trx, tenant_id, booking_id, {
      ...window,
      converted_at: now,
      converted_to_job_id: jobId,
    });
  }
  const bookingId =
    jobId === null && row.booking_id === null
      ? await insertBooking(trx, {
          tenant_id,
          session_id,
          ...window,
          source: 'completed_session',
          created_at: now,
        })
      : booking_id;
  return { sessionOutcome: jobId === null ? 'completed' : 'booked', jobId, bookingId } as const;
}

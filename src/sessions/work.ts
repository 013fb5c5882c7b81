import type { Db } from '../lib/db.ts';

// What a session turns into for the office: a job, a booking or a lead.

type Window = { timeslot_start: Date | null; timeslot_end: Date | null };

export async function insertJob(
  trx: Db,
  row: { tenant_id: number; session_id: string; timeslot_start: Date; timeslot_end: Date; created_at: Date },
): Promise<number> {
  const { id } = await trx.insertInto('jobs').values(row).returning('id').executeTakeFirstOrThrow();
  return id;
}

export async function insertBooking(
  trx: Db,
  row: Window & {
    tenant_id: number;
    session_id: string;
    source: 'completed_session' | 'abandoned_session';
    created_at: Date;
  },
): Promise<number> {
  const { id } = await trx.insertInto('bookings').values(row).returning('id').executeTakeFirstOrThrow();
  return id;
}

export async function insertLead(
  trx: Db,
  row: { tenant_id: number; session_id: string; created_at: Date },
): Promise<number> {
  const { id } = await trx.insertInto('leads').values(row).returning('id').executeTakeFirstOrThrow();
  return id;
}

/** A booking filed for an abandoned session becomes what the visitor asked for after all. */
export async function convertBooking(
  trx: Db,
  tenantId: number,
  bookingId: number,
  to: Window & { converted_at: Date; converted_to_job_id: number | null },
): Promise<void> {
  await trx
    .updateTable('bookings')
    .set(to)
    .where('tenant_id', '=', tenantId)
    .where('id', '=', bookingId)
    .execute();
}

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
    source: 'completed_session';
    created_at: Date;
  },
): Promise<number> {
  const { id } = await trx.insertInto('bookings').values(row).returning('id').executeTakeFirstOrThrow();
  return id;
}

interface FiledRow {
  readonly id: number;
  readonly session_id: string;
}

/** Files contacts of abandoned sessions as bookings. */
export async function insertFiledBookings(
  trx: Db,
  rows: readonly (Window & { tenant_id: number; session_id: string; created_at: Date })[],
): Promise<FiledRow[]> {
  if (rows.length === 0) return [];
  return trx
    .insertInto('bookings')
    .values(rows.map((row) => ({ ...row, source: 'abandoned_session' })))
    .returning(['id', 'session_id'])
    .execute();
}

/** Files contacts of abandoned sessions as leads. */
export async function insertFiledLeads(
  trx: Db,
  rows: readonly { tenant_id: number; session_id: string; created_at: Date }[],
): Promise<FiledRow[]> {
  if (rows.length === 0) return [];
  return trx.insertInto('leads').values(rows).returning(['id', 'session_id']).execute();
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

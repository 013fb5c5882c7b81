import { sql } from 'kysely';
import { addSeconds } from '../lib/clock.ts';
import type { Db } from '../lib/db.ts';
import type { SessionRow } from './session-response.ts';

// What the abandonment loop asks and writes: whole batches, since one by one the way to the database and back would be the
// cost of it.

/**
 * Leases up to `limit` sessions whose time has come, the longest due first, by moving `due_at` forward: whoever dies while
 * deciding loses nothing, they fall due again.
 */
export async function claimDueSessions(
  db: Db,
  now: Date,
  limit: number,
  leaseUntil: Date,
): Promise<string[]> {
  const due = db
    .selectFrom('session_pulses')
    .select(['tenant_id', 'session_id'])
    .where('due_at', '<=', now)
    .orderBy('due_at')
    .limit(limit)
    .forUpdate()
    .skipLocked();
  const claimed = await db
    .with('due', () => due)
    .updateTable('session_pulses as p')
    .from('due')
    .set({ due_at: leaseUntil })
    .whereRef('p.tenant_id', '=', 'due.tenant_id')
    .whereRef('p.session_id', '=', 'due.session_id')
    .returning('p.session_id')
    .execute();
  return claimed.map((row) => row.session_id);
}

/**
 * Makes sessions due at `dueAt` that are leased until `leaseUntil`, unless something else has been found of them since. It never waits
 * either: who still holds one mostly says itself when it is due, else its lease lapses.
 */
export async function putOff(
  db: Db,
  sessionIds: readonly string[],
  leaseUntil: Date,
  dueAt: Date,
): Promise<void> {
  await sql`
    update session_pulses p set due_at = ${dueAt}
    from (
      select tenant_id, session_id from session_pulses
      where session_id = any (${sessionIds}::text[]) and due_at = ${leaseUntil}
      for no key update skip locked
    ) free
    where p.tenant_id = free.tenant_id and p.session_id = free.session_id`.execute(db);
}

/** When these sessions are due; null: nothing is left to decide. */
export async function updateDueTimes(
  trx: Db,
  times: readonly { readonly tenantId: number; readonly sessionId: string; readonly dueAt: Date | null }[],
): Promise<void> {
  await sql`
    update session_pulses p
    set due_at = r.due_at
    from unnest(${times.map(({ tenantId }) => tenantId)}::bigint[], ${times.map(({ sessionId }) => sessionId)}::text[],
      ${times.map(({ dueAt }) => dueAt)}::timestamptz[]) as r (tenant_id, session_id, due_at)
    where p.tenant_id = r.tenant_id and p.session_id = r.session_id`.execute(trx);
}

const RECENTLY_SECONDS = 60 * 60;

/**
 * Those of the sessions whose contact completed another session of the tenant in the last hour; test sessions do not count. A
 * completion that commits while we look is not seen: the office then gets a lead too many, which is better than one too few.
 */
export async function listRecentlyBooked(
  trx: Db,
  sessionIds: readonly string[],
  now: Date,
): Promise<Set<string>> {
  const { rows } = await sql<{ id: string }>`
    select s.id from sessions s
    where s.id = any (${sessionIds}) and (
      exists (
        select from sessions b
        where b.tenant_id = s.tenant_id and b.contact_phone = s.contact_phone and b.id <> s.id and not b.is_test
          and b.booked_at > ${addSeconds(now, -RECENTLY_SECONDS)}
      ) or exists (
        select from sessions b
        where b.tenant_id = s.tenant_id and b.contact_email = s.contact_email and b.id <> s.id and not b.is_test
          and b.booked_at > ${addSeconds(now, -RECENTLY_SECONDS)}
      )
    )`.execute(trx);
  return new Set(rows.map((row) => row.id));
}

/**
 * Writes what abandonment changes of these sessions, which the caller has locked. The rows are not read back: they are a hundred
 * columns wide.
 */
export async function updateAbandoned(trx: Db, rows: readonly SessionRow[]): Promise<void> {
  await sql`
    update sessions s
    set session_outcome = 'abandoned', abandoned_at = r.abandoned_at, modified_at = r.modified_at,
      abandoned_event_id = r.event_id, booking_id = r.booking_id, lead_id = r.lead_id
    from unnest(${rows.map((row) => row.tenant_id)}::bigint[], ${rows.map((row) => row.id)}::text[],
      ${rows.map((row) => row.abandoned_at)}::timestamptz[], ${rows.map((row) => row.modified_at)}::timestamptz[],
      ${rows.map((row) => row.abandoned_event_id)}::uuid[], ${rows.map((row) => row.booking_id)}::bigint[],
      ${rows.map((row) => row.lead_id)}::bigint[]
    ) as r (tenant_id, id, abandoned_at, modified_at, event_id, booking_id, lead_id)
    where s.tenant_id = r.tenant_id and s.id = r.id`.execute(trx);
}

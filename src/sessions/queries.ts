import { type Insertable, type Selectable, sql, type Updateable } from 'kysely';
import { addSeconds } from '../lib/clock.ts';
import type { Db } from '../lib/db.ts';
import type { SessionLog, SessionPulses, Sessions } from '../lib/tables.ts';
import type { Pulse, Thresholds } from './pulse.ts';
import type { SessionRow } from './session-response.ts';

export interface LockedPulse {
  readonly tenantId: number;
  readonly secretHash: Buffer;
  readonly isBooked: boolean;
  readonly isErased: boolean;
  readonly pulse: Pulse;
  /** Null when nothing is left to decide: heartbeats and hints then keep it so. */
  readonly dueAt: Date | null;
  readonly thresholds: Thresholds;
}

export interface LockedSession extends LockedPulse {
  readonly row: SessionRow;
  readonly tenant: { readonly name: string; readonly region: string };
  readonly scheduler: { readonly mode: string; readonly creates: string; readonly filesAbandonedAs: string };
}

const pulseColumns = [
  'p.sequence',
  'p.last_checkin_at',
  'p.last_input_at',
  'p.hint',
  'p.hinted_at',
  'p.due_at',
  'c.closed_after_seconds',
  'c.hidden_after_seconds',
  'c.silent_after_seconds',
  'c.idle_after_seconds',
] as const;

function sessionsWithPulse(db: Db, sessionId: string) {
  return db
    .selectFrom('sessions as s')
    .innerJoin('session_pulses as p', (join) =>
      join.onRef('p.tenant_id', '=', 's.tenant_id').onRef('p.session_id', '=', 's.id'),
    )
    .innerJoin('schedulers as c', (join) =>
      join.onRef('c.tenant_id', '=', 's.tenant_id').onRef('c.id', '=', 's.scheduler_id'),
    )
    .where('s.id', '=', sessionId);
}

/** Locks the pulse alone: enough for heartbeats and hints, and it leaves the wide row untouched. */
export async function lockPulse(trx: Db, sessionId: string): Promise<LockedPulse | undefined> {
  const found = await sessionsWithPulse(trx, sessionId)
    .select(['s.tenant_id', 's.secret_hash', 's.booked_at', 's.erased_at', ...pulseColumns])
    .forNoKeyUpdate('p')
    .executeTakeFirst();
  if (found === undefined) return undefined;
  // Having waited for the lock, PostgreSQL reads the locked row anew but not the one joined to it: of a completion or an erasure
  // that held the lock, only the due time it took away would be seen.
  if (found.due_at !== null) return toLockedPulse(found);
  return toLockedPulse({ ...found, ...(await findEnd(trx, found.tenant_id, sessionId)) });
}

function findEnd(
  db: Db,
  tenantId: number,
  sessionId: string,
): Promise<{ booked_at: Date | null; erased_at: Date | null }> {
  return db
    .selectFrom('sessions')
    .select(['booked_at', 'erased_at'])
    .where('tenant_id', '=', tenantId)
    .where('id', '=', sessionId)
    .executeTakeFirstOrThrow();
}

/**
 * Locks a session and its pulse. Everything that changes a session begins with this or with `lockPulse`. With `skipLocked`
 * a session that somebody is writing to counts as missing.
 */
export async function lockSession(
  trx: Db,
  sessionId: string,
  { skipLocked = false } = {},
): Promise<LockedSession | undefined> {
  const found = await sessionsWithPulse(trx, sessionId)
    .innerJoin('tenants as t', 't.id', 's.tenant_id')
    .selectAll('s')
    .select([
      ...pulseColumns,
      't.name as tenant_name',
      't.region',
      'c.mode',
      'c.creates',
      'c.files_abandoned_as',
    ])
    .forNoKeyUpdate(['p', 's'])
    .$if(skipLocked, (query) => query.skipLocked())
    .executeTakeFirst();
  if (found === undefined) return undefined;
  return {
    ...toLockedPulse(found),
    row: found,
    tenant: { name: found.tenant_name, region: found.region },
    scheduler: { mode: found.mode, creates: found.creates, filesAbandonedAs: found.files_abandoned_as },
  };
}

function toLockedPulse(
  row: Selectable<SessionPulses> extends infer P
    ? Omit<P, 'session_id'> & {
        secret_hash: Buffer;
        booked_at: Date | null;
        erased_at: Date | null;
        closed_after_seconds: number;
        hidden_after_seconds: number;
        silent_after_seconds: number;
        idle_after_seconds: number;
      }
    : never,
): LockedPulse {
  return {
    tenantId: row.tenant_id,
    secretHash: row.secret_hash,
    isBooked: row.booked_at !== null,
    isErased: row.erased_at !== null,
    pulse: toPulse(row),
    dueAt: row.due_at,
    thresholds: {
      closedAfterSeconds: row.closed_after_seconds,
      hiddenAfterSeconds: row.hidden_after_seconds,
      silentAfterSeconds: row.silent_after_seconds,
      idleAfterSeconds: row.idle_after_seconds,
    },
  };
}

export function toPulse(
  row: Pick<
    Selectable<SessionPulses>,
    'sequence' | 'last_checkin_at' | 'last_input_at' | 'hint' | 'hinted_at'
  >,
): Pulse {
  return {
    sequence: row.sequence,
    lastCheckinAt: row.last_checkin_at,
    lastInputAt: row.last_input_at,
    hint: row.hint as Pulse['hint'],
    hintedAt: row.hinted_at,
  };
}

/** `dueAt` is null for a session that nothing has to be decided about. */
export async function insertSession(trx: Db, row: Insertable<Sessions>, dueAt: Date | null): Promise<void> {
  await trx.insertInto('sessions').values(row).execute();
  await trx
    .insertInto('session_pulses')
    .values({
      tenant_id: row.tenant_id,
      session_id: row.id,
      last_checkin_at: row.created_at,
      last_input_at: row.created_at,
      due_at: dueAt,
    })
    .execute();
}

export async function updateSession(
  trx: Db,
  tenantId: number,
  sessionId: string,
  changes: Updateable<Sessions>,
): Promise<SessionRow> {
  return trx
    .updateTable('sessions')
    .set(changes)
    .where('tenant_id', '=', tenantId)
    .where('id', '=', sessionId)
    .returningAll()
    .executeTakeFirstOrThrow();
}

export async function updatePulse(
  trx: Db,
  tenantId: number,
  sessionId: string,
  pulse: Pulse,
  dueAt: Date | null,
): Promise<void> {
  await trx
    .updateTable('session_pulses')
    .set({
      sequence: pulse.sequence,
      last_checkin_at: pulse.lastCheckinAt,
      last_input_at: pulse.lastInputAt,
      hint: pulse.hint,
      hinted_at: pulse.hintedAt,
      due_at: dueAt,
    })
    .where('tenant_id', '=', tenantId)
    .where('session_id', '=', sessionId)
    .execute();
}

export type LogKind =
  | 'opened'
  | 'hint'
  | 'abandoned'
  | 'reopened'
  | 'not_qualified'
  | 'suppressed'
  | 'qualified'
  | 'filed'
  | 'completed'
  | 'blocked'
  | 'sent_on'
  | 'erased';

export async function insertLog(
  trx: Db,
  tenantId: number,
  sessionId: string,
  at: Date,
  entries: readonly { kind: LogKind; detail?: Record<string, unknown> }[],
): Promise<void> {
  const rows: Insertable<SessionLog>[] = entries.map(({ kind, detail = {} }) => ({
    tenant_id: tenantId,
    session_id: sessionId,
    at,
    kind,
    detail: JSON.stringify(detail),
  }));
  await trx.insertInto('session_log').values(rows).execute();
}

const RECENTLY_SECONDS = 60 * 60;

/**
 * Whether the contact completed another session of the tenant in the last hour; test sessions do not count. A completion that
 * commits while we look is not seen: the office then gets a lead too many, which is better than one too few.
 */
export async function findRecentBooking(trx: Db, row: SessionRow, now: Date): Promise<boolean> {
  const recent = trx
    .selectFrom('sessions')
    .select('id')
    .where('tenant_id', '=', row.tenant_id)
    .where('id', '<>', row.id)
    .where('booked_at', '>', addSeconds(now, -RECENTLY_SECONDS))
    .where('is_test', '=', false);
  const { rows } = await sql<{ found: boolean }>`
    select exists(${recent.where('contact_phone', '=', row.contact_phone)})
        or exists(${recent.where('contact_email', '=', row.contact_email)}) as found`.execute(trx);
  return rows[0]?.found ?? false;
}

/**
 * Leases up to `limit` sessions whose time has come, the longest due first, by moving `due_at` forward: whoever dies while
 * deciding loses nothing, they fall due again.
 */
export async function claimDueSessions(
  db: Db,
  now: Date,
  limit: number,
  leaseSeconds: number,
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
    .set({ due_at: addSeconds(now, leaseSeconds) })
    .whereRef('p.tenant_id', '=', 'due.tenant_id')
    .whereRef('p.session_id', '=', 'due.session_id')
    .returning('p.session_id')
    .execute();
  return claimed.map((row) => row.session_id);
}

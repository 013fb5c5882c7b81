import {
  type Expression,
  type Insertable,
  type Selectable,
  sql,
  type SqlBool,
  type Updateable,
} from 'kysely';
import type { Db } from '../lib/db.ts';
import type { SessionPulses, Sessions } from '../lib/tables.ts';
import type { LogEntry } from './log-queries.ts';
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

function sessionsWithPulse(db: Db, which: Expression<SqlBool>) {
  return db
    .selectFrom('sessions as s')
    .innerJoin('session_pulses as p', (join) =>
      join.onRef('p.tenant_id', '=', 's.tenant_id').onRef('p.session_id', '=', 's.id'),
    )
    .innerJoin('schedulers as c', (join) =>
      join.onRef('c.tenant_id', '=', 's.tenant_id').onRef('c.id', '=', 's.scheduler_id'),
    )
    .where(which);
}

// Of one and of many apart: planned for a list of any length, PostgreSQL would plan the call for one anew each time.
const isOne = (sessionId: string) => sql<boolean>`s.id = ${sessionId}`;
const isAmong = (sessionIds: readonly string[]) => sql<boolean>`s.id = any (${sessionIds}::text[])`;

/** Locks the pulse alone: enough for heartbeats and hints, and it leaves the wide row untouched. */
export async function lockPulse(trx: Db, sessionId: string): Promise<LockedPulse | undefined> {
  const found = await sessionsWithPulse(trx, isOne(sessionId))
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

/** Locks a session and its pulse. Everything that changes a session begins with this or with `lockPulse`. */
export async function lockSession(trx: Db, sessionId: string): Promise<LockedSession | undefined> {
  const found = await lockedSessions(trx, isOne(sessionId)).executeTakeFirst();
  return found === undefined ? undefined : toLockedSession(found);
}

/** The same for many, except those that somebody is writing to: it never waits. */
export async function lockUntouchedSessions(
  trx: Db,
  sessionIds: readonly string[],
): Promise<LockedSession[]> {
  const found = await lockedSessions(trx, isAmong(sessionIds)).orderBy('s.id').skipLocked().execute();
  return found.map(toLockedSession);
}

function lockedSessions(trx: Db, which: Expression<SqlBool>) {
  return sessionsWithPulse(trx, which)
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
    .forNoKeyUpdate(['p', 's']);
}

type LockedRow = Awaited<ReturnType<ReturnType<typeof lockedSessions>['executeTakeFirstOrThrow']>>;

function toLockedSession(found: LockedRow): LockedSession {
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

/** The row, a hundred columns wide, is not read back. */
export async function updateSession(
  trx: Db,
  tenantId: number,
  sessionId: string,
  changes: Updateable<Sessions>,
): Promise<void> {
  await trx
    .updateTable('sessions')
    .set(changes)
    .where('tenant_id', '=', tenantId)
    .where('id', '=', sessionId)
    .execute();
}

export async function updatePulse(
  trx: Db,
  tenantId: number,
  sessionId: string,
  pulse: Pulse,
  dueAt: Date | null,
): Promise<void> {
  await pulseUpdate(trx, tenantId, sessionId, pulse, dueAt).execute();
}

function pulseUpdate(
  db: Pick<Db, 'updateTable'>,
  tenantId: number,
  sessionId: string,
  pulse: Pulse,
  dueAt: Date | null,
) {
  return db
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
    .where('session_id', '=', sessionId);
}

export interface SessionChange {
  readonly changes: Updateable<Sessions>;
  readonly pulse: Pulse;
  readonly dueAt: Date | null;
  readonly at: Date;
  readonly entry: Pick<LogEntry, 'kind' | 'detail'>;
}

/** Updates a session and its pulse and logs why: one statement, since each is a way to PostgreSQL and back. */
export async function changeSession(
  trx: Db,
  tenantId: number,
  sessionId: string,
  { changes, pulse, dueAt, at, entry }: SessionChange,
): Promise<void> {
  const { kind, detail = {} } = entry;
  await trx
    .with('pulse', (db) => pulseUpdate(db, tenantId, sessionId, pulse, dueAt))
    .with('logged', (db) =>
      db.insertInto('session_log').values({
        tenant_id: tenantId,
        session_id: sessionId,
        at,
        kind,
        detail: JSON.stringify(detail),
      }),
    )
    .updateTable('sessions')
    .set(changes)
    .where('tenant_id', '=', tenantId)
    .where('id', '=', sessionId)
    .execute();
}

import { randomInt } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { type Actor, personIdOf, recordAudit } from '../audit/record.ts';
import { eraseEvent } from '../deliveries/erasure/erase-events.ts';
import type { Clock } from '../lib/clock.ts';
import type { Db } from '../lib/db.ts';
import { ApiError } from '../lib/errors.ts';
import { erasedColumns } from './erased-columns.ts';
import { insertLog } from './log-queries.ts';
import { updateSession } from './queries.ts';
import type { SessionRow } from './session-response.ts';

export interface ErasedSession {
  readonly tenantId: number;
  readonly sessionId: string;
  readonly erasedAt: Date;
}

/** Who erases, and by which clock. */
export interface Erasure {
  readonly actor: Actor;
  /** The tenant for which a person acts; left out on the command line, which reaches all. */
  readonly ofTenant?: number;
  readonly clock: Clock;
  /**
   * A number for each name, in place of it: names that were the same in one erasure still count as one customer, and nobody can
   * tell whose they were.
   */
  readonly nameTokens: Map<string, number>;
}

/** The largest range that `randomInt` draws from. */
const TOKENS = 2 ** 48 - 1;
/** Within 10 s each delivery that a worker has claimed was begun or handed back. */
const MOST_MS = 12_000;
const RETRY_MS = 50;

/**
 * Erases what a visitor told and brought along, in everything that was made of the visit: the session, its events, their
 * deliveries and attempts. What is left says that there was a session, when, and what came of it. Erasing again completes what
 * was cut off, and changes nothing otherwise.
 *
 * A visit that came through a router is two sessions. The router session is erased along with the one that it led to, first of
 * all, so that a call that was cut off finds it again. Erasing a router session takes along the one that it led to unless that is
 * another tenant's and one acts for the router's: it may be that company's booking.
 * @throws ApiError not_found, temporarily_unavailable when it could not be done within 12 s since workers held its deliveries
 */
export async function eraseVisit(db: Db, erasure: Erasure, sessionId: string): Promise<ErasedSession[]> {
  const { ofTenant } = erasure;
  const isReached = (tenantId: number | null) => ofTenant === undefined || tenantId === ofTenant;
  const own = await db
    .selectFrom('sessions')
    .select('tenant_id')
    .where('id', '=', sessionId)
    .executeTakeFirst();
  if (own === undefined || !isReached(own.tenant_id)) throw new ApiError('not_found');
  const ledHere = await db
    .selectFrom('sessions')
    .select(['id', 'tenant_id'])
    .where('sent_on_session_id', '=', sessionId)
    .execute();
  const erased: ErasedSession[] = [];
  for (const { id, tenant_id } of ledHere) erased.push(toErased(await eraseOne(db, erasure, tenant_id, id)));
  const row = await eraseOne(db, erasure, own.tenant_id, sessionId);
  erased.push(toErased(row));
  const { sent_on_tenant_id, sent_on_session_id } = row;
  if (sent_on_tenant_id !== null && sent_on_session_id !== null && isReached(sent_on_tenant_id)) {
    erased.push(toErased(await eraseOne(db, erasure, sent_on_tenant_id, sent_on_session_id)));
  }
  return erased;
}

const toErased = (row: SessionRow): ErasedSession => ({
  tenantId: row.tenant_id,
  sessionId: row.id,
  erasedAt: row.erased_at ?? row.modified_at,
});

/** Erases one session in one transaction, tried again while a worker holds one of its deliveries that it may yet begin to send. */
async function eraseOne(db: Db, erasure: Erasure, tenantId: number, sessionId: string): Promise<SessionRow> {
  const beganAtMs = performance.now();
  while (performance.now() - beganAtMs <= MOST_MS) {
    try {
      return await db.transaction().execute((trx) => eraseLocked(trx, erasure, tenantId, sessionId));
    } catch (err) {
      if (!(err instanceof DeliveryHeld) && !isDeadlock(err)) throw err;
    }
    await delay(RETRY_MS);
  }
  throw new ApiError('temporarily_unavailable');
}

class DeliveryHeld extends Error {}

const isDeadlock = (err: unknown): boolean => err instanceof Error && 'code' in err && err.code === '40P01';

async function eraseLocked(
  trx: Db,
  { actor, ofTenant, clock, nameTokens }: Erasure,
  tenantId: number,
  sessionId: string,
): Promise<SessionRow> {
  let row = await lockForErasure(trx, tenantId, sessionId);
  const at = clock();
  if (row.erased_at === null) {
    const changes = { ...erasedColumns, ...stillCounted(row, nameTokens) };
    const marks = { modified_at: at, erased_at: at, erased_by: personIdOf(actor) };
    await updateSession(trx, tenantId, sessionId, { ...changes, ...marks });
    row = { ...row, ...marks };
    const by = actorAt(tenantId, actor, ofTenant);
    // As whom, and no name: who it was stands in the audit log.
    await insertLog(trx, tenantId, sessionId, at, [{ kind: 'erased', detail: { by: by.kind } }]);
    await recordAudit(trx, by, at, { action: 'session.erased', tenantId, detail: { sessionId } });
  }
  // Also of one that is erased already.
  for (const eventId of [row.completed_event_id, row.abandoned_event_id]) {
    if (eventId !== null && !(await eraseEvent(trx, { tenantId, eventId }, at))) throw new DeliveryHeld();
  }
  return row;
}

/**
 * Locks a session of a scheduler or a router to be erased, and ends it: nothing is left to decide about it. The pulse first, as
 * all who change a session lock it.
 */
async function lockForErasure(trx: Db, tenantId: number, sessionId: string): Promise<SessionRow> {
  await trx
    .updateTable('session_pulses')
    .set({ due_at: null, hint: null, hinted_at: null })
    .where('tenant_id', '=', tenantId)
    .where('session_id', '=', sessionId)
    .execute();
  return trx
    .selectFrom('sessions')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .where('id', '=', sessionId)
    .forNoKeyUpdate()
    .executeTakeFirstOrThrow();
}

/** In the log of another tenant nobody acts for the tenant: its people would be shown who it was. */
const actorAt = (tenantId: number, actor: Actor, ofTenant: number | undefined): Actor =>
  actor.kind === 'tenant' && tenantId !== ofTenant ? { ...actor, kind: 'person' } : actor;

/** What the figures need of what goes; see migration 0013. */
function stillCounted(
  { membership_interest, customer_name_hash }: SessionRow,
  nameTokens: Map<string, number>,
): Partial<SessionRow> {
  return {
    erased_membership_interest: (membership_interest ?? '').trim() !== '',
    erased_name_token: customer_name_hash === null ? null : tokenOf(String(customer_name_hash), nameTokens),
  };
}

function tokenOf(nameHash: string, nameTokens: Map<string, number>): number {
  const token = nameTokens.get(nameHash) ?? randomInt(TOKENS);
  nameTokens.set(nameHash, token);
  return token;
}

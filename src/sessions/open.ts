import type { Insertable } from 'kysely';
import type { Db } from '../lib/db.ts';
import { ApiError } from '../lib/errors.ts';
import { hashSecret, newSecret, newSessionId, secretMatches } from '../lib/ids.ts';
import type { Sessions } from '../lib/tables.ts';
import { findVisitedRouter } from '../routers/find-visited-router.ts';
import { findVisitedScheduler } from '../schedulers/find-visited-scheduler.ts';
import { readDevice } from './device.ts';
import { dueOf, type Thresholds } from './pulse.ts';
import { insertLog } from './log-queries.ts';
import { insertSession } from './queries.ts';
import type { OpenRouterSessionBody, OpenSessionBody } from './schema.ts';
import { sourceTrackingColumns } from './session-fields.ts';
import { SECRET_PREFIX } from './session-secret.ts';

export interface Visitor {
  readonly userAgent: string | undefined;
  readonly ipAddress: string;
}

export interface Opened {
  readonly sessionId: string;
  readonly secret: string;
  readonly sequence: number;
}

/** Opens a session of a scheduler. The secret is told once and stored as a hash. */
export async function openSession(
  db: Db,
  body: OpenSessionBody,
  visitor: Visitor,
  now: Date,
): Promise<Opened> {
  const scheduler = await findVisitedScheduler(db, body.dataApiKey, body.schedulerId);
  if (scheduler === undefined) {
    throw new ApiError('scheduler_not_found', {
      schedulerId: ['Take both from the page that embeds the scheduler.'],
    });
  }
  if (scheduler.status !== 'Active') {
    throw new ApiError('scheduler_inactive', {
      schedulerId: [`Its status is ${scheduler.status}; set it to Active.`],
    });
  }
  const entry = { tenant_id: scheduler.tenantId, scheduler_id: body.schedulerId };
  return arrive(db, entry, body, visitor, scheduler.thresholds, now);
}

/**
 * Opens a session of a router. It is never due: a visitor who leaves before being sent on was at no scheduler, whose mode and
 * filing would decide what an abandonment is worth.
 */
export async function openRouterSession(
  db: Db,
  body: OpenRouterSessionBody,
  visitor: Visitor,
  now: Date,
): Promise<Opened> {
  const router = await findVisitedRouter(db, body.dataApiKey, body.routerId);
  if (router === undefined) throw new ApiError('not_found');
  const entry = { tenant_id: router.tenantId, router_id: body.routerId };
  return arrive(db, entry, body, visitor, undefined, now);
}

async function arrive(
  db: Db,
  entry: Pick<Insertable<Sessions>, 'tenant_id' | 'scheduler_id' | 'router_id'>,
  body: Omit<OpenRouterSessionBody, 'dataApiKey' | 'routerId'>,
  visitor: Visitor,
  thresholds: Thresholds | undefined,
  now: Date,
): Promise<Opened> {
  const secret = newSecret(SECRET_PREFIX);
  const row: Insertable<Sessions> = {
    ...entry,
    id: newSessionId(),
    secret_hash: hashSecret(secret),
    created_at: now,
    modified_at: now,
    opened_at: now,
    is_test: body.isTest ?? false,
    previous_session_id: await findPreviousSession(db, entry.tenant_id, body.previousSession),
    ip_address: visitor.ipAddress,
    ...readDevice(visitor.userAgent?.slice(0, 1_000)),
    ...sourceColumns(body.sourceTracking),
  };
  await db.transaction().execute((trx) => begin(trx, row, thresholds, now));
  return { sessionId: row.id, secret, sequence: 0 };
}

/** Begins a session in the caller's transaction; without thresholds it is never due. */
export async function begin(
  trx: Db,
  row: Insertable<Sessions>,
  thresholds: Thresholds | undefined,
  now: Date,
): Promise<void> {
  const pulse = { sequence: 0, lastCheckinAt: now, lastInputAt: now, hint: null, hintedAt: null };
  await insertSession(trx, row, thresholds === undefined ? null : dueOf(pulse, thresholds).at);
  await insertLog(trx, row.tenant_id, row.id, now, [{ kind: 'opened' }]);
}

/** The earlier session, if its secret was presented; a wrong one is ignored, since the visit must go on. */
async function findPreviousSession(
  db: Db,
  tenantId: number,
  previous: OpenSessionBody['previousSession'],
): Promise<string | null> {
  if (previous === undefined) return null;
  const found = await db
    .selectFrom('sessions')
    .select('secret_hash')
    .where('tenant_id', '=', tenantId)
    .where('id', '=', previous.id)
    // A link would tell again whose the erased one was.
    .where('erased_at', 'is', null)
    .executeTakeFirst();
  return found !== undefined && secretMatches(previous.secret, found.secret_hash) ? previous.id : null;
}

function sourceColumns(tracking: OpenSessionBody['sourceTracking']): Partial<Insertable<Sessions>> {
  const columns: Record<string, unknown> = {};
  for (const [field, value] of Object.entries(tracking ?? {})) {
    columns[sourceTrackingColumns[field as keyof typeof sourceTrackingColumns]] = value;
  }
  return columns;
}

import type { Insertable } from 'kysely';
import type { Db } from '../lib/db.ts';
import { ApiError } from '../lib/errors.ts';
import { hashSecret, newSecret, newSessionId, secretMatches } from '../lib/ids.ts';
import type { Sessions } from '../lib/tables.ts';
import { findVisitedScheduler } from '../schedulers/find-visited-scheduler.ts';
import { readDevice } from './device.ts';
import { dueOf } from './pulse.ts';
import { insertLog, insertSession } from './queries.ts';
import type { OpenSessionBody } from './schema.ts';
import { sourceTrackingColumns } from './session-fields.ts';

export interface Visitor {
  readonly userAgent: string | undefined;
  readonly ipAddress: string;
}

/** Opens a session of a scheduler. The secret is told once and stored as a hash. */
export async function openSession(
  db: Db,
  body: OpenSessionBody,
  visitor: Visitor,
  now: Date,
): Promise<{ sessionId: string; secret: string; sequence: number }> {
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
  const secret = newSecret('ss1.');
  const row: Insertable<Sessions> = {
    tenant_id: scheduler.tenantId,
    id: newSessionId(),
    scheduler_id: body.schedulerId,
    secret_hash: hashSecret(secret),
    created_at: now,
    modified_at: now,
    opened_at: now,
    is_test: body.isTest ?? false,
    previous_session_id: await findPreviousSession(db, scheduler.tenantId, body.previousSession),
    ip_address: visitor.ipAddress,
    ...readDevice(visitor.userAgent?.slice(0, 1_000)),
    ...sourceColumns(body.sourceTracking),
  };
  const pulse = { sequence: 0, lastCheckinAt: now, lastInputAt: now, hint: null, hintedAt: null };
  await db.transaction().execute(async (trx) => {
    await insertSession(trx, row, dueOf(pulse, scheduler.thresholds).at);
    await insertLog(trx, row.tenant_id, row.id, now, [{ kind: 'opened' }]);
  });
  return { sessionId: row.id, secret, sequence: 0 };
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

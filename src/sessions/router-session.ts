import type { Db } from '../lib/db.ts';
import type { Pulse } from './pulse.ts';
import { toPulse } from './queries.ts';
import type { SessionRow } from './session-response.ts';

export interface LockedRouterSession {
  readonly tenantId: number;
  readonly secretHash: Buffer;
  readonly isErased: boolean;
  /** The tenant's, for phone numbers. */
  readonly region: string;
  readonly pulse: Pulse;
  readonly row: SessionRow;
}

/** Locks a router session and its pulse, as `lockSession` does a scheduler's. */
export async function lockRouterSession(
  trx: Db,
  sessionId: string,
): Promise<LockedRouterSession | undefined> {
  const found = await trx
    .selectFrom('sessions as s')
    .innerJoin('session_pulses as p', (join) =>
      join.onRef('p.tenant_id', '=', 's.tenant_id').onRef('p.session_id', '=', 's.id'),
    )
    .innerJoin('tenants as t', 't.id', 's.tenant_id')
    .selectAll('s')
    .select(['p.sequence', 'p.last_checkin_at', 'p.last_input_at', 'p.hint', 'p.hinted_at', 't.region'])
    .where('s.id', '=', sessionId)
    .where('s.router_id', 'is not', null)
    .forNoKeyUpdate(['p', 's'])
    .executeTakeFirst();
  return (
    found && {
      tenantId: found.tenant_id,
      secretHash: found.secret_hash,
      isErased: found.erased_at !== null,
      region: found.region,
      pulse: toPulse(found),
      row: found,
    }
  );
}

/** Where a router session was sent on to, as the visitor's page needs to know it. */
export async function findSentOn(
  trx: Db,
  row: Pick<SessionRow, 'sent_on_tenant_id' | 'sent_on_session_id'>,
): Promise<{ dataApiKey: string; schedulerId: string; sessionId: string; sequence: number }> {
  return trx
    .selectFrom('sessions as s')
    .innerJoin('session_pulses as p', (join) =>
      join.onRef('p.tenant_id', '=', 's.tenant_id').onRef('p.session_id', '=', 's.id'),
    )
    .innerJoin('schedulers as c', (join) =>
      join.onRef('c.tenant_id', '=', 's.tenant_id').onRef('c.id', '=', 's.scheduler_id'),
    )
    .innerJoin('brands as b', (join) =>
      join.onRef('b.tenant_id', '=', 'c.tenant_id').onRef('b.id', '=', 'c.brand_id'),
    )
    .select(['b.data_api_key as dataApiKey', 'c.id as schedulerId', 's.id as sessionId', 'p.sequence'])
    .where('s.tenant_id', '=', row.sent_on_tenant_id)
    .where('s.id', '=', row.sent_on_session_id)
    .executeTakeFirstOrThrow();
}

import { type Actor, recordAudit } from '../audit/record.ts';
import { endWithheld } from '../deliveries/end-withheld.ts';
import type { Db } from '../lib/db.ts';
import { ApiError } from '../lib/errors.ts';
import { withTenant } from '../lib/isolation.ts';
import { requireApp, type TenantApp } from './find-app.ts';
import { lockConnection, updateConnection } from './queries.ts';

/**
 * Disable or enable, inside `withTenant`; again changes nothing. With the commit of a disabling, calls are refused (each looks at
 * consent) and nothing more is sent (each attempt does). What waits becomes skipped in the same transaction, the first 5,000
 * at least; returns whether there may be more, for `skipTheRest`. Enabling sends nothing that was skipped.
 */
export async function switchConnection(
  trx: Db,
  actor: Actor,
  { on, ...of }: TenantApp & { readonly on: boolean },
  now: Date,
): Promise<boolean> {
  await requireApp(trx, of);
  const connection = await lockConnection(trx, of.tenantId, of.appId);
  if (connection === undefined) throw new ApiError('not_connected');
  if ((connection.disabled_at === null) === on) return false;
  await updateConnection(trx, of, { disabled_at: on ? null : now }, now);
  const action = on ? 'connection.enabled' : 'connection.disabled';
  await recordAudit(trx, actor, now, { action, ...of, detail: { clientId: connection.client_id } });
  return on ? false : endWithheld(trx, of, now);
}

/**
 * Ends what the first transaction left, batch by batch. It stops when a batch is not full; should this process die before, the
 * worker skips the remainder, each at its due time.
 */
export async function skipTheRest(db: Db, of: TenantApp, now: Date): Promise<void> {
  while (await withTenant(db, of.tenantId, (trx) => endWithheld(trx, of, now)));
}

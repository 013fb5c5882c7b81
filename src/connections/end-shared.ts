import { type Actor, recordAudit } from '../audit/record.ts';
import { endWithheld } from '../deliveries/end-withheld.ts';
import type { Db } from '../lib/db.ts';

/**
 * Ends what a tenant has of the clients of a network that it leaves; in the same transaction, so that no call finds the one
 * without the other. Returns the apps of which deliveries may be left to end, for `skipTheRest`.
 */
export async function endSharedConnections(
  trx: Db,
  actor: Actor,
  { tenantId, networkId }: { readonly tenantId: number; readonly networkId: number },
  now: Date,
): Promise<string[]> {
  const ended = await trx
    .deleteFrom('connections as c')
    .using('clients as k')
    .whereRef('k.id', '=', 'c.client_id')
    .where('k.network_id', '=', networkId)
    .where('c.tenant_id', '=', tenantId)
    .returning(['c.app_id as appId', 'c.client_id as clientId'])
    .execute();
  const unfinished: string[] = [];
  for (const { appId, clientId } of ended) {
    const detail = { clientId, networkId, reason: 'left_network' };
    await recordAudit(trx, actor, now, { action: 'connection.ended', tenantId, appId, detail });
    if (await endWithheld(trx, { tenantId, appId }, now)) unfinished.push(appId);
  }
  return unfinished;
}

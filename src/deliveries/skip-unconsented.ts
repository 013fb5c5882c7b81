import { sql } from 'kysely';
import type { Db } from '../lib/db.ts';

/** One batch is a fraction of a second; a tenant may have far more waiting than one statement should touch. */
const BATCH = 5_000;

/**
 * Ends up to 5,000 deliveries of this tenant and app that wait although the tenant no longer consents to them (connection
 * disabled or gone, event type not in the accepted version) as skipped; returns whether there may be more. Consent is read in
 * the statement itself, so what was enabled again meanwhile is left alone.
 *
 * What is leased is left to its worker, and what is being published at this moment is not seen: the worker looks at consent
 * before every attempt, so neither is sent. Rows that a claim holds are passed over for the same reason; waiting for them in
 * another order than a claim does could deadlock.
 */
export async function skipUnconsented(
  trx: Db,
  { tenantId, appId }: { readonly tenantId: number; readonly appId: string },
  now: Date,
): Promise<boolean> {
  const { rows } = await sql<{ delivery_id: string }>`
    with unconsented as (
      select q.tenant_id, q.delivery_id
      from delivery_queue q
      join webhooks w on w.id = q.webhook_id
      left join connections c on c.tenant_id = q.tenant_id and c.app_id = w.app_id
      left join app_versions v on v.app_id = c.app_id and v.version = c.accepted_version
      where q.tenant_id = ${tenantId} and w.app_id = ${appId} and q.leased_until is null
        and (c.app_id is null or c.disabled_at is not null or not w.event_type = any (v.event_types))
      limit ${BATCH}
      for update of q skip locked
    )
    delete from delivery_queue q
    using unconsented u
    where q.tenant_id = u.tenant_id and q.delivery_id = u.delivery_id
    returning q.delivery_id`.execute(trx);
  const ids = rows.map((row) => row.delivery_id).toSorted();
  const [first, last] = [ids.at(0), ids.at(-1)];
  if (first === undefined || last === undefined) return false;
  await trx
    .updateTable('deliveries')
    .set({ state: 'skipped', reason: 'connection_disabled', finished_at: now })
    .where('tenant_id', '=', tenantId)
    // The range, so that only the partitions of its days are opened.
    .where('id', '>=', first)
    .where('id', '<=', last)
    .where(sql<boolean>`id = any(${ids}::uuid[])`)
    // One that was finished before, and waited only for a replay, stays what it was.
    .where('state', '=', 'pending')
    .execute();
  return ids.length === BATCH;
}

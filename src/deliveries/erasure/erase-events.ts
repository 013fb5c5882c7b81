import { sql } from 'kysely';
import { addSeconds } from '../../lib/clock.ts';
import type { Db } from '../../lib/db.ts';
import { instantOfId, lowestIdOf } from '../../lib/ids.ts';
import { START_WITHIN_SECONDS } from '../worker.ts';
import { cancelErased, type Unqueued } from './cancel-erased.ts';
import { emptyAttempts } from './empty-attempts.ts';

/**
 * Erases what an event tells, what was sent of it and what was answered, and ends what waits to be sent, in the caller's
 * transaction. Returns false when a worker has one of its deliveries locked, or has claimed it and may yet begin to send it, since
 * nothing may be sent after this: roll back and try again. Waiting for it here, in another order than the worker locks, could
 * deadlock.
 *
 * Who claims later finds nothing to send. Whose POST is under way has lost its place in the queue, by which alone a record
 * counts: so an answer that comes after this, which may repeat what was sent, is not stored.
 */
export async function eraseEvent(
  trx: Db,
  { tenantId, eventId }: { readonly tenantId: number; readonly eventId: string },
  now: Date,
): Promise<boolean> {
  await trx
    .updateTable('events')
    .set({ body: null })
    .where('tenant_id', '=', tenantId)
    .where('id', '=', eventId)
    .execute();
  // What an inbox of ours received of it.
  await trx.deleteFrom('inbox_arrivals').where('event_id', '=', eventId).execute();
  // Deliveries have their event's millisecond, so that only the partitions of its day are opened.
  const at = instantOfId(eventId);
  const [from, until] = [lowestIdOf(at), lowestIdOf(addSeconds(at, 0.001))];
  const { rows: unqueued } = await sql<Unqueued>`
    with waiting as (
      select tenant_id, delivery_id from delivery_queue
      where tenant_id = ${tenantId} and delivery_id >= ${from} and delivery_id < ${until} and event_id = ${eventId}
        and (leased_at is null or leased_at <= ${addSeconds(now, -START_WITHIN_SECONDS)})
      for update skip locked
    )
    delete from delivery_queue q
    using waiting w
    where q.tenant_id = w.tenant_id and q.delivery_id = w.delivery_id
    returning q.tenant_id, q.delivery_id`.execute(trx);
  const { rows: held } = await sql`
    select from delivery_queue
    where tenant_id = ${tenantId} and delivery_id >= ${from} and delivery_id < ${until} and event_id = ${eventId}
    limit 1`.execute(trx);
  if (held.length > 0) return false;
  await cancelErased(trx, unqueued, now);
  await emptyAttempts(
    trx,
    sql`tenant_id = ${tenantId} and delivery_id >= ${from} and delivery_id < ${until} and delivery_id in (
      select id from deliveries
      where tenant_id = ${tenantId} and id >= ${from} and id < ${until} and event_id = ${eventId})`,
  );
  return true;
}

import { sql } from 'kysely';
import type { Db } from '../lib/db.ts';

/** A delivery that was taken out of the queue. */
export interface Unqueued {
  readonly tenant_id: number;
  readonly delivery_id: string;
}

/**
 * Ends deliveries that were taken out of the queue in this transaction because what they would send is erased. One that was
 * finished before, and waited only for a replay, stays what it was.
 */
export async function cancelErased(trx: Db, unqueued: readonly Unqueued[], now: Date): Promise<void> {
  const ids = unqueued.map((row) => row.delivery_id).toSorted();
  const [first, last] = [ids.at(0), ids.at(-1)];
  if (first === undefined || last === undefined) return;
  await sql`
    update deliveries d
    set state = 'cancelled', reason = 'erased', finished_at = ${now}
    from unnest(${unqueued.map((row) => row.tenant_id)}::bigint[], ${unqueued.map((row) => row.delivery_id)}::uuid[])
      as r (tenant_id, delivery_id)
    where d.tenant_id = r.tenant_id and d.id = r.delivery_id and d.state = 'pending'
      -- The range, so that only the partitions of its days are opened.
      and d.id between ${first} and ${last}`.execute(trx);
}

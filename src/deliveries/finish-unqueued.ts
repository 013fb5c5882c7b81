import { sql } from 'kysely';
import type { Db } from '../lib/db.ts';
import { type WithheldReason, withhold } from './outcome.ts';

/** A delivery that was taken out of the queue in this transaction, since it must not be sent any more. */
export interface Withheld {
  readonly tenant_id: number;
  readonly delivery_id: string;
  readonly reason: WithheldReason;
}

/**
 * Ends deliveries that were taken out of the queue, each with its reason. One that was finished before, and waited only for a
 * replay, stays what it was.
 */
export async function finishUnqueued(trx: Db, unqueued: readonly Withheld[], now: Date): Promise<void> {
  const ids = unqueued.map((row) => row.delivery_id);
  const sorted = ids.toSorted();
  const [first, last] = [sorted.at(0), sorted.at(-1)];
  if (first === undefined || last === undefined) return;
  const tenantIds = unqueued.map((row) => row.tenant_id);
  const states = unqueued.map((row) => withhold(row.reason).state);
  const reasons = unqueued.map((row) => row.reason);
  await sql`
    update deliveries d
    set state = r.state, reason = r.reason, finished_at = ${now}
    from unnest(${tenantIds}::bigint[], ${ids}::uuid[], ${states}::text[], ${reasons}::text[])
      as r (tenant_id, delivery_id, state, reason)
    where d.tenant_id = r.tenant_id and d.id = r.delivery_id and d.state = 'pending'
      -- The range, so that only the partitions of its days are opened.
      and d.id between ${first} and ${last}`.execute(trx);
}

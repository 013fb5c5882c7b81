import { sql } from 'kysely';
import type { Db } from '../lib/db.ts';
import { refusal, type Refusal } from '../delivery-log/refusal.ts';
import type { Unqueued } from './replay-one.ts';

/**
 * Queues one delivery as a replay, if it may be sent, nobody is sending it, and it is not being replayed already. Finished ones
 * get a row, and its primary key decides who was first; a pending one's own row is due now, and keeps in `resume_at` when it
 * was due.
 */
export async function queueOne(
  trx: Db,
  { tenantId, deliveryId, replayId }: { tenantId: number; deliveryId: string; replayId: string },
  now: Date,
): Promise<{ readonly isQueued: true } | ({ readonly isQueued: false } & Unqueued)> {
  const { rows } = await sql<{
    state: string;
    refusal: Refusal | null;
    isQueued: boolean;
    isReplaying: boolean;
  }>`
    with wanted as materialized (
      select m.tenant_id, m.id, m.event_id, m.webhook_id, m.state, m.attempts, refusal.reason as refusal
      from deliveries m ${refusal}
      where m.tenant_id = ${tenantId} and m.id = ${deliveryId}
    ),
    moved as (
      update delivery_queue q
      set replay_id = ${replayId}, resume_at = q.due_at, due_at = ${now}, ready = true
      from wanted m
      where m.refusal is null and m.state = 'pending'
        and q.tenant_id = m.tenant_id and q.delivery_id = m.id and q.lease_id is null and q.replay_id is null
      returning q.delivery_id
    ),
    added as (
      insert into delivery_queue (tenant_id, delivery_id, event_id, webhook_id, attempts, due_at, ready, replay_id)
      select tenant_id, id, event_id, webhook_id, attempts, ${now}::timestamptz, true, ${replayId}::uuid
      from wanted
      where refusal is null and state in ('failed', 'skipped', 'delivered')
      on conflict do nothing
      returning delivery_id
    )
    select m.state, m.refusal,
      exists (select from moved union all select from added) as "isQueued",
      -- Of a finished delivery, a row that was not there when this statement began is another's replay.
      case when q.delivery_id is null then m.state <> 'pending' else q.replay_id is not null end as "isReplaying"
    from wanted m
    left join delivery_queue q on q.tenant_id = m.tenant_id and q.delivery_id = m.id`.execute(trx);
  const [row] = rows;
  // It was there when its app was looked at: what is gone since then was erased.
  return row ?? { isQueued: false, state: 'cancelled', refusal: 'payload_erased', isReplaying: false };
}

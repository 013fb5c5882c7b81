import type { Db } from '../lib/db.ts';

/** Forgets all that stood against a webhook: what is sent next decides anew. When it last succeeded and failed is kept. */
export async function resetHealth(trx: Db, webhookId: string): Promise<void> {
  await trx
    .updateTable('webhook_health')
    .set({
      circuit: 'closed',
      opened_at: null,
      probe_at: null,
      failed_probes: 0,
      failure_weight: 0,
      throttled_until: null,
      failing_since: null,
      failed_attempts: 0,
      warned_days: 0,
      next_slot_at: null,
    })
    .where('webhook_id', '=', webhookId)
    .execute();
}

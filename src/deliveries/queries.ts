import type { Pool } from 'pg';
import type { ClaimedDelivery } from './claim.ts';
import type { DeliveryRecord } from './record.ts';

// What workers ask beside claiming and recording: raw SQL on the raw pool.

/**
 * Lets up to `limit` retries that are due be claimed. Returns how many they were, and when the next of the others is due, if any waits.
 */
export async function promoteDue(
  pool: Pool,
  now: Date,
  limit: number,
): Promise<{ readonly promoted: number; readonly nextDueAt: Date | null }> {
  const { rows } = await pool.query<{ promoted: number; next_due_at: Date | null }>({
    name: 'promote_due',
    text: `
      with due as (
        select tenant_id, delivery_id from delivery_queue
        where not ready and due_at <= $1
        order by due_at
        limit $2
        for update skip locked
      ),
      promoted as (
        update delivery_queue q
        set ready = true
        from due
        where q.tenant_id = due.tenant_id and q.delivery_id = due.delivery_id
        returning 1
      )
      select (select count(*) from promoted)::integer as promoted,
        (select due_at from delivery_queue where not ready and due_at > $1 order by due_at limit 1) as next_due_at`,
    values: [now, limit],
  });
  return { promoted: rows[0]?.promoted ?? 0, nextDueAt: rows[0]?.next_due_at ?? null };
}

/** Hands deliveries back that were claimed but could not be started in time; they are due again at once. */
export async function releaseLeases(
  pool: Pool,
  deliveries: readonly Pick<ClaimedDelivery, 'tenantId' | 'deliveryId' | 'leaseId'>[],
): Promise<void> {
  await pool.query({
    name: 'release_leases',
    text: `
      update delivery_queue q
      set lease_id = null, leased_at = null, leased_until = null
      from unnest($1::bigint[], $2::uuid[], $3::uuid[]) as r (tenant_id, delivery_id, lease_id)
      where q.tenant_id = r.tenant_id and q.delivery_id = r.delivery_id and q.lease_id = r.lease_id`,
    values: [
      deliveries.map((delivery) => delivery.tenantId),
      deliveries.map((delivery) => delivery.deliveryId),
      deliveries.map((delivery) => delivery.leaseId),
    ],
  });
}

/** Logs leases that lapsed: their process stopped somewhere between claiming and recording. */
export async function insertLostLeases(pool: Pool, claimed: readonly ClaimedDelivery[]): Promise<void> {
  const lost = claimed.flatMap(({ tenantId, deliveryId, url, lostLease }) =>
    lostLease === null
      ? []
      : [{ tenant_id: tenantId, delivery_id: deliveryId, id: lostLease.id, started_at: lostLease.at, url }],
  );
  if (lost.length === 0) return;
  await pool.query({
    text: `
      insert into attempts (tenant_id, delivery_id, id, started_at, url, error)
      select tenant_id, delivery_id, id, started_at, url, 'worker_lost'
      from json_to_recordset($1::json) as r (tenant_id bigint, delivery_id uuid, id uuid, started_at timestamptz, url text)
      on conflict do nothing`,
    values: [JSON.stringify(lost)],
  });
}

/**
 * Disables the webhooks whose server answered 410, unless they were renewed since it was asked. Returns the answers whose webhook is
 * disabled now, whoever did it.
 */
export async function disableGone(
  pool: Pool,
  gone: readonly DeliveryRecord[],
  now: Date,
): Promise<ReadonlySet<DeliveryRecord>> {
  const { rows } = await pool.query<{ id: string; renewals: number }>({
    text: `
      update webhooks w
      set disabled_at = coalesce(w.disabled_at, $3), disabled_reason = coalesce(w.disabled_reason, 'gone')
      from unnest($1::uuid[], $2::integer[]) as g (webhook_id, renewals)
      where w.id = g.webhook_id and w.renewals = g.renewals and w.removed_at is null
      returning w.id, w.renewals`,
    values: [gone.map((record) => record.webhook_id), gone.map((record) => record.gone?.renewals), now],
  });
  const disabled = new Set(rows.map(({ id, renewals }) => `${id} ${renewals}`));
  return new Set(gone.filter((record) => disabled.has(`${record.webhook_id} ${record.gone?.renewals}`)));
}

import { sql } from 'kysely';
import type { Unqueued } from '../deliveries/cancel-erased.ts';
import { emptyAttempts } from '../deliveries/empty-attempts.ts';
import type { Db } from '../lib/db.ts';
import type { IdRange } from './window.ts';

/** Drops one table of the oldest day that nobody keeps; migration 0013 says what the answers mean. */
export async function dropExpiredPartition(
  db: Db,
  now: Date,
): Promise<'dropped' | 'none' | 'busy' | 'waiting'> {
  const { rows } = await sql<{ answer: 'dropped' | 'none' | 'busy' | 'waiting' }>`
    select drop_expired_partition(${now}) as answer`.execute(db);
  return rows[0]?.answer ?? 'none';
}

/**
 * Takes out of the queue what waits and is older than its tenant's payloads may become. What is leased is left to its worker;
 * what a claim holds is passed over, as waiting for it in another order than a claim does could deadlock.
 */
export async function unqueueExpired(trx: Db, now: Date, limit: number): Promise<Unqueued[]> {
  const { rows } = await sql<Unqueued>`
    with expired as (
      select q.tenant_id, q.delivery_id
      from tenants t
      cross join lateral (
        select q.tenant_id, q.delivery_id from delivery_queue q
        where q.tenant_id = t.id and (q.leased_until is null or q.leased_until <= ${now})
          and q.delivery_id < uuid_floor(
            ${now}::timestamptz - make_interval(days => coalesce(t.payload_retention_days, t.retention_days)))
        order by q.delivery_id
        limit ${limit}
        for update skip locked
      ) q
      limit ${limit}
    )
    delete from delivery_queue q
    using expired e
    where q.tenant_id = e.tenant_id and q.delivery_id = e.delivery_id
    returning q.tenant_id, q.delivery_id`.execute(trx);
  return rows;
}

/** A tenant that is behind with what its retention asks for, and which ids that concerns. */
export interface Behind extends IdRange {
  readonly tenantId: number;
}

/** What was in events and attempts, or all of the events, deliveries and attempts themselves. */
export type Layer = 'payloads' | 'rows';

const layers = {
  payloads: {
    progress: sql.ref('p.payloads_before'),
    days: sql`coalesce(t.payload_retention_days, t.retention_days)`,
  },
  rows: { progress: sql.ref('p.rows_before'), days: sql`t.retention_days` },
} as const;

/** A tenant is not gone to for less than this. */
const LEAST_BEHIND_MINUTES = 30;

/**
 * The tenant that is most behind, locked against other processes for the transaction. What is kept as long as by the tenant
 * that keeps longest goes with its partition and is never written to. Rows go a day later than they may, as partitions do, so
 * that what was ended for its age can be seen. A tenant of which something that old is just being sent is passed over until
 * that is recorded: so nothing is recorded behind what was gone over.
 */
export async function lockBehind(trx: Db, layer: Layer, now: Date): Promise<Behind | undefined> {
  const { progress, days } = layers[layer];
  const margin = layer === 'rows' ? 1 : 0;
  await sql`
    insert into erasure_progress (tenant_id)
    select t.id from tenants t
    where ${days} < (select max(retention_days) from tenants)
      and not exists (select from erasure_progress p where p.tenant_id = t.id)
    on conflict do nothing`.execute(trx);
  const { rows } = await sql<Behind>`
    select t.id as "tenantId", ${progress} as "from", old.until
    from tenants t
    join erasure_progress p on p.tenant_id = t.id
    cross join lateral (values (${now}::timestamptz - make_interval(days => ${days} + ${margin}::integer))) as kept (since)
    cross join lateral (values (uuid_floor(kept.since))) as old (until)
    where ${days} < (select max(retention_days) from tenants)
      and ${progress} < uuid_floor(kept.since - make_interval(mins => ${LEAST_BEHIND_MINUTES}::integer))
      and not exists (
        select from delivery_queue q
        where q.tenant_id = t.id and q.delivery_id >= ${progress} and q.delivery_id < old.until
      )
    order by 2
    limit 1
    for update of p skip locked`.execute(trx);
  return rows[0];
}

/** The id of the row of a range that comes after `limit` others in any of the three tables, if there is one. */
export async function findReached(
  trx: Db,
  { tenantId, from, until }: Behind,
  limit: number,
): Promise<string | null> {
  const nth = (table: 'events' | 'deliveries' | 'attempts', id: 'id' | 'delivery_id') => sql`(
    select ${sql.ref(id)} as id from ${sql.table(table)}
    where tenant_id = ${tenantId} and ${sql.ref(id)} >= ${from}::uuid and ${sql.ref(id)} < ${until}::uuid
    order by ${sql.ref(id)} offset ${limit} limit 1)`;
  const { rows } = await sql<{ id: string }>`
    select id from (${nth('events', 'id')} union all ${nth('deliveries', 'id')} union all ${nth('attempts', 'delivery_id')}) n
    order by id limit 1`.execute(trx);
  return rows[0]?.id ?? null;
}

/** Empties the events of a range, and then what was sent and answered, which their deliveries' attempts hold. */
export async function erasePayloads(trx: Db, { tenantId, from, until }: Behind): Promise<void> {
  await trx
    .updateTable('events')
    .set({ body: null })
    .where('tenant_id', '=', tenantId)
    .where('id', '>=', from)
    .where('id', '<', until)
    .where('body', 'is not', null)
    .execute();
  await emptyAttempts(
    trx,
    sql`tenant_id = ${tenantId} and delivery_id >= ${from}::uuid and delivery_id < ${until}::uuid`,
  );
}

export async function deleteRows(trx: Db, { tenantId, from, until }: Behind): Promise<void> {
  for (const [table, id] of [
    ['attempts', 'delivery_id'],
    ['deliveries', 'id'],
    ['events', 'id'],
  ] as const) {
    await sql`
      delete from ${sql.table(table)}
      where tenant_id = ${tenantId} and ${sql.ref(id)} >= ${from}::uuid and ${sql.ref(id)} < ${until}::uuid`.execute(
      trx,
    );
  }
}

/** Notes how far a tenant has been gone over. */
export async function updateProgress(trx: Db, layer: Layer, { tenantId, until }: Behind): Promise<void> {
  await trx
    .updateTable('erasure_progress')
    .set(layer === 'payloads' ? { payloads_before: until } : { rows_before: until })
    .where('tenant_id', '=', tenantId)
    .execute();
}

import { sql } from 'kysely';
import type { Unqueued } from '../deliveries/erasure/cancel-erased.ts';
import { emptyAttempts } from '../deliveries/erasure/empty-attempts.ts';
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

/** What was in events and attempts, or all of the events, deliveries and attempts themselves. */
export type Layer = 'payloads' | 'rows';

const layers = {
  payloads: {
    progress: sql.ref('p.payloads_before'),
    days: sql`coalesce(t.payload_retention_days, t.retention_days)`,
  },
  rows: { progress: sql.ref('p.rows_before'), days: sql`t.retention_days` },
} as const;

/**
 * Takes out of the queue what waits and is older than its tenant's payloads may become. What is leased is left to its worker;
 * what a claim holds is passed over, as waiting for it in another order than a claim does could deadlock.
 */
export async function unqueueExpired(trx: Db, now: Date, limit: number): Promise<Unqueued[]> {
  const { rows } = await sql<Unqueued>`
    with cutoff as materialized (
      select days, uuid_floor(${now}::timestamptz - make_interval(days => days)) as until_id
      from (select distinct ${layers.payloads.days} as days from tenants t) d
    ),
    expired as (
      select q.tenant_id, q.delivery_id
      from tenants t
      join cutoff c on c.days = ${layers.payloads.days}
      cross join lateral (
        select q.tenant_id, q.delivery_id from delivery_queue q
        where q.tenant_id = t.id and (q.leased_until is null or q.leased_until <= ${now})
          and q.delivery_id < c.until_id
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

/** A tenant is not gone to for less than this: with thousands of them that would be work all day. */
const LEAST_BEHIND_HOURS = 6;
const NO_ID = sql`'00000000-0000-0000-0000-000000000000'::uuid`;

/**
 * The tenant that is most behind, locked against other processes for the transaction; undefined when there is none, or when another
 * process is at it. What is kept as long as by the tenant that keeps longest goes with its partition and is never written to.
 * Rows go a day later than they may, as partitions do, so that what was ended for its age can be seen. A tenant of which
 * something that old is just being sent is passed over until that is recorded: so nothing is recorded behind what was gone over.
 */
export async function lockBehind(trx: Db, layer: Layer, now: Date): Promise<Behind | undefined> {
  const { progress, days } = layers[layer];
  const margin = layer === 'rows' ? 1 : 0;
  // First in order, then one by one until one fits: to look into the queue for every tenant took half a second for 5,000.
  const { rows } = await sql<Behind>`
    with cutoff as materialized (
      -- Once for each number of days, as there are few.
      select days, uuid_floor(kept.since) as until_id,
        uuid_floor(kept.since - make_interval(hours => ${LEAST_BEHIND_HOURS}::integer)) as least_id
      from (select distinct ${days} as days from tenants t) d
      cross join lateral (values (${now}::timestamptz - make_interval(days => days + ${margin}::integer))) as kept (since)
      where days < (select max(retention_days) from tenants)
    ),
    behind as (
      select t.id as tenant_id, coalesce(${progress}, ${NO_ID}) as from_id, c.until_id
      from tenants t
      join cutoff c on c.days = ${days}
      left join erasure_progress p on p.tenant_id = t.id
      where coalesce(${progress}, ${NO_ID}) < c.least_id
      order by 2
    )
    select b.tenant_id as "tenantId", b.from_id as "from", b.until_id as until
    from behind b
    left join lateral (
      select 1 as one from delivery_queue q
      where q.tenant_id = b.tenant_id and q.delivery_id >= b.from_id and q.delivery_id < b.until_id
      limit 1
    ) waiting on true
    where waiting.one is null
    limit 1`.execute(trx);
  const [behind] = rows;
  return behind !== undefined && (await lockProgress(trx, layer, behind)) ? behind : undefined;
}

/** Whether nobody else is at this tenant, or has been meanwhile. */
async function lockProgress(trx: Db, layer: Layer, { tenantId, from }: Behind): Promise<boolean> {
  await trx
    .insertInto('erasure_progress')
    .values({ tenant_id: tenantId })
    .onConflict((on) => on.doNothing())
    .execute();
  const row = await trx
    .selectFrom('erasure_progress')
    .select(layer === 'payloads' ? 'payloads_before as before' : 'rows_before as before')
    .where('tenant_id', '=', tenantId)
    .forUpdate()
    .skipLocked()
    .executeTakeFirst();
  return row?.before === from;
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

import { sql } from 'kysely';
import type { Db } from '../lib/db.ts';
import type { AttemptRow, DeliveryRow } from './queries.ts';

export type LastAttemptRow = Pick<
  AttemptRow,
  'started_at' | 'duration_ms' | 'replay_id' | 'status' | 'error'
> & { readonly delivery_id: string };

/** The newest attempt of each of these deliveries, by their ids. Each costs a lookup, so their number is the caller's to bound. */
export async function findLastAttempts(
  db: Db,
  deliveries: readonly Pick<DeliveryRow, 'tenant_id' | 'id'>[],
): Promise<ReadonlyMap<string, LastAttemptRow>> {
  if (deliveries.length === 0) return new Map();
  const { rows } = await sql<LastAttemptRow>`
    select d.id as delivery_id, last.*
    from unnest(${deliveries.map((one) => one.tenant_id)}::bigint[], ${deliveries.map((one) => one.id)}::uuid[])
      as d (tenant_id, id)
    cross join lateral (
      select a.started_at, a.duration_ms, a.replay_id, a.status, a.error
      from attempts a
      where a.tenant_id = d.tenant_id and a.delivery_id = d.id
      order by a.started_at desc, a.id desc
      limit 1
    ) last`.execute(db);
  return new Map(rows.map((row) => [row.delivery_id, row]));
}

import { sql } from 'kysely';
import type { Db } from '../lib/db.ts';

export const WINDOW_MINUTES = 60;
/** A busy hour may have millions; of these a sample is enough. */
export const MOST_EVENTS = 5_000;
export const SLOWEST_LISTED = 20;

interface RecentRow {
  readonly webhook_id: string;
  readonly app_id: string;
  readonly app_name: string;
  readonly organisation_id: string;
  readonly organisation: string;
  readonly event_type: string;
  readonly url: string;
  readonly attempts: number;
  readonly succeeded: number;
  readonly median_ms: number;
  readonly p95_ms: number;
}

/**
 * How the newest attempts went, by webhook. The newest events are found backwards in the index of the commit order, and only then asked
 * for their age: in a quiet hour after a busy day a search for both would read the whole day. (The day names the partitions, no more.)
 * What they led to is found by its key, since a delivery shares its event's milliseconds.
 */
export async function readRecent(db: Db, now: Date) {
  const since = new Date(now.getTime() - WINDOW_MINUTES * 60_000);
  const { rows } = await sql<RecentRow>`
    with tail as materialized (
      select tenant_id, id from events
      where id >= uuid_floor(${startOfDay(since)})
      order by tx_id desc, sequence desc
      limit ${MOST_EVENTS}
    ),
    newest as (
      select e.tenant_id, e.id,
        (left(e.id::text, 13) || '-0000-0000-000000000000')::uuid as first_id,
        (left(e.id::text, 13) || '-ffff-ffff-ffffffffffff')::uuid as last_id
      from tail e
      where e.id >= uuid_floor(${since})
    ),
    measured as (
      select d.webhook_id, count(*)::integer as attempts,
        count(*) filter (where a.error is null and a.status between 200 and 299)::integer as succeeded,
        percentile_disc(0.5) within group (order by a.duration_ms) as median_ms,
        percentile_disc(0.95) within group (order by a.duration_ms) as p95_ms
      from newest n
      join lateral (
        select d.tenant_id, d.id, d.webhook_id from deliveries d
        where d.tenant_id = n.tenant_id and d.id between n.first_id and n.last_id and d.event_id = n.id
      ) d on true
      join lateral (
        select a.duration_ms, a.error, a.status from attempts a
        where a.tenant_id = d.tenant_id and a.delivery_id = d.id and a.duration_ms is not null
      ) a on true
      group by d.webhook_id
    )
    select m.*, w.app_id, app.name as app_name, app.organisation_id, o.name as organisation, w.event_type, w.url
    from measured m
    join webhooks w on w.id = m.webhook_id
    join apps app on app.id = w.app_id
    join developer_organisations o on o.id = app.organisation_id
    order by m.p95_ms desc, m.webhook_id`.execute(db);
  const attempts = rows.reduce((sum, row) => sum + row.attempts, 0);
  const succeeded = rows.reduce((sum, row) => sum + row.succeeded, 0);
  return {
    since: since.toISOString(),
    attempts,
    succeeded,
    successRate: attempts === 0 ? null : succeeded / attempts,
    endpoints: rows.length,
    slowest: rows.slice(0, SLOWEST_LISTED).map((row) => ({
      webhookId: row.webhook_id,
      appId: row.app_id,
      appName: row.app_name,
      organisationId: row.organisation_id,
      organisation: row.organisation,
      eventType: row.event_type,
      deliveryHost: new URL(row.url).host,
      attempts: row.attempts,
      successRate: row.succeeded / row.attempts,
      medianMs: row.median_ms,
      p95Ms: row.p95_ms,
    })),
  };
}

const startOfDay = (at: Date): Date => new Date(Math.floor(at.getTime() / 86_400_000) * 86_400_000);

import { sql } from 'kysely';
import type { Db } from '../lib/db.ts';
import type { ReplayRow } from './queries.ts';
import type { Step } from './queue-replays.ts';
import type { BackfillPreview } from './schema.ts';

/** Events that one step looks at, and tenants whose days it opens. */
const [WINDOW, TENANTS] = [5_000, 100];

/**
 * Whose events and since when: of tenants that consent now, since they first did. A webhook that is disabled meanwhile gets its
 * deliveries all the same, which are skipped when they are due, as new ones are.
 */
const consenting = (appId: string, webhookId: string) => sql`
  select c.tenant_id, w.event_type, consented_since(c.connected_at, c.types_since, w.event_type) as since
  from webhooks w
  join apps a on a.id = w.app_id and a.deleted_at is null
  join connections c on c.app_id = w.app_id and c.disabled_at is null
  join app_versions v on v.app_id = c.app_id and v.version = c.accepted_version and w.event_type = any (v.event_types)
  where w.id = ${webhookId} and w.app_id = ${appId} and w.removed_at is null`;

/** Of an event `e` of the consenting tenant `c`. What a tenant without the preview did is never sent. */
const entitled = sql`e.type = c.event_type and e.occurred_at >= c.since and e.body is not null
  and (e.undelivered_reason is null or e.undelivered_reason <> 'preview_off')`;

/**
 * Makes and queues up to `limit` of the deliveries that are missing, one tenant after the other. They are like any other:
 * with retries of their own, and `pending` until then. A delivery that is there is left alone, whatever became of it.
 */
export async function queueBackfill(trx: Db, job: ReplayRow, limit: number, now: Date): Promise<Step> {
  const { rows } = await sql<{
    tenants: number;
    last_tenant: number | null;
    scanned: number;
    last_scanned: { tenant_id: number; id: string } | null;
    missing: number;
    last_missing: { tenant_id: number; id: string } | null;
    queued: number;
  }>`
    with tenant as materialized (
      select * from (${consenting(job.app_id, job.webhook_id ?? '')}) c
      where c.tenant_id >= ${job.cursor_tenant_id}
      order by c.tenant_id
      limit ${TENANTS}
    ),
    scanned as materialized (
      select c.tenant_id, e.id, delivery_id_for(e.id, ${job.webhook_id}::uuid) as delivery_id, ${entitled} as is_entitled
      from tenant c
      cross join lateral (
        select e.id, e.type, e.occurred_at, e.undelivered_reason, e.body
        from events e
        where e.tenant_id = c.tenant_id and e.id < ${job.until_id}
          and e.id >= greatest(${job.from_id}::uuid, uuid_floor(c.since))
          and e.id > case when c.tenant_id = ${job.cursor_tenant_id} then ${job.cursor_id}::uuid else uuid_floor('epoch') end
        order by e.id
        limit ${WINDOW}
      ) e
      order by c.tenant_id, e.id
      limit ${WINDOW}
    ),
    missing as materialized (
      select s.tenant_id, s.id, s.delivery_id
      from scanned s
      where s.is_entitled and not exists (
        select from deliveries d where d.tenant_id = s.tenant_id and d.id = s.delivery_id
      )
      order by s.tenant_id, s.id
      limit ${limit}
    ),
    made as (
      insert into deliveries (tenant_id, id, event_id, webhook_id, app_id, state, created_at, backfill_id)
      select tenant_id, delivery_id, id, ${job.webhook_id}, ${job.app_id}, 'pending', ${now}::timestamptz, ${job.id}
      from missing
      on conflict do nothing
      returning tenant_id, id, event_id
    ),
    queued as (
      insert into delivery_queue (tenant_id, delivery_id, event_id, webhook_id, due_at, ready)
      select tenant_id, id, event_id, ${job.webhook_id}, ${now}::timestamptz, true from made
      returning delivery_id
    )
    select
      (select count(*)::integer from tenant) as tenants,
      (select max(tenant_id) from tenant) as last_tenant,
      (select count(*)::integer from scanned) as scanned,
      (select jsonb_build_object('tenant_id', tenant_id, 'id', id) from scanned order by tenant_id desc, id desc limit 1)
        as last_scanned,
      (select count(*)::integer from missing) as missing,
      (select jsonb_build_object('tenant_id', tenant_id, 'id', id) from missing order by tenant_id desc, id desc limit 1)
        as last_missing,
      (select count(*)::integer from queued) as queued`.execute(trx);
  const [found] = rows;
  if (found === undefined) throw new Error('counts are always there');
  const { queued, missing, scanned, tenants } = found;
  const done = { queued, skipped: {} };
  const at = ({ tenant_id, id }: { tenant_id: number; id: string }) => ({ tenantId: tenant_id, id });
  if (missing === limit && found.last_missing !== null) {
    return { ...done, cursor: at(found.last_missing), isEnd: false };
  }
  if (scanned === WINDOW && found.last_scanned !== null) {
    return { ...done, cursor: at(found.last_scanned), isEnd: false };
  }
  // All of these tenants; the next one begins at its first event.
  const tenantId = (found.last_tenant ?? job.cursor_tenant_id) + 1;
  return { ...done, cursor: { tenantId, id: job.from_id }, isEnd: tenants < TENANTS };
}

/** Events that a count looks at, whether they are missing or not. */
export const MOST_COUNTED = 200_000;

/** How many deliveries a backfill would make. */
export async function countMissing(
  db: Db,
  { appId, webhookId, from, until }: { appId: string; webhookId: string; from: Date; until: Date },
  most = MOST_COUNTED,
): Promise<BackfillPreview> {
  const { rows } = await sql<{ scanned: number; missing: number }>`
    with scanned as materialized (
      select c.tenant_id, delivery_id_for(e.id, ${webhookId}::uuid) as delivery_id, ${entitled} as is_entitled
      from (${consenting(appId, webhookId)}) c
      cross join lateral (
        select e.id, e.type, e.occurred_at, e.undelivered_reason, e.body
        from events e
        where e.tenant_id = c.tenant_id and e.id < uuid_floor(${until}::timestamptz)
          and e.id >= uuid_floor(greatest(${from}::timestamptz, c.since))
      ) e
      limit ${most + 1}
    )
    select count(*)::integer as scanned,
      (count(*) filter (where s.is_entitled and not exists (
        select from deliveries d where d.tenant_id = s.tenant_id and d.id = s.delivery_id
      )))::integer as missing
    from scanned s`.execute(db);
  const { scanned = 0, missing = 0 } = rows[0] ?? {};
  return { total: missing, isExact: scanned <= most };
}

import { sql } from 'kysely';
import { isNeeded } from '../apps/needed.ts';
import type { Db } from '../lib/db.ts';

/** A queue of millions is counted no further. */
export const MOST_WAITING = 100_000;
/** How many lanes are looked at for the oldest delivery: some 20 us each. */
const MOST_LANES = 5_000;

export interface BacklogRow {
  readonly ready: number;
  readonly waiting: number;
  readonly oldest_due_at: Date | null;
}

/**
 * What waits, and the oldest delivery that could be sent now: of what is due, neither leased nor held back by the circuit or the
 * Retry-After of its endpoint. The lanes are walked by skipping from one to the next in their index.
 */
export async function readBacklog(db: Db, now: Date): Promise<BacklogRow> {
  const { rows } = await sql<BacklogRow>`
    with recursive lane (webhook_id, tenant_id, step) as (
      (select q.webhook_id, q.tenant_id, 1 from delivery_queue q where q.ready order by q.webhook_id, q.tenant_id limit 1)
      union all
      select n.webhook_id, n.tenant_id, l.step + 1
      from lane l
      cross join lateral (
        select q.webhook_id, q.tenant_id from delivery_queue q
        where q.ready and (q.webhook_id, q.tenant_id) > (l.webhook_id, l.tenant_id)
        order by q.webhook_id, q.tenant_id
        limit 1
      ) n
      where l.step < ${MOST_LANES}
    ),
    oldest (due_at) as (
      select min(first.due_at) from lane l
      left join webhook_health h on h.webhook_id = l.webhook_id and (h.circuit <> 'closed' or h.throttled_until > ${now})
      cross join lateral (
        select q.due_at from delivery_queue q
        where q.ready and q.webhook_id = l.webhook_id and q.tenant_id = l.tenant_id and q.due_at <= ${now}
          and (q.leased_until is null or q.leased_until <= ${now})
        order by q.due_at
        limit 1
      ) first
      where h.webhook_id is null
    )
    select
      (select count(*) from (select from delivery_queue where ready limit ${MOST_WAITING}) r)::integer as ready,
      (select count(*) from (select from delivery_queue where not ready limit ${MOST_WAITING}) w)::integer as waiting,
      (select due_at from oldest) as oldest_due_at`.execute(db);
  return rows[0]!;
}

export interface TotalsRow {
  readonly webhooks: number;
  readonly open: number;
  readonly half_open: number;
  readonly throttled: number;
  readonly failing: number;
  readonly paused: number;
  readonly gone: number;
  readonly disabled_failing: number;
}

const living = sql`
  from webhooks w
  join apps a on a.id = w.app_id and a.deleted_at is null
  join developer_organisations o on o.id = a.organisation_id
  left join webhook_health h on h.webhook_id = w.id
  where w.removed_at is null and ${isNeeded}`;

export async function readTotals(db: Db, now: Date): Promise<TotalsRow> {
  const { rows } = await sql<TotalsRow>`
    select count(*)::integer as webhooks,
      count(*) filter (where h.circuit = 'open')::integer as open,
      count(*) filter (where h.circuit = 'half_open')::integer as half_open,
      count(*) filter (where h.throttled_until > ${now})::integer as throttled,
      count(*) filter (where h.failing_since is not null and w.disabled_at is null)::integer as failing,
      count(*) filter (where w.disabled_reason = 'paused')::integer as paused,
      count(*) filter (where w.disabled_reason = 'gone')::integer as gone,
      count(*) filter (where w.disabled_reason = 'failing')::integer as disabled_failing
    ${living}`.execute(db);
  return rows[0]!;
}

export interface FailingRow {
  readonly webhook_id: string;
  readonly app_id: string;
  readonly app_name: string;
  readonly organisation_id: string;
  readonly organisation: string;
  readonly event_type: string;
  readonly url: string;
  readonly circuit: string;
  readonly failing_since: Date;
  readonly failed_attempts: number;
  readonly last_error: string | null;
}

/** The longest failing first. */
export async function listLongestFailing(db: Db, limit: number): Promise<FailingRow[]> {
  const { rows } = await sql<FailingRow>`
    select w.id as webhook_id, a.id as app_id, a.name as app_name, a.organisation_id, o.name as organisation,
      w.event_type, w.url, h.circuit,
      h.failing_since, h.failed_attempts, h.last_error
    ${living} and h.failing_since is not null and w.disabled_at is null
    order by h.failing_since
    limit ${limit}`.execute(db);
  return rows;
}

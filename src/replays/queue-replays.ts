import { sql } from 'kysely';
import { fits, isChosen } from '../delivery-log/fits.ts';
import { refusal } from '../delivery-log/refusal.ts';
import type { Db } from '../lib/db.ts';
import { readChoice } from './filter.ts';
import type { ReplayRow } from './queries.ts';
import type { ReplayFilterBody } from './schema.ts';

/** What one step of a job did. */
export interface Step {
  readonly queued: number;
  /** Why what fitted was not queued → how many. */
  readonly skipped: Readonly<Record<string, number>>;
  readonly cursor: { readonly tenantId: number; readonly id: string };
  /** Everything has been looked at. */
  readonly isEnd: boolean;
}

/** Deliveries of the app that one step looks at, however few of them fit: some 20 ms. */
const WINDOW = 5_000;

/**
 * Queues up to `limit` of the next deliveries that fit. A delivery that has a row in the queue already is being replayed by
 * somebody else. In the order of the ids, as every job does, so that two never wait for each other.
 */
export async function queueReplays(trx: Db, job: ReplayRow, limit: number, now: Date): Promise<Step> {
  const choice = readChoice(job.filter as ReplayFilterBody);
  const { rows } = await sql<{
    scanned: number;
    last_scanned: string | null;
    fitting: number;
    last_fitting: string | null;
    queued: number;
    skipped: Record<string, number> | null;
  }>`
    with scanned as materialized (
      select d.tenant_id, d.id, d.event_id, d.webhook_id, d.state, d.reason, d.attempts
      from deliveries d
      where d.app_id = ${job.app_id} and d.id > ${job.cursor_id} and d.id >= ${job.from_id} and d.id < ${job.until_id}
        and ${isChosen(choice.deliveryIds)}
      order by d.id
      limit ${WINDOW}
    ),
    fitting as materialized (
      select d.tenant_id, d.id, d.event_id, d.webhook_id, d.attempts
      from scanned d
      join webhooks w on w.id = d.webhook_id
      where ${fits(choice)}
      order by d.id
      limit ${limit}
    ),
    judged as materialized (
      select m.*, refusal.reason
      from fitting m ${refusal}
    ),
    queued as (
      insert into delivery_queue (tenant_id, delivery_id, event_id, webhook_id, attempts, due_at, ready, replay_id)
      select tenant_id, id, event_id, webhook_id, attempts, ${now}::timestamptz, true, ${job.id}::uuid
      from judged
      where reason is null
      order by id
      on conflict do nothing
      returning delivery_id
    )
    select
      (select count(*)::integer from scanned) as scanned,
      (select id from scanned order by id desc limit 1) as last_scanned,
      (select count(*)::integer from fitting) as fitting,
      (select id from fitting order by id desc limit 1) as last_fitting,
      (select count(*)::integer from queued) as queued,
      (select jsonb_object_agg(reason, count) from (
        select reason, count(*) from judged where reason is not null group by reason
        union all
        select 'already_replaying', count(*) from judged where reason is null
          and id not in (select delivery_id from queued) having count(*) > 0
      ) r) as skipped`.execute(trx);
  const [found] = rows;
  if (found === undefined) throw new Error('counts are always there');
  const isFull = found.fitting === limit;
  return {
    queued: found.queued,
    skipped: found.skipped ?? {},
    cursor: { tenantId: 0, id: (isFull ? found.last_fitting : found.last_scanned) ?? job.cursor_id },
    isEnd: !isFull && found.scanned < WINDOW,
  };
}

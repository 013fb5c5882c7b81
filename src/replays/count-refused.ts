import { sql } from 'kysely';
import { fits, isChosen } from '../delivery-log/fits.ts';
import { refusal } from '../delivery-log/refusal.ts';
import type { Db } from '../lib/db.ts';
import type { ReplayFilter } from './filter.ts';
import { MOST_JUDGED, type ReplayPreview } from './schema.ts';

/** Deliveries that are looked at to find those, whether they fit or not: far fewer than are counted, since the order costs. */
const MOST_SCANNED = 100_000;

/** Why some of what fits a filter would not be sent now; of the oldest so many, in which order a job goes. */
export async function countRefused(
  db: Db,
  appId: string,
  filter: ReplayFilter,
  most = MOST_JUDGED,
): Promise<ReplayPreview['refused']> {
  const { rows } = await sql<{ reason: string | null; count: number }>`
    with scanned as materialized (
      select d.id, d.state, d.reason, d.tenant_id, d.webhook_id, d.event_id
      from deliveries d
      where d.app_id = ${appId}
        and d.id >= uuid_floor(${filter.from}::timestamptz) and d.id < uuid_floor(${filter.until}::timestamptz)
        and ${isChosen(filter.deliveryIds)}
      order by d.id
      limit ${MOST_SCANNED}
    ),
    m as materialized (
      select d.tenant_id, d.id, d.event_id, d.webhook_id
      from scanned d join webhooks w on w.id = d.webhook_id
      where ${fits(filter)}
      order by d.id
      limit ${most}
    )
    select reason, count(*)::integer as count
    from (
      select coalesce(refusal.reason, case when q.replay_id is not null then 'already_replaying' end) as reason
      from m ${refusal}
      left join delivery_queue q on q.tenant_id = m.tenant_id and q.delivery_id = m.id
    ) judged
    group by reason`.execute(db);
  return {
    among: rows.reduce((sum, { count }) => sum + count, 0),
    byReason: Object.fromEntries(
      rows.flatMap(({ reason, count }) => (reason === null ? [] : [[reason, count]])),
    ),
  };
}

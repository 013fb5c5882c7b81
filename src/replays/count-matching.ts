import { sql } from 'kysely';
import { fits, isChosen } from '../delivery-log/fits.ts';
import type { Db } from '../lib/db.ts';
import type { ReplayFilter } from './filter.ts';
import type { ReplayPreview } from './schema.ts';

/** Deliveries of the app that a count looks at, whether they fit or not: some seconds at most. */
export const MOST_COUNTED = 1_000_000;

/** How many deliveries of an app fit a filter, by state. */
export async function countMatching(
  db: Db,
  appId: string,
  filter: ReplayFilter,
  most = MOST_COUNTED,
): Promise<Omit<ReplayPreview, 'refused'>> {
  const { rows } = await sql<{ state: string | null; count: number; scanned: number }>`
    with scanned as materialized (
      select d.id, d.state, d.reason, d.tenant_id, d.webhook_id
      from deliveries d
      where d.app_id = ${appId}
        and d.id >= uuid_floor(${filter.from}::timestamptz) and d.id < uuid_floor(${filter.until}::timestamptz)
        and ${isChosen(filter.deliveryIds)}
      limit ${most + 1}
    )
    select c.state, coalesce(c.count, 0) as count, (select count(*)::integer from scanned) as scanned
    from (values (1)) one
    left join (
      select d.state, count(*)::integer as count
      from scanned d join webhooks w on w.id = d.webhook_id
      where ${fits(filter)}
      group by d.state
    ) c on true`.execute(db);
  const of = (state: string): number => rows.find((row) => row.state === state)?.count ?? 0;
  const byState = { failed: of('failed'), skipped: of('skipped'), delivered: of('delivered') };
  return {
    total: byState.failed + byState.skipped + byState.delivered,
    isExact: (rows[0]?.scanned ?? 0) <= most,
    byState,
  };
}

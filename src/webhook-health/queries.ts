import { type Selectable, sql } from 'kysely';
import type { Db } from '../lib/db.ts';
import type { WebhookHealth as HealthTable } from '../lib/tables.ts';
import { MOST_COUNTED } from './schema.ts';

export type HealthRow = Selectable<HealthTable>;

export interface CountedRow {
  readonly webhook_id: string;
  readonly waiting: number;
  readonly skipped: number;
  readonly oldest_skipped_at: Date | null;
}

/** What the workers have noted; of a webhook that was never tried there is nothing. */
export function listHealth(db: Db, webhookIds: readonly string[]): Promise<HealthRow[]> {
  return db.selectFrom('webhook_health').selectAll().where('webhook_id', 'in', webhookIds).execute();
}

/** What waits for each webhook and what was skipped while it was disabled, counted no further than is shown. */
export async function listCounts(db: Db, webhookIds: readonly string[]): Promise<CountedRow[]> {
  // Ready and not in two parts, since no index holds both.
  const { rows } = await sql<CountedRow>`
    select w.id as webhook_id, waiting.count::integer as waiting, skipped.count::integer as skipped,
      skipped.oldest_at as oldest_skipped_at
    from webhooks w
    cross join lateral (
      select count(*) from (
        (select from delivery_queue q where q.webhook_id = w.id and q.ready limit ${MOST_COUNTED})
        union all
        (select from delivery_queue q where q.webhook_id = w.id and not q.ready limit ${MOST_COUNTED})
        limit ${MOST_COUNTED}
      ) rows
    ) waiting
    cross join lateral (
      select count(*), min(created_at) as oldest_at from (
        select created_at from deliveries d
        where d.webhook_id = w.id and d.reason = 'webhook_disabled'
        order by d.id
        limit ${MOST_COUNTED}
      ) rows
    ) skipped
    where w.id = any(${webhookIds}::uuid[])`.execute(db);
  return rows;
}

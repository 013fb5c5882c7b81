import type { Db } from '../lib/db.ts';

/** The scheduler as its visitors meet it, found by what the embedding page knows; undefined if the two do not belong together. */
export async function findVisitedScheduler(db: Db, dataApiKey: string, schedulerId: string) {
  const found = await db
    .selectFrom('schedulers as c')
    .innerJoin('brands as b', (join) =>
      join.onRef('b.tenant_id', '=', 'c.tenant_id').onRef('b.id', '=', 'c.brand_id'),
    )
    .select([
      'c.tenant_id',
      'c.status',
      'c.closed_after_seconds',
      'c.hidden_after_seconds',
      'c.silent_after_seconds',
      'c.idle_after_seconds',
    ])
    .where('c.id', '=', schedulerId)
    .where('b.data_api_key', '=', dataApiKey)
    .executeTakeFirst();
  return (
    found && {
      tenantId: found.tenant_id,
      status: found.status,
      thresholds: {
        closedAfterSeconds: found.closed_after_seconds,
        hiddenAfterSeconds: found.hidden_after_seconds,
        silentAfterSeconds: found.silent_after_seconds,
        idleAfterSeconds: found.idle_after_seconds,
      },
    }
  );
}

import type { Db } from '../lib/db.ts';

export async function findEnvironment(trx: Db, tenantId: number): Promise<string | undefined> {
  const row = await trx
    .selectFrom('tenants')
    .select('environment')
    .where('id', '=', tenantId)
    .executeTakeFirst();
  return row?.environment;
}

/** What a page that embeds the scheduler knows, and what decides what follows. To be called inside `withTenant`. */
export function findStage(trx: Db, tenantId: number, schedulerId: string) {
  return trx
    .selectFrom('schedulers as c')
    .innerJoin('brands as b', (join) =>
      join.onRef('b.tenant_id', '=', 'c.tenant_id').onRef('b.id', '=', 'c.brand_id'),
    )
    .select(['b.data_api_key', 'c.mode', 'c.closed_after_seconds'])
    .where('c.tenant_id', '=', tenantId)
    .where('c.id', '=', schedulerId)
    .executeTakeFirst();
}

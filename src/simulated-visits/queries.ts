import type { Db } from '../lib/db.ts';

export async function findEnvironment(trx: Db, tenantId: number): Promise<string | undefined> {
  const row = await trx
    .selectFrom('tenants')
    .select('environment')
    .where('id', '=', tenantId)
    .executeTakeFirst();
  return row?.environment;
}

/** What a page that embeds the scheduler knows. To be called inside `withTenant`, as is all here. */
export function findStage(trx: Db, tenantId: number, schedulerId: string) {
  return trx
    .selectFrom('schedulers as c')
    .innerJoin('brands as b', (join) =>
      join.onRef('b.tenant_id', '=', 'c.tenant_id').onRef('b.id', '=', 'c.brand_id'),
    )
    .select('b.data_api_key')
    .where('c.tenant_id', '=', tenantId)
    .where('c.id', '=', schedulerId)
    .executeTakeFirst();
}

/** What decides what follows a visit. */
export function findVisit(trx: Db, tenantId: number, sessionId: string) {
  return trx
    .selectFrom('sessions as s')
    .innerJoin('session_pulses as p', (join) =>
      join.onRef('p.tenant_id', '=', 's.tenant_id').onRef('p.session_id', '=', 's.id'),
    )
    .innerJoin('schedulers as c', (join) =>
      join.onRef('c.tenant_id', '=', 's.tenant_id').onRef('c.id', '=', 's.scheduler_id'),
    )
    .select(['p.due_at', 's.contact_phone', 's.contact_email', 's.is_bot', 's.is_test', 'c.mode'])
    .where('s.tenant_id', '=', tenantId)
    .where('s.id', '=', sessionId)
    .executeTakeFirstOrThrow();
}

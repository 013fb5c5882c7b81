import type { Db } from '../lib/db.ts';

export interface MeasuredScheduler {
  readonly id: string;
  readonly name: string;
  readonly brandName: string;
}

/** To be called inside `withTenant`. */
export function listMeasured(
  trx: Db,
  tenantId: number,
  schedulerId: string | undefined,
): Promise<MeasuredScheduler[]> {
  return trx
    .selectFrom('schedulers as c')
    .innerJoin('brands as b', (join) =>
      join.onRef('b.tenant_id', '=', 'c.tenant_id').onRef('b.id', '=', 'c.brand_id'),
    )
    .select(['c.id', 'c.name', 'b.name as brandName'])
    .where('c.tenant_id', '=', tenantId)
    .$if(schedulerId !== undefined, (query) => query.where('c.id', '=', schedulerId!))
    .orderBy('c.created_at')
    .orderBy('c.id')
    .execute();
}

/** To be called inside `withTenant`. */
export function listMeasuredRouters(trx: Db, tenantId: number): Promise<{ id: string; name: string }[]> {
  return trx
    .selectFrom('routers')
    .select(['id', 'name'])
    .where('tenant_id', '=', tenantId)
    .orderBy('created_at')
    .orderBy('id')
    .execute();
}

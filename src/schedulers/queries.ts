import type { Insertable, Selectable, Updateable } from 'kysely';
import type { Db } from '../lib/db.ts';
import type { Schedulers } from '../lib/tables.ts';
import { laterOf } from './later-of.ts';

// All to be called inside `withTenant`.

export type SchedulerRow = Selectable<Schedulers> & {
  readonly brand_name: string;
  readonly data_api_key: string;
};

function schedulers(trx: Db, tenantId: number) {
  return trx
    .selectFrom('schedulers as c')
    .innerJoin('brands as b', (join) =>
      join.onRef('b.tenant_id', '=', 'c.tenant_id').onRef('b.id', '=', 'c.brand_id'),
    )
    .selectAll('c')
    .select(['b.name as brand_name', 'b.data_api_key'])
    .where('c.tenant_id', '=', tenantId);
}

/** In the order of their ids, which never changes while somebody pages; one row more than a page holds, if there is one. */
export function listSchedulers(
  trx: Db,
  tenantId: number,
  { limit, after }: { readonly limit: number; readonly after: string | undefined },
): Promise<SchedulerRow[]> {
  return schedulers(trx, tenantId)
    .$if(after !== undefined, (query) => query.where('c.id', '>', after!))
    .orderBy('c.id')
    .limit(limit + 1)
    .execute();
}

export function findScheduler(
  trx: Db,
  tenantId: number,
  schedulerId: string,
): Promise<SchedulerRow | undefined> {
  return schedulers(trx, tenantId).where('c.id', '=', schedulerId).executeTakeFirst();
}

/** Takes the place of default from whichever scheduler of the brand has it; returns its id, if there was one. */
export async function unsetDefault(
  trx: Db,
  { tenantId, brandId, at }: { readonly tenantId: number; readonly brandId: string; readonly at: Date },
): Promise<string | undefined> {
  const row = await trx
    .updateTable('schedulers')
    .set((eb) => ({ is_default: false, revision: eb('revision', '+', 1), modified_at: laterOf(at) }))
    .where('tenant_id', '=', tenantId)
    .where('brand_id', '=', brandId)
    .where('is_default', '=', true)
    .returning('id')
    .executeTakeFirst();
  return row?.id;
}

export async function insertScheduler(trx: Db, row: Insertable<Schedulers>): Promise<void> {
  await trx.insertInto('schedulers').values(row).execute();
}

/** Counts the revision up, if it is still the one given: that decides between two people who change at once. */
export async function updateScheduler(
  trx: Db,
  { tenant_id, id, revision }: Pick<SchedulerRow, 'tenant_id' | 'id' | 'revision'>,
  changes: Updateable<Schedulers>,
  at: Date,
): Promise<boolean> {
  const { numUpdatedRows } = await trx
    .updateTable('schedulers')
    .set({ ...changes, revision: revision + 1, modified_at: laterOf(at) })
    .where('tenant_id', '=', tenant_id)
    .where('id', '=', id)
    .where('revision', '=', revision)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

import type { Insertable } from 'kysely';
import type { Db } from '../lib/db.ts';
import type { Brands } from '../lib/tables.ts';
import { laterOf } from './later-of.ts';

// All to be called inside `withTenant`.

const brands = (trx: Db, tenantId: number) =>
  trx
    .selectFrom('brands as b')
    .select(['b.id', 'b.name', 'b.data_api_key', 'b.created_at'])
    .select((select) =>
      select
        .selectFrom('schedulers as c')
        .select((of) => of.fn.countAll<number>().as('count'))
        .whereRef('c.tenant_id', '=', 'b.tenant_id')
        .whereRef('c.brand_id', '=', 'b.id')
        .as('scheduler_count'),
    )
    .where('b.tenant_id', '=', tenantId);

export type BrandRow = Awaited<ReturnType<typeof listBrands>>[number];

/** The oldest first. */
export function listBrands(trx: Db, tenantId: number) {
  return brands(trx, tenantId).orderBy('b.created_at').orderBy('b.id').execute();
}

export function findBrand(trx: Db, tenantId: number, brandId: string): Promise<BrandRow | undefined> {
  return brands(trx, tenantId).where('b.id', '=', brandId).executeTakeFirst();
}

/** The brand, of which nobody else changes the name or the default scheduler until the transaction ends. */
export function lockBrand(trx: Db, tenantId: number, brandId: string): Promise<{ name: string } | undefined> {
  return trx
    .selectFrom('brands')
    .select('name')
    .where('tenant_id', '=', tenantId)
    .where('id', '=', brandId)
    .forNoKeyUpdate()
    .executeTakeFirst();
}

/** How many brands a tenant has. Locks the tenant for this: of two that are made at once, the second counts the first. */
export async function countBrands(trx: Db, tenantId: number): Promise<number> {
  await trx.selectFrom('tenants').select('id').where('id', '=', tenantId).forNoKeyUpdate().execute();
  const { count } = await trx
    .selectFrom('brands')
    .select((select) => select.fn.countAll<number>().as('count'))
    .where('tenant_id', '=', tenantId)
    .executeTakeFirstOrThrow();
  return count;
}

export async function insertBrand(trx: Db, row: Insertable<Brands>): Promise<void> {
  await trx.insertInto('brands').values(row).execute();
}

/** Schedulers show the name of their brand: whoever polls for changes is to see them, and their entity tags change. */
export async function updateBrandName(
  trx: Db,
  { tenantId, brandId, name, at }: { tenantId: number; brandId: string; name: string; at: Date },
): Promise<void> {
  await trx
    .updateTable('brands')
    .set({ name })
    .where('tenant_id', '=', tenantId)
    .where('id', '=', brandId)
    .execute();
  await trx
    .updateTable('schedulers')
    .set((eb) => ({ revision: eb('revision', '+', 1), modified_at: laterOf(at) }))
    .where('tenant_id', '=', tenantId)
    .where('brand_id', '=', brandId)
    .execute();
}

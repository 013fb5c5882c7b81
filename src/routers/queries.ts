import { type Insertable, type Selectable, sql } from 'kysely';
import type { Db } from '../lib/db.ts';
import type { RouterRules, Routers } from '../lib/tables.ts';

export type RouterRow = Selectable<Routers>;
export type RuleRow = Selectable<RouterRules>;

/** In the order of creation; those after the router whose id is given. One row more than a page holds, if there is one. */
export async function listRouters(
  db: Db,
  tenantId: number,
  { limit, after }: { readonly limit: number; readonly after: string | undefined },
): Promise<RouterRow[]> {
  return db
    .selectFrom('routers')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .$if(after !== undefined, (routers) =>
      routers.where(
        sql<boolean>`(created_at, id) > (select created_at, id from routers where tenant_id = ${tenantId} and id = ${after})`,
      ),
    )
    .orderBy('created_at')
    .orderBy('id')
    .limit(limit + 1)
    .execute();
}

export async function findRouter(db: Db, tenantId: number, routerId: string): Promise<RouterRow | undefined> {
  return db
    .selectFrom('routers')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .where('id', '=', routerId)
    .executeTakeFirst();
}

export async function listRules(db: Db, tenantId: number, routerId: string): Promise<RuleRow[]> {
  return db
    .selectFrom('router_rules')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .where('router_id', '=', routerId)
    .orderBy('position')
    .execute();
}

export async function insertRouter(trx: Db, row: Insertable<Routers>): Promise<RouterRow> {
  return trx.insertInto('routers').values(row).returningAll().executeTakeFirstOrThrow();
}

/** Counts the revision up, if it is still the one given; that decides between two people who change at once. */
export async function updateRouter(
  trx: Db,
  { tenant_id, id, revision }: Pick<RouterRow, 'tenant_id' | 'id' | 'revision'>,
  changes: { name: string; brand_id: string | null; modified_at: Date },
): Promise<RouterRow | undefined> {
  return trx
    .updateTable('routers')
    .set({ ...changes, revision: revision + 1 })
    .where('tenant_id', '=', tenant_id)
    .where('id', '=', id)
    .where('revision', '=', revision)
    .returningAll()
    .executeTakeFirst();
}

/** Takes the place of all rules of the router. */
export async function replaceRules(
  trx: Db,
  { tenant_id, id }: Pick<RouterRow, 'tenant_id' | 'id'>,
  rules: readonly Omit<RuleRow, 'tenant_id' | 'router_id'>[],
): Promise<void> {
  await trx
    .deleteFrom('router_rules')
    .where('tenant_id', '=', tenant_id)
    .where('router_id', '=', id)
    .execute();
  if (rules.length === 0) return;
  await trx
    .insertInto('router_rules')
    .values(rules.map((rule) => ({ ...rule, tenant_id, router_id: id })))
    .execute();
}

export async function deleteRouter(trx: Db, tenantId: number, routerId: string): Promise<boolean> {
  const { numDeletedRows } = await trx
    .deleteFrom('routers')
    .where('tenant_id', '=', tenantId)
    .where('id', '=', routerId)
    .executeTakeFirst();
  return numDeletedRows > 0n;
}

/**
 * Of these schedulers those that the tenant may send visitors to, with their tenants: its own and those of its network. Sees
 * other tenants, so it runs outside `withTenant`.
 */
export async function findReachableSchedulers(
  db: Db,
  tenantId: number,
  schedulerIds: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  if (schedulerIds.length === 0) return new Map();
  const found = await db
    .selectFrom('schedulers as c')
    .innerJoin('tenants as target', 'target.id', 'c.tenant_id')
    .innerJoin('tenants as own', (join) => join.on('own.id', '=', tenantId))
    .select(['c.id', 'c.tenant_id'])
    .where('c.id', 'in', [...new Set(schedulerIds)])
    .where((eb) =>
      eb.or([eb('target.id', '=', tenantId), eb('target.network_id', '=', eb.ref('own.network_id'))]),
    )
    .execute();
  return new Map(found.map((row) => [row.id, row.tenant_id]));
}

/** Likewise the brands that a visitor of the tenant's router may choose. */
export async function findReachableBrands(
  db: Db,
  tenantId: number,
  brandIds: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  if (brandIds.length === 0) return new Map();
  const found = await db
    .selectFrom('brands as b')
    .innerJoin('tenants as target', 'target.id', 'b.tenant_id')
    .innerJoin('tenants as own', (join) => join.on('own.id', '=', tenantId))
    .select(['b.id', 'b.tenant_id'])
    .where('b.id', 'in', [...new Set(brandIds)])
    .where((eb) =>
      eb.or([eb('target.id', '=', tenantId), eb('target.network_id', '=', eb.ref('own.network_id'))]),
    )
    .execute();
  return new Map(found.map((row) => [row.id, row.tenant_id]));
}

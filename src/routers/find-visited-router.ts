import type { Db } from '../lib/db.ts';

/**
 * The router as its visitors meet it, found by what the embedding page knows: the key of its brand, or of any brand of its
 * tenant if it has none. Undefined if the two do not belong together.
 */
export async function findVisitedRouter(
  db: Db,
  dataApiKey: string,
  routerId: string,
): Promise<{ tenantId: number } | undefined> {
  const found = await db
    .selectFrom('routers as r')
    .innerJoin('brands as b', 'b.tenant_id', 'r.tenant_id')
    .select('r.tenant_id')
    .where('r.id', '=', routerId)
    .where('b.data_api_key', '=', dataApiKey)
    .where((eb) => eb.or([eb('r.brand_id', 'is', null), eb('r.brand_id', '=', eb.ref('b.id'))]))
    .executeTakeFirst();
  return found && { tenantId: found.tenant_id };
}

import { type Actor, recordAudit } from '../audit/record.ts';
import type { Db } from '../lib/db.ts';
import { ApiError } from '../lib/errors.ts';
import { newBrandId, newDataApiKey } from '../lib/ids.ts';
import { withTenant } from '../lib/isolation.ts';
import {
  type BrandRow,
  countBrands,
  findBrand,
  insertBrand,
  lockBrand,
  updateBrandName,
} from './brand-queries.ts';

const MOST_BRANDS = 200;

/**
 * Makes a brand with an install key of its own; a tenant may have two of one name, as their ids differ.
 * @throws ApiError validation_failed when there are too many
 */
export function createBrand(
  db: Db,
  actor: Actor,
  tenantId: number,
  name: string,
  now: Date,
): Promise<BrandRow> {
  return withTenant(db, tenantId, async (trx) => {
    if ((await countBrands(trx, tenantId)) >= MOST_BRANDS) {
      throw new ApiError('validation_failed', {
        name: [`There are ${MOST_BRANDS} brands already, the most that a tenant may have; rename one.`],
      });
    }
    const id = newBrandId();
    await insertBrand(trx, {
      tenant_id: tenantId,
      id,
      name,
      data_api_key: newDataApiKey(),
      created_at: now,
    });
    await recordAudit(trx, actor, now, { action: 'brand.created', tenantId, detail: { brandId: id, name } });
    return requireBrand(trx, tenantId, id);
  });
}

/**
 * Calls a brand otherwise. Of two who do so at once the later one wins: there is nothing but the name to lose.
 * @throws ApiError not_found, also for another tenant's
 */
export function renameBrand(
  db: Db,
  actor: Actor,
  { tenantId, brandId, name }: { readonly tenantId: number; readonly brandId: string; readonly name: string },
  now: Date,
): Promise<BrandRow> {
  return withTenant(db, tenantId, async (trx) => {
    const before = await lockBrand(trx, tenantId, brandId);
    if (before === undefined) throw new ApiError('not_found');
    if (before.name !== name) {
      await updateBrandName(trx, { tenantId, brandId, name, at: now });
      const detail = { brandId, name: { from: before.name, to: name } };
      await recordAudit(trx, actor, now, { action: 'brand.changed', tenantId, detail });
    }
    return requireBrand(trx, tenantId, brandId);
  });
}

async function requireBrand(trx: Db, tenantId: number, brandId: string): Promise<BrandRow> {
  const row = await findBrand(trx, tenantId, brandId);
  if (row === undefined) throw new ApiError('not_found');
  return row;
}

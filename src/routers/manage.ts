import { type Actor, recordAudit } from '../audit/record.ts';
import { changedMeanwhile } from '../http/entity-tag.ts';
import type { Db } from '../lib/db.ts';
import { ApiError, type FieldErrors } from '../lib/errors.ts';
import { newRouterId } from '../lib/ids.ts';
import { withTenant } from '../lib/isolation.ts';
import {
  deleteRouter,
  findReachableBrands,
  findReachableSchedulers,
  findRouter,
  insertRouter,
  listRules,
  replaceRules,
  type RouterRow,
  type RuleRow,
  updateRouter,
} from './queries.ts';
import type { Router, RouterBody } from './schema.ts';

type NewRule = Omit<RuleRow, 'tenant_id' | 'router_id'>;

/** A router as its tenant sees it, with the revision that a change has to name. */
export interface ShownRouter {
  readonly router: Router;
  readonly revision: number;
}

export const toSummary = (row: RouterRow) => ({
  id: row.id,
  name: row.name,
  brandId: row.brand_id,
  createdOn: row.created_at.toISOString(),
  modifiedOn: row.modified_at.toISOString(),
});

function toShown(row: RouterRow, rules: readonly NewRule[]): ShownRouter {
  const shown = rules.map((rule) => ({
    zipPrefix: rule.zip_prefix,
    brandId: rule.brand_id,
    schedulerId: rule.target_scheduler_id,
  }));
  return { router: { ...toSummary(row), rules: shown }, revision: row.revision };
}

/** @throws ApiError not_found */
export async function showRouter(db: Db, tenantId: number, routerId: string): Promise<ShownRouter> {
  return withTenant(db, tenantId, async (trx) => {
    const row = await findRouter(trx, tenantId, routerId);
    if (row === undefined) throw new ApiError('not_found');
    return toShown(row, await listRules(trx, tenantId, routerId));
  });
}

/** @throws ApiError validation_failed for a scheduler or brand that is unknown or outside the network, both alike */
export async function createRouter(
  db: Db,
  actor: Actor,
  tenantId: number,
  body: RouterBody,
  now: Date,
): Promise<ShownRouter> {
  const rules = await resolveRules(db, tenantId, body);
  return withTenant(db, tenantId, async (trx) => {
    const row = await insertRouter(trx, {
      tenant_id: tenantId,
      id: newRouterId(),
      name: body.name,
      brand_id: body.brandId ?? null,
      created_at: now,
      modified_at: now,
    });
    await replaceRules(trx, row, rules);
    await record(trx, actor, now, 'router.created', row, body);
    return toShown(row, rules);
  });
}

/**
 * Replaces all that can be changed of a router, its rules included.
 * @throws ApiError validation_failed as `createRouter`; not_found; changed_meanwhile
 */
export async function changeRouter(
  db: Db,
  actor: Actor,
  { tenantId, routerId, revision }: { tenantId: number; routerId: string; revision: number },
  body: RouterBody,
  now: Date,
): Promise<ShownRouter> {
  // A router of others is missing, whatever the body says.
  await showRouter(db, tenantId, routerId);
  const rules = await resolveRules(db, tenantId, body);
  return withTenant(db, tenantId, async (trx) => {
    const row = await updateRouter(
      trx,
      { tenant_id: tenantId, id: routerId, revision },
      { name: body.name, brand_id: body.brandId ?? null, modified_at: now },
    );
    if (row === undefined) {
      throw (await findRouter(trx, tenantId, routerId)) ? changedMeanwhile() : new ApiError('not_found');
    }
    await replaceRules(trx, row, rules);
    await record(trx, actor, now, 'router.changed', row, body);
    return toShown(row, rules);
  });
}

/** @throws ApiError not_found; in_use once a visitor has opened it, since the sessions stay and name it */
export async function removeRouter(
  db: Db,
  actor: Actor,
  tenantId: number,
  routerId: string,
  now: Date,
): Promise<void> {
  await withTenant(db, tenantId, async (trx) => {
    const row = await findRouter(trx, tenantId, routerId);
    if (row === undefined) throw new ApiError('not_found');
    await record(trx, actor, now, 'router.deleted', row);
    if (!(await deleteRouter(trx, tenantId, routerId))) throw new ApiError('not_found');
  }).catch((err: unknown) => {
    // The sessions' foreign key decides, so that no visitor can slip in between.
    if (!isForeignKeyViolation(err)) throw err;
    throw new ApiError('in_use', {
      routerId: ['Visitors have been here. Take its rules away instead: then nobody is sent on.'],
    });
  });
}

const isForeignKeyViolation = (err: unknown): boolean =>
  err instanceof Error && 'code' in err && err.code === '23503';

/**
 * The rules with the tenants they lead to. Membership is checked here, to tell of mistakes, and again for each visitor, to
 * hold: a tenant may leave the network at any time.
 */
async function resolveRules(db: Db, tenantId: number, body: RouterBody): Promise<NewRule[]> {
  const { rules } = body;
  const schedulers = await findReachableSchedulers(
    db,
    tenantId,
    rules.map((rule) => rule.schedulerId),
  );
  const brandIds = [body.brandId, ...rules.map((rule) => rule.brandId)];
  const brands = await findReachableBrands(
    db,
    tenantId,
    brandIds.filter((id) => typeof id === 'string'),
  );
  const errors: FieldErrors = {};
  if (typeof body.brandId === 'string' && brands.get(body.brandId) !== tenantId) {
    errors['brandId'] = ['Name a brand of this tenant.'];
  }
  const resolved = rules.map((rule, index) => {
    const target = schedulers.get(rule.schedulerId);
    if (target === undefined) {
      errors[`rules.${index}.schedulerId`] = ['Name a scheduler of this tenant or of its network.'];
    }
    if (rule.brandId !== null && !brands.has(rule.brandId)) {
      errors[`rules.${index}.brandId`] = ['Name a brand of this tenant or of its network.'];
    }
    return {
      position: index + 1,
      zip_prefix: rule.zipPrefix,
      brand_id: rule.brandId,
      target_tenant_id: target ?? 0,
      target_scheduler_id: rule.schedulerId,
    };
  });
  if (Object.keys(errors).length > 0) throw new ApiError('validation_failed', errors);
  return resolved;
}

async function record(
  trx: Db,
  actor: Actor,
  now: Date,
  action: 'router.created' | 'router.changed' | 'router.deleted',
  row: RouterRow,
  body?: RouterBody,
): Promise<void> {
  const detail = {
    routerId: row.id,
    name: row.name,
    ...(body && { brandId: row.brand_id, rules: body.rules }),
  };
  await recordAudit(trx, actor, now, { action, tenantId: row.tenant_id, detail });
}

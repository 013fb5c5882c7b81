import { type Actor, recordAudit } from '../audit/record.ts';
import { changedMeanwhile } from '../http/entity-tag.ts';
import type { Db } from '../lib/db.ts';
import { ApiError } from '../lib/errors.ts';
import { newSchedulerId } from '../lib/ids.ts';
import { withTenant } from '../lib/isolation.ts';
import { lockBrand } from './brand-queries.ts';
import {
  findScheduler,
  insertScheduler,
  type SchedulerRow,
  unsetDefault,
  updateScheduler,
} from './queries.ts';
import type { NewScheduler, SchedulerChange } from './schema.ts';
import { settingsOf, toColumns } from './scheduler-view.ts';

/** A change that is asked for, and the revision that it is based on. */
export interface SchedulerEdit {
  readonly tenantId: number;
  readonly schedulerId: string;
  readonly revision: number;
  readonly change: SchedulerChange;
}

/** @throws ApiError not_found, also for another tenant's */
export async function requireScheduler(
  trx: Db,
  tenantId: number,
  schedulerId: string,
): Promise<SchedulerRow> {
  const isId = /^[\x21-\x7e]{1,200}$/.test(schedulerId);
  const row = isId ? await findScheduler(trx, tenantId, schedulerId) : undefined;
  if (row === undefined) throw new ApiError('not_found');
  return row;
}

/** @throws ApiError validation_failed for a brand that is not this tenant's */
export function createScheduler(
  db: Db,
  actor: Actor,
  tenantId: number,
  body: NewScheduler,
  now: Date,
): Promise<SchedulerRow> {
  return withTenant(db, tenantId, async (trx) => {
    await requireBrand(trx, tenantId, body.brandId);
    const replaced =
      body.isDefault === true
        ? await unsetDefault(trx, { tenantId, brandId: body.brandId, at: now })
        : undefined;
    const id = newSchedulerId();
    const { name, brandId } = body;
    await insertScheduler(trx, {
      ...toColumns(body),
      tenant_id: tenantId,
      id,
      name,
      brand_id: brandId,
      created_at: now,
      modified_at: now,
    });
    const row = await requireScheduler(trx, tenantId, id);
    const detail = { schedulerId: id, ...settingsOf(row), ...replacing(replaced) };
    await recordAudit(trx, actor, now, { action: 'scheduler.created', tenantId, detail });
    return row;
  });
}

/**
 * Changes what is given; what is the same changes nothing. Who becomes the default takes the place of the brand's last one, whose
 * entity tag changes with it.
 * @throws ApiError not_found; changed_meanwhile; validation_failed for a brand that is not this tenant's
 */
export function changeScheduler(
  db: Db,
  actor: Actor,
  { tenantId, schedulerId, revision, change }: SchedulerEdit,
  now: Date,
): Promise<SchedulerRow> {
  return withTenant(db, tenantId, async (trx) => {
    const row = await requireScheduler(trx, tenantId, schedulerId);
    if (row.revision !== revision) throw changedMeanwhile();
    const before = settingsOf(row);
    const changes = Object.entries(change).filter(
      ([field, to]) => before[field as keyof typeof before] !== to,
    );
    if (changes.length === 0) return row;
    const after = { ...before, ...change };
    // The lock first: of two who change the default of a brand at once the second waits here and sees what the first did.
    if (after.brandId !== before.brandId || after.isDefault) await requireBrand(trx, tenantId, after.brandId);
    const isNewDefault = after.isDefault && (!before.isDefault || after.brandId !== before.brandId);
    const replaced = isNewDefault
      ? await unsetDefault(trx, { tenantId, brandId: after.brandId, at: now })
      : undefined;
    if (!(await updateScheduler(trx, row, toColumns(change), now))) throw changedMeanwhile();
    const detail = {
      schedulerId,
      ...Object.fromEntries(
        changes.map(([field, to]) => [field, { from: before[field as keyof typeof before], to }]),
      ),
      ...replacing(replaced),
    };
    await recordAudit(trx, actor, now, { action: 'scheduler.changed', tenantId, detail });
    return requireScheduler(trx, tenantId, schedulerId);
  });
}

const replacing = (schedulerId: string | undefined) =>
  schedulerId === undefined ? {} : { insteadOfSchedulerId: schedulerId };

async function requireBrand(trx: Db, tenantId: number, brandId: string): Promise<void> {
  const isId = /^[\x21-\x7e]{1,200}$/.test(brandId);
  if (isId && (await lockBrand(trx, tenantId, brandId)) !== undefined) return;
  throw new ApiError('validation_failed', { brandId: ['Name a brand of this tenant.'] });
}

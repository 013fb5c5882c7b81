import { type Actor, recordAudit } from '../audit/record.ts';
import { changedMeanwhile } from '../http/entity-tag.ts';
import type { Db } from '../lib/db.ts';
import { ApiError } from '../lib/errors.ts';
import type { TenantRow } from './queries.ts';
import type { Retention } from './schema.ts';

export interface TaggedRetention {
  readonly retention: Retention;
  /** The tenant's. */
  readonly revision: number;
}

/** @throws ApiError not_found */
export async function findRetention(db: Db, tenantId: number): Promise<TaggedRetention> {
  const row = await db.selectFrom('tenants').selectAll().where('id', '=', tenantId).executeTakeFirst();
  if (row === undefined) throw new ApiError('not_found');
  return toTagged(row);
}

/**
 * Changes how long a tenant keeps what was published, in the caller's transaction; what is left out stays. Shortened, it is
 * carried out within minutes and cannot be taken back.
 * @throws ApiError not_found; changed_meanwhile; validation_failed when payloads would be kept for longer than what they are in
 */
export async function changeRetention(
  trx: Db,
  actor: Actor,
  { tenantId, revision }: { readonly tenantId: number; readonly revision?: number },
  change: Partial<Retention>,
  now: Date,
): Promise<TaggedRetention> {
  const locked = trx.selectFrom('tenants').selectAll().where('id', '=', tenantId).forNoKeyUpdate();
  const row = await locked.executeTakeFirst();
  if (row === undefined) throw new ApiError('not_found');
  if (revision !== undefined && row.revision !== revision) throw changedMeanwhile();
  const from = toTagged(row).retention;
  const to = { ...from, ...change };
  if (to.payloadRetentionDays !== null && to.payloadRetentionDays > to.retentionDays) {
    throw new ApiError('validation_failed', {
      payloadRetentionDays: [
        'Must not be more than retentionDays; null keeps payloads as long as what they are in.',
      ],
    });
  }
  const isSame =
    to.retentionDays === from.retentionDays && to.payloadRetentionDays === from.payloadRetentionDays;
  if (isSame) return toTagged(row);
  const changed = await trx
    .updateTable('tenants')
    .set({
      retention_days: to.retentionDays,
      payload_retention_days: to.payloadRetentionDays,
      revision: row.revision + 1,
    })
    .where('id', '=', tenantId)
    .returningAll()
    .executeTakeFirstOrThrow();
  await recordAudit(trx, actor, now, { action: 'tenant.retention_changed', tenantId, detail: { from, to } });
  return toTagged(changed);
}

const toTagged = ({ retention_days, payload_retention_days, revision }: TenantRow): TaggedRetention => ({
  retention: { retentionDays: retention_days, payloadRetentionDays: payload_retention_days },
  revision,
});

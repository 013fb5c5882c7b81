import { type Actor, recordAudit } from '../audit/record.ts';
import { endSharedConnections } from '../connections/end-shared.ts';
import { changedMeanwhile } from '../http/entity-tag.ts';
import type { Db } from '../lib/db.ts';
import { ApiError } from '../lib/errors.ts';
import type { Environment } from '../people/principal.ts';
import { findTenantErrors, throwIfAny } from './create.ts';
import { findNetwork, lockTenant, type TenantRow, updateTenant } from './queries.ts';

/** Which tenant, and the revision that the change is based on. */
export interface TenantRevision {
  readonly tenantId: number;
  readonly environment: Environment;
  readonly revision: number;
}

/** Changes what is given; what is the same changes nothing. */
export async function changeTenant(
  trx: Db,
  actor: Actor,
  of: TenantRevision,
  fields: { readonly name?: string; readonly timeZone?: string; readonly region?: string },
  now: Date,
): Promise<TenantRow> {
  throwIfAny(findTenantErrors(fields));
  const tenant = await lockAtRevision(trx, of);
  const before = { name: tenant.name, timeZone: tenant.time_zone, region: tenant.region };
  const changes = Object.entries(fields).filter(([field, to]) => before[field as keyof typeof before] !== to);
  if (changes.length === 0) return tenant;
  const after = { ...before, ...Object.fromEntries(changes) };
  const changed = await updateTenant(trx, tenant, {
    name: after.name,
    time_zone: after.timeZone,
    region: after.region,
  });
  const detail = Object.fromEntries(
    changes.map(([field, to]) => [field, { from: before[field as keyof typeof before], to }]),
  );
  await recordAudit(trx, actor, now, { action: 'tenant.changed', tenantId: of.tenantId, detail });
  return changed;
}

/**
 * Moves a tenant into a network of its environment, or out of any. Its connections through the old network's clients end with
 * the move; those through its own stay. It starts not connected to the apps of the new one. Returns, with the tenant, the
 * apps of which deliveries may be left to end.
 */
export async function moveTenant(
  trx: Db,
  actor: Actor,
  of: TenantRevision,
  networkId: number | null,
  now: Date,
): Promise<{ tenant: TenantRow; unfinished: string[] }> {
  const { tenantId, environment } = of;
  const tenant = await lockAtRevision(trx, of);
  const from = tenant.network_id;
  if (from === networkId) return { tenant, unfinished: [] };
  // Networks are never deleted, and the foreign key holds the environment too.
  if (networkId !== null && (await findNetwork(trx, networkId, environment)) === undefined) {
    throw new ApiError('validation_failed', { networkId: ['There is no such network in this environment.'] });
  }
  const changed = await updateTenant(trx, tenant, { network_id: networkId });
  const detail = { from, to: networkId };
  await recordAudit(trx, actor, now, { action: 'tenant.network_changed', tenantId, detail });
  const unfinished =
    from === null ? [] : await endSharedConnections(trx, actor, { tenantId, networkId: from }, now);
  return { tenant: changed, unfinished };
}

async function lockAtRevision(
  trx: Db,
  { tenantId, environment, revision }: TenantRevision,
): Promise<TenantRow> {
  const tenant = await lockTenant(trx, tenantId, environment);
  if (tenant === undefined) throw new ApiError('not_found');
  if (tenant.revision !== revision) throw changedMeanwhile();
  return tenant;
}

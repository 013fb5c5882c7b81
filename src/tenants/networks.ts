import { type Actor, recordAudit } from '../audit/record.ts';
import { changedMeanwhile } from '../http/entity-tag.ts';
import type { Db } from '../lib/db.ts';
import { ApiError } from '../lib/errors.ts';
import type { Environment } from '../people/principal.ts';
import { findTenantErrors, throwIfAny } from './create.ts';
import { findNetwork, insertNetwork, type NetworkRow, updateNetwork } from './queries.ts';

export async function createNetwork(
  trx: Db,
  actor: Actor,
  { name, environment }: { readonly name: string; readonly environment: Environment },
  now: Date,
): Promise<NetworkRow> {
  throwIfAny(findTenantErrors({ name }));
  const network = await insertNetwork(trx, { name, environment }, now);
  const detail = { networkId: network.id, name, environment };
  await recordAudit(trx, actor, now, { action: 'network.created', detail });
  return network;
}

export async function renameNetwork(
  trx: Db,
  actor: Actor,
  of: { readonly networkId: number; readonly environment: Environment; readonly revision: number },
  name: string,
  now: Date,
): Promise<NetworkRow> {
  throwIfAny(findTenantErrors({ name }));
  const network = await findNetwork(trx, of.networkId, of.environment);
  if (network === undefined) throw new ApiError('not_found');
  const renamed = await updateNetwork(trx, { id: of.networkId, revision: of.revision }, name);
  if (renamed === undefined) throw changedMeanwhile();
  const detail = { networkId: of.networkId, name: { from: network.name, to: name } };
  await recordAudit(trx, actor, now, { action: 'network.changed', detail });
  return renamed;
}

import { diffVersions } from '../apps/version-diff.ts';
import { type Actor, personIdOf, recordAudit } from '../audit/record.ts';
import type { Db } from '../lib/db.ts';
import { ApiError } from '../lib/errors.ts';
import { newClientId } from '../lib/ids.ts';
import { endWithheld } from '../deliveries/end-withheld.ts';
import { connectionOf } from './app-view.ts';
import { requireApp, type TenantApp } from './find-app.ts';
import {
  type ClientOwner,
  findClientId,
  insertClient,
  insertConnection,
  isNetworkNamed,
  lockConnection,
  lockNetworkOf,
  updateConnection,
  type VisibleAppRow,
} from './queries.ts';
import { type TypesSince, typesSinceUpgrade } from './types-since.ts';

// What an administrator decides about an app: allow, decline, upgrade. Each says which version was on the screen; a decision
// about another than the newest does not count, since nobody saw what it would share. Called inside `withTenant`.

/** Allow: the tenant consents to the newest version. The client is made with the first consent of the tenant or its network. */
export async function allowApp(
  trx: Db,
  actor: Actor,
  { version, ...of }: TenantApp & { readonly version: number },
  now: Date,
): Promise<void> {
  // Before anything else, so that the tenant cannot change its network between the choice of the client and the commit.
  const networkId = await lockNetworkOf(trx, of.tenantId);
  const app = await requireApp(trx, of);
  if (app.client_id !== null) throw alreadyConnected();
  throwIfSuperseded(app, version);
  const isShared = networkId !== null && (await isNetworkNamed(trx, app.id, networkId));
  const owner: ClientOwner = isShared ? { network_id: networkId } : { tenant_id: of.tenantId };
  await insertClient(trx, { id: newClientId(), appId: app.id, owner }, now);
  const clientId = await findClientId(trx, app.id, owner);
  const personId = personIdOf(actor);
  const connection = { ...of, version, clientId, personId };
  // Of two who allow at once, one comes here too late.
  if (!(await insertConnection(trx, connection, now))) throw alreadyConnected();
  await recordAudit(trx, actor, now, {
    action: 'connection.allowed',
    ...of,
    detail: {
      version,
      scopes: app.newest_scopes,
      eventTypes: app.newest_event_types,
      clientId,
      ...(isShared ? { networkId } : {}),
    },
  });
}

/** Decline: nothing is shared; of an upgrade, the accepted version stays. */
export async function declineApp(
  trx: Db,
  actor: Actor,
  { version, ...of }: TenantApp & { readonly version: number },
  now: Date,
): Promise<void> {
  const app = await requireApp(trx, of);
  throwIfSuperseded(app, version);
  if (app.accepted_version === version) throw alreadyConnected();
  const detail = { version, acceptedVersion: app.accepted_version };
  await recordAudit(trx, actor, now, { action: 'connection.declined', ...of, detail });
}

/** Allow of a new version; client and secrets stay. Again changes nothing. Returns whether waiting deliveries may be left to end. */
export async function upgradeConnection(
  trx: Db,
  actor: Actor,
  { version, ...of }: TenantApp & { readonly version: number },
  now: Date,
): Promise<boolean> {
  await requireApp(trx, of);
  const locked = await lockConnection(trx, of.tenantId, of.appId);
  if (locked === undefined) throw new ApiError('not_connected');
  // Read again under the lock: what was accepted meanwhile decides about the diff.
  const app = await requireApp(trx, of);
  throwIfSuperseded(app, version);
  const connection = connectionOf(app);
  if (connection === null || !connection.newVersionAvailable) return false;
  const newest = { scopes: app.newest_scopes, eventTypes: app.newest_event_types };
  const eventTypes = { from: connection.accepted.eventTypes, to: newest.eventTypes };
  const typesSince = typesSinceUpgrade(locked.types_since as TypesSince, eventTypes, now);
  const accepted = { accepted_version: version, types_since: JSON.stringify(typesSince) };
  await updateConnection(trx, of, accepted, now);
  await recordAudit(trx, actor, now, {
    action: 'connection.upgraded',
    ...of,
    detail: { from: connection.accepted.version, to: version, ...diffVersions(connection.accepted, newest) },
  });
  return endWithheld(trx, of, now);
}

function throwIfSuperseded(app: VisibleAppRow, version: number): void {
  if (app.newest_version !== version) {
    throw new ApiError('version_superseded', {
      version: [`The newest version is ${app.newest_version}; look at it first.`],
    });
  }
}

const alreadyConnected = (): ApiError => new ApiError('already_connected');

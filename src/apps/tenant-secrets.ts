import { type Static, Type } from 'typebox';
import { type Actor, personIdOf, recordAudit } from '../audit/record.ts';
import { type ClientSecret, generateSecret, listSecrets, revokeSecret } from '../connections/secrets.ts';
import type { Db } from '../lib/db.ts';
import { ApiError } from '../lib/errors.ts';
import { MAX_ID } from '../lib/ids.ts';
import { withApp } from '../lib/isolation.ts';
import { type Reach, requireApp } from './edit.ts';

const orNull = <Schema extends Type.TSchema>(schema: Schema) => Type.Union([schema, Type.Null()]);
const instant = () => Type.String({ format: 'date-time' });

export const SecretView = Type.Object({
  id: Type.String(),
  hint: Type.String({ description: 'The last four characters.' }),
  createdAt: instant(),
  lastUsedAt: orNull(instant()),
  revokedAt: orNull(instant()),
});

export const TenantSecrets = Type.Object({ clientId: Type.String(), data: Type.Array(SecretView) });

export const NewSecret = Type.Object({
  id: Type.String(),
  clientId: Type.String(),
  clientSecret: Type.String({ description: 'Shown this once. Never publish it.' }),
  hint: Type.String(),
});

/** The secrets of a tenant's client, as the developer of the app asks for them. */
export interface SecretsReach extends Reach {
  readonly tenantId: string;
}

export interface SecretsEdit extends SecretsReach {
  readonly actor: Actor;
  readonly at: Date;
}

/** For an app whose developer configures the credentials; within a network the client is shared by its tenants. */
export function listTenantSecrets(db: Db, reach: SecretsReach): Promise<Static<typeof TenantSecrets>> {
  return withClient(db, reach, async (trx, { clientId }) => ({
    clientId,
    data: (await listSecrets(trx, clientId)).map(toView),
  }));
}

/** @throws ApiError secret_limit_reached when two are active */
export function generateTenantSecret(
  db: Db,
  { actor, at, ...reach }: SecretsEdit,
): Promise<Static<typeof NewSecret>> {
  return withClient(db, reach, async (trx, { clientId, appId, tenantId }) => {
    const createdBy = personIdOf(actor);
    const { id, secret, hint } = await generateSecret(trx, { clientId, createdBy }, at);
    const detail = { clientId, secretId: id };
    await recordAudit(trx, actor, at, { action: 'secret.generated', appId, tenantId, detail });
    return { id, clientId, clientSecret: secret, hint };
  });
}

/** Revoking what is revoked changes nothing. */
export function revokeTenantSecret(
  db: Db,
  { actor, at, secretId, ...reach }: SecretsEdit & { readonly secretId: string },
): Promise<void> {
  return withClient(db, reach, async (trx, { clientId, appId, tenantId }) => {
    if ((await revokeSecret(trx, { clientId, secretId }, at)) === 'unchanged') return;
    const detail = { clientId, secretId };
    await recordAudit(trx, actor, at, { action: 'secret.revoked', appId, tenantId, detail });
  });
}

interface Client {
  readonly clientId: string;
  readonly appId: string;
  readonly tenantId: number;
}

/**
 * Runs `work` with the client that a tenant uses the app by. The tenant must be connected; of one that the app does not even
 * name, nothing is told, whether it exists or not.
 */
async function withClient<Result>(
  db: Db,
  reach: SecretsReach,
  work: (trx: Db, client: Client) => Promise<Result>,
): Promise<Result> {
  const app = await requireApp(db, reach);
  if (app.credential_mode !== 'developer') {
    throw new ApiError('permission_missing', {
      credentialMode: ['The tenants configure the credentials themselves.'],
    });
  }
  const tenantId = /^[1-9]\d{0,15}$/.test(reach.tenantId) ? Number(reach.tenantId) : 0;
  if (tenantId < 1 || tenantId > MAX_ID) throw new ApiError('not_found');
  return withApp(db, app.id, async (trx) => {
    // Locked until the secret is there: what disables or ends the connection comes before or after.
    const connection = await trx
      .selectFrom('connections')
      .select('client_id')
      .where('app_id', '=', app.id)
      .where('tenant_id', '=', tenantId)
      .forShare()
      .executeTakeFirst();
    if (connection !== undefined) {
      return work(trx, { clientId: connection.client_id, appId: app.id, tenantId });
    }
    const named = await trx
      .selectFrom('app_tenants')
      .select('tenant_id')
      .where('app_id', '=', app.id)
      .where('tenant_id', '=', tenantId)
      .executeTakeFirst();
    throw new ApiError(named === undefined ? 'not_found' : 'not_connected');
  });
}

function toView(secret: ClientSecret): Static<typeof SecretView> {
  return {
    id: secret.id,
    hint: secret.hint,
    createdAt: secret.createdAt.toISOString(),
    lastUsedAt: secret.lastUsedAt?.toISOString() ?? null,
    revokedAt: secret.revokedAt?.toISOString() ?? null,
  };
}

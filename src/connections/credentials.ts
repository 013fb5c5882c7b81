import { type Actor, personIdOf, recordAudit } from '../audit/record.ts';
import type { Db } from '../lib/db.ts';
import { ApiError } from '../lib/errors.ts';
import { requireApp, type TenantApp } from './find-app.ts';
import { lockConnection } from './queries.ts';
import type { GeneratedSecret } from './schema.ts';
import { generateSecret, revokeSecret } from './secrets.ts';

/** Generate, for a tenant that configures its credentials itself. Called inside `withTenant`. */
export async function generateForTenant(
  trx: Db,
  actor: Actor,
  of: TenantApp,
  now: Date,
): Promise<GeneratedSecret> {
  const app = await requireApp(trx, of);
  const clientId = await lockClient(trx, of);
  if (app.credential_mode === 'developer') throw new ApiError('secret_by_developer');
  const createdBy = personIdOf(actor);
  const { id, secret, hint } = await generateSecret(trx, { clientId, createdBy }, now);
  const detail = { secretId: id, clientId };
  await recordAudit(trx, actor, now, { action: 'secret.generated', ...of, detail });
  return { id, clientId, clientSecret: secret, hint };
}

/** Revoking is the tenant's right whoever generated the secret. Again changes nothing. */
export async function revokeForTenant(
  trx: Db,
  actor: Actor,
  { secretId, ...of }: TenantApp & { readonly secretId: string },
  now: Date,
): Promise<void> {
  await requireApp(trx, of);
  const clientId = await lockClient(trx, of);
  if ((await revokeSecret(trx, { clientId, secretId }, now)) === 'unchanged') return;
  await recordAudit(trx, actor, now, { action: 'secret.revoked', ...of, detail: { secretId, clientId } });
}

/** The client, through the tenant's connection alone: it stays connected to it until the transaction ends. */
async function lockClient(trx: Db, { tenantId, appId }: TenantApp): Promise<string> {
  const connection = await lockConnection(trx, tenantId, appId);
  if (connection === undefined) throw new ApiError('not_connected');
  return connection.client_id;
}

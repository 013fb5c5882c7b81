import { expect } from 'vitest';
import type { Server } from '../src/http/server.ts';
import type { Db } from '../src/lib/db.ts';
import { hashSecret, newClientId, newSecret } from '../src/lib/ids.ts';
import { createApp } from './factories.ts';
import { randomUUID } from 'node:crypto';

/** An app that tenants are connected to through one client, with one secret. */
export interface TestClient {
  readonly appId: string;
  readonly appKey: string;
  readonly clientId: string;
  readonly secret: string;
}

type Owner = { readonly tenantId: number } | { readonly networkId: number };

/** A client of a tenant, which is connected by it, or of a network, of which no tenant is connected yet. */
export async function createClient(db: Db, owner: Owner): Promise<TestClient> {
  const { appId } = await createApp(db, 'https://receiver.test/hook');
  const { app_key: appKey } = await db
    .selectFrom('apps')
    .select('app_key')
    .where('id', '=', appId)
    .executeTakeFirstOrThrow();
  const clientId = newClientId();
  const ids = 'tenantId' in owner ? { tenant_id: owner.tenantId } : { network_id: owner.networkId };
  await db
    .insertInto('clients')
    .values({ id: clientId, app_id: appId, created_at: new Date(), ...ids })
    .execute();
  const client = { appId, appKey, clientId, secret: await addSecret(db, clientId, 1) };
  if ('tenantId' in owner) await connectTo(db, owner.tenantId, client);
  return client;
}

export async function addSecret(db: Db, clientId: string, slot: 1 | 2): Promise<string> {
  const secret = newSecret('cs2.');
  await db
    .insertInto('client_secrets')
    .values({
      id: randomUUID(),
      client_id: clientId,
      slot,
      hash: hashSecret(secret),
      hint: secret.slice(-4),
      created_at: new Date(),
    })
    .execute();
  return secret;
}

/** Version 1 has the scope of the public API. */
export async function connectTo(
  db: Db,
  tenantId: number,
  { appId, clientId }: Pick<TestClient, 'appId' | 'clientId'>,
  version = 1,
): Promise<void> {
  await db
    .insertInto('connections')
    .values({ tenant_id: tenantId, app_id: appId, accepted_version: version, client_id: clientId })
    .execute();
}

export function askForToken(app: Server, form: Record<string, string> | string, headers = {}) {
  return app.inject({
    method: 'POST',
    url: '/connect/token',
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    payload: typeof form === 'string' ? form : new URLSearchParams(form).toString(),
  });
}

export const credentialsOf = ({ clientId, secret }: TestClient) => ({
  grant_type: 'client_credentials',
  client_id: clientId,
  client_secret: secret,
});

export async function getToken(app: Server, client: TestClient): Promise<string> {
  const answer = await askForToken(app, credentialsOf(client));
  expect([answer.statusCode, answer.body]).toEqual([200, expect.any(String)]);
  return answer.json<{ access_token: string }>().access_token;
}

/** A GET of the public API as documented: the bare token, and the app key in its header. */
export function callApi(
  app: Server,
  url: string,
  { token, appKey }: { readonly token: string; readonly appKey: string },
) {
  return app.inject({ url, headers: { authorization: token, 'st-app-key': appKey } });
}

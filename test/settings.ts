import { sql } from 'kysely';
import type { Server } from '../src/http/server.ts';
import type { Db } from '../src/lib/db.ts';
import { callApi, getToken } from './api-client.ts';
import { createApp, type TestApp } from './factories.ts';
import { type PersonHeaders, signIn } from './people.ts';

/** An approved app that named these tenants and networks. */
export async function createOfferedApp(
  db: Db,
  given: {
    tenants?: readonly number[];
    networks?: readonly number[];
    isApproved?: boolean;
    credentialMode?: 'developer' | 'tenant';
    url?: string;
  } = {},
): Promise<TestApp> {
  const app = await createApp(db, given.url ?? 'https://receiver.test');
  await db
    .updateTable('apps')
    .set({
      approved_at: (given.isApproved ?? true) ? new Date() : null,
      credential_mode: given.credentialMode ?? 'tenant',
    })
    .where('id', '=', app.appId)
    .execute();
  for (const tenantId of given.tenants ?? []) {
    await db
      .insertInto('app_tenants')
      .values({ app_id: app.appId, tenant_id: tenantId, added_at: new Date() })
      .execute();
  }
  for (const networkId of given.networks ?? []) {
    await db
      .insertInto('app_networks')
      .values({ app_id: app.appId, network_id: networkId, added_at: new Date() })
      .execute();
  }
  return app;
}

export async function createNetwork(db: Db, environment = 'production'): Promise<number> {
  const { id } = await db
    .insertInto('networks')
    .values({ name: 'Evergreen Group', environment })
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}

/** The next version of an app. */
export async function addVersion(
  db: Db,
  appId: string,
  version: number,
  asks: { scopes?: string[]; eventTypes?: string[] } = {},
): Promise<void> {
  await db
    .insertInto('app_versions')
    .values({
      app_id: appId,
      version,
      scopes: asks.scopes ?? ['tn.sp.schedulers:r'],
      event_types: asks.eventTypes ?? ['tn.sp.session-completed'],
    })
    .execute();
}

type InjectedAnswer = Awaited<ReturnType<Server['inject']>>;

/** Calls the settings of a tenant as one of its people. */
export interface Settings {
  readonly headers: PersonHeaders;
  get(path: string): Promise<InjectedAnswer>;
  post(path: string, body?: object): Promise<InjectedAnswer>;
  patch(path: string, body: object, headers?: Record<string, string>): Promise<InjectedAnswer>;
  delete(path: string): Promise<InjectedAnswer>;
}

/** Signs in an administrator of the tenant, or whom `member` says. */
export async function settingsOf(
  app: Server,
  db: Db,
  tenantId: number,
  member: { role: 'administrator' | 'office_employee'; mayManageApiAccess?: boolean } = {
    role: 'administrator',
  },
): Promise<Settings> {
  const { headers } = await signIn(db, { memberships: [{ tenantId, ...member }] });
  const url = (path: string) => `/api/settings/tenants/${tenantId}${path}`;
  return {
    headers,
    get: async (path) => app.inject({ url: url(path), headers }),
    post: async (path, body) =>
      app.inject({
        method: 'POST',
        url: url(path),
        headers,
        ...(body === undefined ? {} : { payload: body }),
      }),
    patch: async (path, payload, more = {}) =>
      app.inject({ method: 'PATCH', url: url(path), headers: { ...headers, ...more }, payload }),
    delete: async (path) => app.inject({ method: 'DELETE', url: url(path), headers }),
  };
}

/**
 * Generates a secret and gets a token with it. Returns whether a tenant's API lets this token in at the moment of asking: the
 * same token before and after a change.
 */
export async function apiAccess(
  app: Server,
  db: Db,
  settings: Settings,
  appId: string,
): Promise<(tenantId: number) => Promise<boolean>> {
  const generated = (await settings.post(`/apps/${appId}/secrets`)).json<Record<string, string>>();
  const { app_key: appKey } = await db
    .selectFrom('apps')
    .select('app_key')
    .where('id', '=', appId)
    .executeTakeFirstOrThrow();
  const client = {
    appId,
    appKey,
    clientId: String(generated['clientId']),
    secret: String(generated['clientSecret']),
  };
  const token = await getToken(app, client);
  return async (tenantId) => {
    const url = `/schedulingpro/v2/tenant/${tenantId}/schedulers`;
    return (await callApi(app, url, { token, appKey })).statusCode === 200;
  };
}

/** The audit log of a tenant, oldest first; as written, since ids of one instant of a test's clock have no order. */
export const auditOf = (db: Db, tenantId: number) =>
  db
    .selectFrom('audit_log')
    .select(['action', 'person_email', 'app_id', 'detail'])
    .where('tenant_id', '=', tenantId)
    .orderBy(sql`ctid`)
    .execute();

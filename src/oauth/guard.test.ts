import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { callApi, connectTo, createClient, getToken, type TestClient } from '../../test/api-client.ts';
import { buildTestApp } from '../../test/app.ts';
import { TestClock, useDatabase } from '../../test/db.ts';
import { createTenant } from '../../test/factories.ts';
import { expectProblem } from '../../test/visitor.ts';
import type { Server } from '../http/server.ts';

const database = useDatabase();
const clock = new TestClock();
let app: Server;
let tenantId: number;
let client: TestClient;
let token: string;

const schedulersOf = (tenant: number | string): string => `/schedulingpro/v2/tenant/${tenant}/schedulers`;
const call = (given: { token?: string; appKey?: string; tenant?: number | string } = {}) =>
  callApi(app, schedulersOf(given.tenant ?? tenantId), { token, appKey: client.appKey, ...given });
const get = (headers: Record<string, string>, query = '') =>
  app.inject({ url: `${schedulersOf(tenantId)}${query}`, headers });

beforeAll(async () => {
  app = await buildTestApp(database.current.db, clock.now);
});
beforeEach(async () => {
  clock.advance(60);
  ({ tenantId } = await createTenant(database.current.db));
  client = await createClient(database.current.db, { tenantId });
  token = await getToken(app, client);
});

async function createNetwork(): Promise<number> {
  const { id } = await database.current.db
    .insertInto('networks')
    .values({ name: 'North', environment: 'production' })
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}

describe('a call of the public API', () => {
  test.each([
    ['bare', (text: string) => text],
    ['after Bearer', (text: string) => `Bearer ${text}`],
    ['after bearer', (text: string) => `bearer ${text}`],
  ])('takes the token %s', async (_how, write) => {
    expect((await call({ token: write(token) })).statusCode).toBe(200);
  });

  test('takes the app key in the header or in the query, and believes the header', async () => {
    const { appKey } = client;
    const inQuery = `?servicetitanapplicationkey=${appKey}`;
    expect((await get({ authorization: token, 'st-app-key': appKey })).statusCode).toBe(200);
    expect((await get({ authorization: token }, inQuery)).statusCode).toBe(200);
    expectProblem(
      await get({ authorization: token, 'st-app-key': 'ak1.x' }, inQuery),
      401,
      'invalid_app_key',
      [],
    );
    const twice = `${inQuery}&servicetitanapplicationkey=${appKey}`;
    expectProblem(await get({ authorization: token }, twice), 401, 'invalid_app_key', []);
  });

  test('without a token, or with something else for one, is 401 invalid_access_token', async () => {
    const { appKey } = client;
    expectProblem(await get({ 'st-app-key': appKey }), 401, 'invalid_access_token', []);
    for (const text of [
      '',
      'Bearer',
      'Bearer ',
      'Basic YTpi',
      'a.b.c',
      `${token}x`,
      `${token} x`,
      'x'.repeat(9_000),
    ]) {
      expectProblem(await call({ token: text }), 401, 'invalid_access_token', []);
    }
  });

  test('without an app key, or with that of another app, is 401 invalid_app_key', async () => {
    const other = await createClient(database.current.db, { tenantId });
    expectProblem(await get({ authorization: token }), 401, 'invalid_app_key', []);
    for (const appKey of ['', 'ak1.unknown', other.appKey]) {
      expectProblem(await call({ appKey }), 401, 'invalid_app_key', []);
    }
  });

  test('with a token that has expired is 401, to the second', async () => {
    clock.advance(899);
    expect((await call()).statusCode).toBe(200);
    clock.advance(1);
    expectProblem(await call(), 401, 'invalid_access_token', []);
  });

  test('for a tenant that the token does not cover is one answer, whether that tenant exists or not', async () => {
    const { db } = database.current;
    const connected = await createTenant(db);
    await createClient(db, { tenantId: connected.tenantId });
    const gone = '999999999';
    const answers = [];
    for (const tenant of [
      connected.tenantId,
      gone,
      '0',
      '-1',
      `0${tenantId}`,
      '9007199254740993',
      '9223372036854775808',
      'abc',
      '1e3',
      '%00',
      'x'.repeat(300),
    ]) {
      const answer = await call({ tenant });
      expectProblem(answer, 403, 'tenant_not_covered', []);
      answers.push(answer.body.replace(/"traceId":"[^"]+"/, ''));
    }
    expect(new Set(answers).size).toBe(1);
  });

  test('dies with the connection at once, in every process, and lives again with it', async () => {
    const { db } = database.current;
    const elsewhere = await buildTestApp(db, clock.now);
    const here = callApi(elsewhere, schedulersOf(tenantId), { token, appKey: client.appKey });
    expect((await here).statusCode).toBe(200);
    const set = (disabled_at: Date | null) =>
      db.updateTable('connections').set({ disabled_at }).where('client_id', '=', client.clientId).execute();
    await set(clock.now());
    for (const server of [app, elsewhere]) {
      const answer = await callApi(server, schedulersOf(tenantId), { token, appKey: client.appKey });
      expectProblem(answer, 401, 'invalid_access_token', []);
    }
    // A dead token tells nothing about other tenants either.
    expectProblem(await call({ tenant: 1 }), 401, 'invalid_access_token', []);
    await set(null);
    expect((await call()).statusCode).toBe(200);
    await db.deleteFrom('connections').where('client_id', '=', client.clientId).execute();
    expectProblem(await call(), 401, 'invalid_access_token', []);
  });

  test('dies with the app', async () => {
    const { db } = database.current;
    await db.updateTable('apps').set({ deleted_at: clock.now() }).where('id', '=', client.appId).execute();
    expectProblem(await call(), 401, 'invalid_access_token', []);
  });

  test('outlives its secret: what was issued runs out by itself', async () => {
    const { db } = database.current;
    const gone = { revoked_at: clock.now() };
    await db.updateTable('client_secrets').set(gone).where('client_id', '=', client.clientId).execute();
    expect((await call()).statusCode).toBe(200);
  });

  test('without the scope, in the token or in the version accepted by now, is 403 scope_missing', async () => {
    const { db } = database.current;
    const version = { app_id: client.appId, version: 2, scopes: [], event_types: [] };
    await db.insertInto('app_versions').values(version).execute();
    const accept = (accepted_version: number) =>
      db
        .updateTable('connections')
        .set({ accepted_version })
        .where('client_id', '=', client.clientId)
        .execute();
    await accept(2);
    expectProblem(await call(), 403, 'scope_missing', []);
    const poor = await getToken(app, client);
    expectProblem(await call({ token: poor }), 403, 'scope_missing', []);
    await accept(1);
    expect((await call()).statusCode).toBe(200);
    expectProblem(await call({ token: poor }), 403, 'scope_missing', []);
  });

  test("with a network's token covers the tenants that allowed the app, while they belong to it", async () => {
    const { db } = database.current;
    const networkId = await createNetwork();
    client = await createClient(db, { networkId });
    const [one, two] = [
      await createTenant(db, { network_id: networkId }),
      await createTenant(db, { network_id: networkId }),
    ];
    await connectTo(db, one.tenantId, client);
    token = await getToken(app, client);
    expect((await call({ tenant: one.tenantId })).statusCode).toBe(200);
    for (const tenant of [two.tenantId, tenantId, 999_999_999, 'x']) {
      expectProblem(await call({ tenant }), 403, 'tenant_not_covered', []);
    }
    await connectTo(db, two.tenantId, client);
    expect((await call({ tenant: two.tenantId })).statusCode).toBe(200);
    await db.updateTable('tenants').set({ network_id: null }).where('id', '=', one.tenantId).execute();
    expectProblem(await call({ tenant: one.tenantId }), 403, 'tenant_not_covered', []);
    await db
      .updateTable('connections')
      .set({ disabled_at: clock.now() })
      .where('tenant_id', '=', two.tenantId)
      .execute();
    expectProblem(await call({ tenant: two.tenantId }), 403, 'tenant_not_covered', []);
  });

  test('is one of 60 a second per app and tenant', async () => {
    const answers = await Promise.all(Array.from({ length: 70 }, () => call()));
    expect(answers.filter(({ statusCode }) => statusCode === 200)).toHaveLength(60);
    const refused = answers.filter(({ statusCode }) => statusCode !== 200);
    expect(refused).toHaveLength(10);
    for (const answer of refused) {
      expectProblem(answer, 429, 'rate_limited', []);
      expect(answer.headers['retry-after']).toBe('1');
    }
    const other = await createClient(database.current.db, { tenantId });
    expect((await call({ token: await getToken(app, other), appKey: other.appKey })).statusCode).toBe(200);
    clock.advance(1);
    expect((await call()).statusCode).toBe(200);
  });

  test('is refused before its parameters are looked at, and is never cached', async () => {
    const answer = await get({ authorization: 'x' }, '?page=0');
    expectProblem(answer, 401, 'invalid_access_token', []);
    expect(answer.headers['cache-control']).toBe('no-store');
  });
});

import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { buildTestApp } from '../../test/app.ts';
import { TestClock, useDatabase } from '../../test/db.ts';
import { createTenant } from '../../test/factories.ts';
import { signIn, tokenFor } from '../../test/people.ts';
import { auditOf, createOfferedApp, type Settings, settingsOf } from '../../test/settings.ts';
import { expectProblem } from '../../test/visitor.ts';
import type { Server } from '../http/server.ts';
import { hashSecret } from '../lib/ids.ts';

const database = useDatabase();
const clock = new TestClock();
let app: Server;
let tenantId: number;
let settings: Settings;
beforeAll(async () => {
  app = await buildTestApp(database.current.db, clock.now);
});
beforeEach(async () => {
  ({ tenantId } = await createTenant(database.current.db));
  settings = await settingsOf(app, database.current.db, tenantId);
});

async function connectApp(credentialMode: 'tenant' | 'developer' = 'tenant'): Promise<string> {
  const { appId } = await createOfferedApp(database.current.db, { tenants: [tenantId], credentialMode });
  expect((await settings.post(`/apps/${appId}/connection`, { version: 1 })).statusCode).toBe(201);
  return `/apps/${appId}`;
}

const secretsOf = async (path: string) =>
  (await settings.get(path)).json<{
    connection: { clientId: string; secrets: { id: string; hint: string; revokedAt: string | null }[] };
  }>().connection;

describe('Generate', () => {
  test('shows the secret once; afterwards only its last four characters are to be had', async () => {
    const { db } = database.current;
    const path = await connectApp();
    const answer = await settings.post(`${path}/secrets`);
    expect([answer.statusCode, answer.headers['cache-control']]).toEqual([201, 'no-store']);
    const { id, clientId, clientSecret: secret, hint } = answer.json<Record<string, string>>();
    expect(secret).toMatch(/^cs2\.[A-Za-z0-9]{32}$/);
    expect(await secretsOf(path)).toMatchObject({ clientId, secrets: [{ id, hint, revokedAt: null }] });
    const row = await db.selectFrom('client_secrets').selectAll().where('id', '=', id!).executeTakeFirst();
    expect(row?.hash).toEqual(hashSecret(secret!));
    expect(row?.created_by).not.toBeNull();
    const log = await auditOf(db, tenantId);
    expect(log.at(-1)).toMatchObject({ action: 'secret.generated', detail: { secretId: id, clientId } });
    const everywhere = JSON.stringify([log, (await settings.get(path)).body, row]);
    expect(everywhere).not.toContain(secret);
    expect(JSON.stringify(log)).not.toContain(`"${hint}"`);
  });

  test('of several at once leaves at most two active', async () => {
    const path = await connectApp();
    const answers = await Promise.all(Array.from({ length: 5 }, () => settings.post(`${path}/secrets`)));
    expect(answers.filter(({ statusCode }) => statusCode === 201)).toHaveLength(2);
    for (const answer of answers) {
      if (answer.statusCode !== 201) expectProblem(answer, 409, 'secret_limit_reached', ['secret']);
    }
    const { secrets } = await secretsOf(path);
    expect(secrets.filter(({ revokedAt }) => revokedAt === null)).toHaveLength(2);
  });

  test('is refused where the developer configures the credentials; revoking is not', async () => {
    const path = await connectApp('developer');
    expectProblem(await settings.post(`${path}/secrets`), 409, 'secret_by_developer', []);
    const { clientId } = await secretsOf(path);
    const { db } = database.current;
    const id = crypto.randomUUID();
    await db
      .insertInto('client_secrets')
      .values({
        id,
        client_id: clientId,
        slot: 1,
        hash: hashSecret('x'),
        hint: 'abcd',
        created_at: clock.now(),
      })
      .execute();
    expect((await settings.delete(`${path}/secrets/${id}`)).statusCode).toBe(200);
    expect((await secretsOf(path)).secrets).toMatchObject([{ id, revokedAt: clock.now().toISOString() }]);
  });

  test('shows when a secret was last used, and when any of the client was', async () => {
    const path = await connectApp();
    const { id } = (await settings.post(`${path}/secrets`)).json<{ id: string }>();
    await database.current.db
      .updateTable('client_secrets')
      .set({ last_used_at: clock.now() })
      .where('id', '=', id)
      .execute();
    const lastUsedAt = clock.now().toISOString();
    expect((await settings.get(path)).json()).toMatchObject({
      connection: { lastUsedAt, secrets: [{ lastUsedAt }] },
    });
    expect((await settings.get('/connections')).json()).toMatchObject({ data: [{ lastUsedAt }] });
  });
});

describe('Revoke', () => {
  test('acts once and makes room for another', async () => {
    const path = await connectApp();
    const first = (await settings.post(`${path}/secrets`)).json<{ id: string }>();
    await settings.post(`${path}/secrets`);
    for (let time = 0; time < 2; time += 1) {
      expect((await settings.delete(`${path}/secrets/${first.id}`)).statusCode).toBe(200);
    }
    expect((await settings.post(`${path}/secrets`)).statusCode).toBe(201);
    const actions = (await auditOf(database.current.db, tenantId)).map(({ action }) => action);
    const generated = 'secret.generated';
    expect(actions.slice(1)).toEqual([generated, generated, 'secret.revoked', generated]);
  });

  test("answers alike for another client's secret, an unknown and a malformed id", async () => {
    const { db } = database.current;
    const path = await connectApp();
    const other = await createTenant(db);
    const { appId } = await createOfferedApp(db, { tenants: [other.tenantId] });
    const others = await settingsOf(app, db, other.tenantId);
    await others.post(`/apps/${appId}/connection`, { version: 1 });
    const theirs = (await others.post(`/apps/${appId}/secrets`)).json<{ id: string }>().id;
    const bodies = new Set<string>();
    for (const id of [theirs, crypto.randomUUID(), 'x', '%00']) {
      const answer = await settings.delete(`${path}/secrets/${id}`);
      expectProblem(answer, 404, 'not_found', []);
      bodies.add(answer.body.replace(/"traceId":"[^"]+"/, ''));
    }
    expect(bodies.size).toBe(1);
    const row = db.selectFrom('client_secrets').select('revoked_at').where('id', '=', theirs);
    expect(await row.executeTakeFirst()).toEqual({ revoked_at: null });
  });
});

describe('the screen', () => {
  async function calls(of: number): Promise<['GET' | 'POST' | 'DELETE', string, object?][]> {
    const { appId } = await createOfferedApp(database.current.db, { tenants: [of] });
    const url = `/api/settings/tenants/${of}`;
    return [
      ['GET', `${url}/available-apps`],
      ['GET', `${url}/connections`],
      ['GET', `${url}/apps/${appId}`],
      ['POST', `${url}/apps/${appId}/connection`, { version: 1 }],
      ['POST', `${url}/apps/${appId}/decline`, { version: 1 }],
      ['POST', `${url}/apps/${appId}/upgrade`, { version: 1 }],
      ['POST', `${url}/apps/${appId}/disable`],
      ['POST', `${url}/apps/${appId}/enable`],
      ['POST', `${url}/apps/${appId}/secrets`],
      ['DELETE', `${url}/apps/${appId}/secrets/${crypto.randomUUID()}`],
    ];
  }
  const call = ([method, url, payload]: ['GET' | 'POST' | 'DELETE', string, object?], headers = {}) =>
    app.inject({ method, url, headers, ...(payload === undefined ? {} : { payload }) });

  test('is for nobody who is not signed in', async () => {
    for (const one of await calls(tenantId)) expectProblem(await call(one), 401, 'sign_in_required', []);
  });

  test('is not for an office employee without the permission, but for one with it', async () => {
    const { db } = database.current;
    const employee = await signIn(db, { memberships: [{ tenantId, role: 'office_employee' }] });
    for (const one of await calls(tenantId)) {
      expectProblem(await call(one, employee.headers), 403, 'permission_missing', []);
    }
    const permitted = await settingsOf(app, db, tenantId, {
      role: 'office_employee',
      mayManageApiAccess: true,
    });
    expect((await permitted.get('/available-apps')).statusCode).toBe(200);
  });

  test('of another tenant answers its administrator as a tenant that does not exist', async () => {
    const other = await createTenant(database.current.db);
    const operator = await signIn(database.current.db, { operator: true });
    const bodies = new Set<string>();
    for (const of of [other.tenantId, 999_999_999]) {
      for (const one of await calls(of)) {
        for (const { headers } of [settings, operator]) {
          const answer = await call(one, headers);
          expectProblem(answer, 404, 'not_found', []);
          bodies.add(answer.body.replace(/"traceId":"[^"]+"/, ''));
        }
      }
    }
    expect(bodies.size).toBe(1);
  });

  test('may be read, but not changed, with a token that may only read', async () => {
    const { db } = database.current;
    const { personId } = await signIn(db, { memberships: [{ tenantId, role: 'administrator' }] });
    const { headers } = await tokenFor(db, personId, { scopes: ['settings:read'] });
    for (const one of await calls(tenantId)) {
      const answer = await call(one, headers);
      if (one[0] === 'GET') expect(answer.statusCode).toBe(200);
      else expectProblem(answer, 403, 'permission_missing', []);
    }
  });
});

import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { buildTestApp } from '../../test/app.ts';
import { TestClock, useDatabase } from '../../test/db.ts';
import { createTenant } from '../../test/factories.ts';
import { addVersion, auditOf, createNetwork, createOfferedApp, settingsOf } from '../../test/settings.ts';
import { expectProblem } from '../../test/visitor.ts';
import type { Server } from '../http/server.ts';

const database = useDatabase();
const clock = new TestClock();
let app: Server;
let tenantId: number;
beforeAll(async () => {
  app = await buildTestApp(database.current.db, clock.now);
});
beforeEach(async () => {
  ({ tenantId } = await createTenant(database.current.db));
});

const admin = (of = tenantId) => settingsOf(app, database.current.db, of);
const connectionsOf = (appId: string) =>
  database.current.db.selectFrom('connections').selectAll().where('app_id', '=', appId).execute();

describe('the apps that a tenant sees', () => {
  test('are those that named it or its network and are approved, in any state of connection', async () => {
    const { db } = database.current;
    const networkId = await createNetwork(db);
    const own = await createTenant(db, { network_id: networkId });
    const byTenant = await createOfferedApp(db, { tenants: [own.tenantId] });
    const byNetwork = await createOfferedApp(db, { networks: [networkId] });
    await createOfferedApp(db, { tenants: [tenantId], networks: [7] });
    await createOfferedApp(db, { tenants: [own.tenantId], isApproved: false });
    const deleted = await createOfferedApp(db, { tenants: [own.tenantId] });
    await db.updateTable('apps').set({ deleted_at: clock.now() }).where('id', '=', deleted.appId).execute();
    const settings = await admin(own.tenantId);
    await settings.post(`/apps/${byTenant.appId}/connection`, { version: 1 });
    const answer = await settings.get('/available-apps');
    expect(answer.statusCode).toBe(200);
    const apps = answer.json<{ data: { id: string; state: string }[] }>().data;
    const states = Object.fromEntries(apps.map(({ id, state }) => [id, state]));
    expect(states).toEqual({ [byTenant.appId]: 'connected', [byNetwork.appId]: 'not_connected' });
    const connected = (await settings.get('/connections')).json<{ data: { id: string }[] }>();
    expect(connected.data.map(({ id }) => id)).toEqual([byTenant.appId]);
  });

  test('come by pages, by name, also those of the same name', async () => {
    const { db } = database.current;
    const own = await createTenant(db);
    const apps: string[] = [];
    for (let index = 0; index < 3; index += 1) {
      apps.push((await createOfferedApp(db, { tenants: [own.tenantId] })).appId);
    }
    const settings = await admin(own.tenantId);
    const found: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const after: string = cursor === '' ? '' : `&cursor=${cursor}`;
      const page = (await settings.get(`/available-apps?limit=2${after}`)).json<{
        data: { id: string }[];
        nextCursor: string | null;
      }>();
      found.push(...page.data.map(({ id }) => id));
      cursor = page.nextCursor;
    }
    expect(found).toEqual(apps.toSorted());
    expectProblem(await settings.get('/connections?limit=201'), 400, 'validation_failed', ['limit']);
  });

  test('are without approval those of the tenant itself and of its network', async () => {
    const { db } = database.current;
    const networkId = await createNetwork(db);
    const [own, sibling] = [
      await createTenant(db, { network_id: networkId }),
      await createTenant(db, { network_id: networkId }),
    ];
    const owners = [own.tenantId, sibling.tenantId, tenantId];
    const apps: string[] = [];
    for (const owner of owners) {
      const { appId } = await createOfferedApp(db, { tenants: [own.tenantId], isApproved: false });
      await db
        .updateTable('developer_organisations')
        .set({ tenant_id: owner })
        .where('id', '=', (eb) => eb.selectFrom('apps').select('organisation_id').where('id', '=', appId))
        .execute();
      apps.push(appId);
    }
    const settings = await admin(own.tenantId);
    const listed = (await settings.get('/available-apps')).json<{ data: { id: string }[] }>();
    expect(new Set(listed.data.map(({ id }) => id))).toEqual(new Set(apps.slice(0, 2)));
    expect((await settings.get(`/apps/${apps[1]}`)).statusCode).toBe(200);
    expectProblem(await settings.get(`/apps/${apps[2]}`), 404, 'not_found', []);
  });

  test('hide all others: not named, not approved, unknown and malformed are one answer, for every call', async () => {
    const { db } = database.current;
    const notNamed = await createOfferedApp(db);
    const notApproved = await createOfferedApp(db, { tenants: [tenantId], isApproved: false });
    const settings = await admin();
    const ids = [notNamed.appId, notApproved.appId, crypto.randomUUID(), 'x', '1', 'a'.repeat(3000), '%00'];
    const bodies = new Set<string>();
    for (const id of ids) {
      const secret = `/secrets/${crypto.randomUUID()}`;
      const answers = [
        await settings.get(`/apps/${id}`),
        await settings.delete(`/apps/${id}${secret}`),
        await settings.post(`/apps/${id}/secrets`),
      ];
      for (const deed of ['connection', 'decline', 'upgrade']) {
        answers.push(await settings.post(`/apps/${id}/${deed}`, { version: 1 }));
      }
      for (const deed of ['disable', 'enable']) answers.push(await settings.post(`/apps/${id}/${deed}`));
      for (const answer of answers) {
        expectProblem(answer, 404, 'not_found', []);
        bodies.add(answer.body.replace(/"traceId":"[^"]+"/, ''));
      }
    }
    expect(bodies.size).toBe(1);
    expect(await auditOf(db, tenantId)).toEqual([]);
  });

  test('stay visible once connected, also when the app names the tenant no more', async () => {
    const { db } = database.current;
    const { appId } = await createOfferedApp(db, { tenants: [tenantId] });
    const settings = await admin();
    await settings.post(`/apps/${appId}/connection`, { version: 1 });
    await db.deleteFrom('app_tenants').where('app_id', '=', appId).execute();
    expect((await settings.get(`/apps/${appId}`)).json()).toMatchObject({ state: 'connected' });
    expect((await settings.get('/connections')).json<{ data: unknown[] }>().data).toHaveLength(1);
    expect((await settings.post(`/apps/${appId}/disable`)).json()).toMatchObject({ state: 'disabled' });
  });
});

describe('Allow', () => {
  test('connects the tenant to the version that was shown and makes the client id', async () => {
    const { db } = database.current;
    const { appId } = await createOfferedApp(db, { tenants: [tenantId] });
    const settings = await admin();
    expect((await settings.get(`/apps/${appId}`)).json()).toMatchObject({
      tenantId,
      preview: true,
      notice: null,
      state: 'not_connected',
      developer: {
        organizationName: 'Developer',
        website: 'https://developer.test',
        email: 'hello@developer.test',
      },
      newest: {
        version: 1,
        scopes: ['tn.sp.schedulers:r'],
        eventTypes: ['tn.sp.session-completed', 'tn.sp.session-abandoned-qualified'],
      },
      connection: null,
    });
    const answer = await settings.post(`/apps/${appId}/connection`, { version: 1 });
    expect(answer.statusCode).toBe(201);
    expect(answer.headers['cache-control']).toBe('no-store');
    expect(answer.json()).toMatchObject({
      state: 'connected',
      connection: {
        clientId: expect.stringMatching(/^cid\.[a-z0-9]{25}$/),
        networkId: null,
        accepted: { version: 1 },
        newVersionAvailable: false,
        connectedAt: clock.now().toISOString(),
        disabledAt: null,
        lastUsedAt: null,
        secrets: [],
      },
    });
    expect((await settings.get(`/apps/${appId}`)).json()).toEqual(answer.json());
    expect(await auditOf(db, tenantId)).toMatchObject([
      {
        action: 'connection.allowed',
        app_id: appId,
        person_email: expect.stringMatching(/@people\.test$/),
        detail: { version: 1, scopes: ['tn.sp.schedulers:r'] },
      },
    ]);
  });

  test('counts only for the newest version', async () => {
    const { db } = database.current;
    const { appId } = await createOfferedApp(db, { tenants: [tenantId] });
    await addVersion(db, appId, 2);
    const settings = await admin();
    for (const version of [1, 3]) {
      for (const deed of ['connection', 'decline']) {
        const answer = await settings.post(`/apps/${appId}/${deed}`, { version });
        expectProblem(answer, 409, 'version_superseded', ['version']);
      }
    }
    expect(await connectionsOf(appId)).toEqual([]);
  });

  test('needs a whole positive version and nothing else', async () => {
    const { appId } = await createOfferedApp(database.current.db, { tenants: [tenantId] });
    const settings = await admin();
    for (const version of [0, -1, 1.5, '1', null, 2 ** 31, 2 ** 63]) {
      for (const deed of ['connection', 'decline', 'upgrade']) {
        const answer = await settings.post(`/apps/${appId}/${deed}`, { version });
        expectProblem(answer, 400, 'validation_failed', ['version']);
      }
    }
    expectProblem(await settings.post(`/apps/${appId}/connection`, {}), 400, 'validation_failed', [
      'version',
    ]);
    const answer = await settings.post(`/apps/${appId}/connection`, { version: 1, tenantId: 7 });
    expectProblem(answer, 400, 'validation_failed', ['tenantId']);
    expect(await connectionsOf(appId)).toEqual([]);
  });

  test('of several administrators at once makes one connection and one client', async () => {
    const { db } = database.current;
    const { appId } = await createOfferedApp(db, { tenants: [tenantId] });
    const admins = await Promise.all(Array.from({ length: 6 }, () => admin()));
    const answers = await Promise.all(
      admins.map((settings) => settings.post(`/apps/${appId}/connection`, { version: 1 })),
    );
    expect(answers.filter(({ statusCode }) => statusCode === 201)).toHaveLength(1);
    for (const answer of answers) {
      if (answer.statusCode !== 201) expectProblem(answer, 409, 'already_connected', []);
    }
    expect(await connectionsOf(appId)).toHaveLength(1);
    const clients = db.selectFrom('clients').selectAll().where('app_id', '=', appId);
    expect(await clients.execute()).toHaveLength(1);
    expect(await auditOf(db, tenantId)).toHaveLength(1);
  });
});

describe('Decline', () => {
  test('shares nothing and stands in the audit log', async () => {
    const { db } = database.current;
    const { appId } = await createOfferedApp(db, { tenants: [tenantId] });
    const answer = await (await admin()).post(`/apps/${appId}/decline`, { version: 1 });
    expect([answer.statusCode, answer.json()]).toMatchObject([200, { state: 'not_connected' }]);
    expect(await connectionsOf(appId)).toEqual([]);
    expect(await auditOf(db, tenantId)).toMatchObject([
      { action: 'connection.declined', app_id: appId, detail: { version: 1, acceptedVersion: null } },
    ]);
  });

  test('is no way out of what was accepted', async () => {
    const { appId } = await createOfferedApp(database.current.db, { tenants: [tenantId] });
    const settings = await admin();
    await settings.post(`/apps/${appId}/connection`, { version: 1 });
    expectProblem(
      await settings.post(`/apps/${appId}/decline`, { version: 1 }),
      409,
      'already_connected',
      [],
    );
  });
});

test('without the preview everything works, with a notice on every answer', async () => {
  const { db } = database.current;
  const { appId } = await createOfferedApp(db, { tenants: [tenantId] });
  await db.updateTable('tenants').set({ preview: false }).where('id', '=', tenantId).execute();
  const settings = await admin();
  const answers = [
    await settings.get('/available-apps'),
    await settings.get('/connections'),
    await settings.get(`/apps/${appId}`),
    await settings.post(`/apps/${appId}/connection`, { version: 1 }),
    await settings.post(`/apps/${appId}/disable`),
  ];
  for (const answer of answers) {
    expect(answer.json()).toMatchObject({ preview: false, notice: expect.stringMatching(/preview/) });
  }
});

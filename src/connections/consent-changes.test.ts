import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { buildTestApp } from '../../test/app.ts';
import { TestClock, useDatabase } from '../../test/db.ts';
import { claimAt, copyDelivery, deliveriesOf, publishEvents, queueOf } from '../../test/deliveries.ts';
import { createTenant } from '../../test/factories.ts';
import { addVersion, auditOf, createOfferedApp, type Settings, settingsOf } from '../../test/settings.ts';
import { expectProblem } from '../../test/visitor.ts';
import type { Server } from '../http/server.ts';

const database = useDatabase();
const clock = new TestClock();
let app: Server;
let tenantId: number;
let appId: string;
let settings: Settings;
beforeAll(async () => {
  app = await buildTestApp(database.current.db, clock.now);
});
beforeEach(async () => {
  const { db } = database.current;
  ({ tenantId } = await createTenant(db));
  ({ appId } = await createOfferedApp(db, { tenants: [tenantId] }));
  settings = await settingsOf(app, db, tenantId);
  expect((await settings.post(`/apps/${appId}/connection`, { version: 1 })).statusCode).toBe(201);
});

const publish = (count = 1) => publishEvents(database.current.db, { tenantId }, clock.now(), count);
const deliveries = () => deliveriesOf(database.current.db, tenantId);
const actions = async () => (await auditOf(database.current.db, tenantId)).map(({ action }) => action);

describe('Disable', () => {
  test('ends what waits in the same transaction, and what happens later is skipped', async () => {
    await publish(3);
    const answer = await settings.post(`/apps/${appId}/disable`);
    expect(answer.json()).toMatchObject({
      state: 'disabled',
      connection: { disabledAt: clock.now().toISOString() },
    });
    await publish();
    const skipped = {
      state: 'skipped',
      reason: 'connection_disabled',
      finished_at: clock.now(),
      attempts: 0,
    };
    expect(await deliveries()).toMatchObject([skipped, skipped, skipped, skipped]);
    expect(await queueOf(database.current.db, tenantId)).toEqual([]);
  });

  test('ends more than one batch of 5,000', { timeout: 60_000 }, async () => {
    await publish();
    const { db } = database.current;
    await copyDelivery(db, tenantId, 10_100);
    await settings.post(`/apps/${appId}/disable`);
    expect(await queueOf(db, tenantId)).toEqual([]);
    expect((await deliveries()).every(({ state }) => state === 'skipped')).toBe(true);
  });

  test('leaves what a worker holds to the worker, which skips it at the next attempt', async () => {
    const { db, pool } = database.current;
    await publish();
    clock.advance(1);
    await claimAt(pool, clock.now(), 1_000);
    await settings.post(`/apps/${appId}/disable`);
    expect(await deliveries()).toMatchObject([{ state: 'pending' }]);
    expect(await queueOf(db, tenantId)).toHaveLength(1);
    clock.advance(61);
    const again = await claimAt(pool, clock.now(), 1_000);
    expect(again.filter((claimed) => claimed.tenantId === tenantId)).toMatchObject([
      { withheld: 'connection_disabled' },
    ]);
  });

  test("leaves the tenant's deliveries to other apps alone, and other tenants' to this app", async () => {
    const { db } = database.current;
    const other = await createTenant(db);
    await db
      .insertInto('app_tenants')
      .values({ app_id: appId, tenant_id: other.tenantId, added_at: clock.now() })
      .execute();
    const second = await createOfferedApp(db, { tenants: [tenantId] });
    await settings.post(`/apps/${second.appId}/connection`, { version: 1 });
    const others = await settingsOf(app, db, other.tenantId);
    await others.post(`/apps/${appId}/connection`, { version: 1 });
    await publish();
    await publishEvents(db, other, clock.now());
    await settings.post(`/apps/${appId}/disable`);
    const states = (await deliveries()).map((row) => [row.app_id, row.state]);
    expect(new Map(states as [string, string][])).toEqual(
      new Map([
        [appId, 'skipped'],
        [second.appId, 'pending'],
      ]),
    );
    expect(await deliveriesOf(db, other.tenantId)).toMatchObject([{ state: 'pending' }]);
  });

  test('and Enable act once however often they are called, and are in the audit log', async () => {
    for (const deed of ['disable', 'disable', 'enable', 'enable']) {
      expect((await settings.post(`/apps/${appId}/${deed}`)).statusCode).toBe(200);
    }
    expect(await actions()).toEqual(['connection.allowed', 'connection.disabled', 'connection.enabled']);
  });

  test('takes back Enable: what comes afterwards is delivered, what was skipped stays skipped', async () => {
    await publish();
    await settings.post(`/apps/${appId}/disable`);
    const answer = await settings.post(`/apps/${appId}/enable`);
    expect(answer.json()).toMatchObject({ state: 'connected', connection: { disabledAt: null } });
    clock.advance(1);
    await publish();
    expect(await deliveries()).toMatchObject([{ state: 'skipped' }, { state: 'pending' }]);
  });

  test('an app that is not connected cannot be disabled, enabled, upgraded, nor get a secret', async () => {
    const other = await createOfferedApp(database.current.db, { tenants: [tenantId] });
    const path = `/apps/${other.appId}`;
    for (const deed of ['disable', 'enable', 'secrets']) {
      expectProblem(await settings.post(`${path}/${deed}`), 409, 'not_connected', []);
    }
    expectProblem(await settings.post(`${path}/upgrade`, { version: 1 }), 409, 'not_connected', []);
    const secret = `${path}/secrets/${crypto.randomUUID()}`;
    expectProblem(await settings.delete(secret), 409, 'not_connected', []);
  });
});

describe('a new version', () => {
  const asks = { scopes: ['tn.other:r'], eventTypes: ['tn.sp.session-abandoned-qualified'] };

  test('is shown with its diff and changes nothing until it is accepted', async () => {
    await addVersion(database.current.db, appId, 2, asks);
    const shown = (await settings.get(`/apps/${appId}`)).json();
    expect(shown).toMatchObject({
      newest: { version: 2, ...asks },
      connection: {
        accepted: { version: 1 },
        newVersionAvailable: true,
        diff: {
          addedScopes: ['tn.other:r'],
          removedScopes: ['tn.sp.schedulers:r'],
          addedEventTypes: [],
          removedEventTypes: ['tn.sp.session-completed'],
        },
      },
    });
    const [listed] = (await settings.get('/connections')).json<{ data: object[] }>().data;
    expect(listed).toMatchObject({ newVersionAvailable: true, acceptedVersion: 1, newestVersion: 2 });
    await publish();
    expect(await deliveries()).toMatchObject([{ state: 'pending' }]);
  });

  test('is accepted with client and secrets unchanged; what it no longer asks for ends', async () => {
    await publish();
    const before = (await settings.get(`/apps/${appId}`)).json<{ connection: { clientId: string } }>();
    const { id } = (await settings.post(`/apps/${appId}/secrets`)).json<{ id: string }>();
    await addVersion(database.current.db, appId, 2, asks);
    const answer = await settings.post(`/apps/${appId}/upgrade`, { version: 2 });
    expect(answer.statusCode).toBe(200);
    expect(answer.json()).toMatchObject({
      connection: {
        clientId: before.connection.clientId,
        accepted: { version: 2, ...asks },
        newVersionAvailable: false,
        secrets: [{ id, revokedAt: null }],
      },
    });
    expect(await deliveries()).toMatchObject([
      { state: 'cancelled', reason: 'webhook_removed', finished_at: clock.now() },
    ]);
    const log = await auditOf(database.current.db, tenantId);
    expect(log.at(-1)).toMatchObject({
      action: 'connection.upgraded',
      detail: { from: 1, to: 2, addedScopes: ['tn.other:r'], removedScopes: ['tn.sp.schedulers:r'] },
    });
  });

  test('that was overtaken by a newer one cannot be accepted', async () => {
    await addVersion(database.current.db, appId, 2);
    await addVersion(database.current.db, appId, 3);
    for (const version of [1, 2]) {
      const answer = await settings.post(`/apps/${appId}/upgrade`, { version });
      expectProblem(answer, 409, 'version_superseded', ['version']);
    }
  });

  test('is accepted once by two at the same time', async () => {
    await addVersion(database.current.db, appId, 2);
    const answers = await Promise.all(
      Array.from({ length: 4 }, () => settings.post(`/apps/${appId}/upgrade`, { version: 2 })),
    );
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([200, 200, 200, 200]);
    expect(await actions()).toEqual(['connection.allowed', 'connection.upgraded']);
  });

  test('that is declined leaves the accepted one, and stands in the audit log', async () => {
    await addVersion(database.current.db, appId, 2, asks);
    const answer = await settings.post(`/apps/${appId}/decline`, { version: 2 });
    expect(answer.json()).toMatchObject({ connection: { accepted: { version: 1 } } });
    expect((await auditOf(database.current.db, tenantId)).at(-1)).toMatchObject({
      action: 'connection.declined',
      detail: { version: 2, acceptedVersion: 1 },
    });
  });
});

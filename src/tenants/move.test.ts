import { sql } from 'kysely';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { buildTestApp } from '../../test/app.ts';
import { TestClock, useDatabase } from '../../test/db.ts';
import { deliveriesOf, publishEvents } from '../../test/deliveries.ts';
import { createTenant } from '../../test/factories.ts';
import { type PersonHeaders, signIn } from '../../test/people.ts';
import {
  apiAccess,
  auditOf,
  createNetwork,
  createOfferedApp,
  type Settings,
  settingsOf,
} from '../../test/settings.ts';
import { expectProblem } from '../../test/visitor.ts';
import { allowApp } from '../connections/decide.ts';
import type { Server } from '../http/server.ts';
import { withTenant } from '../lib/isolation.ts';

const database = useDatabase();
const clock = new TestClock();
let app: Server;
let operator: PersonHeaders;
let networkId: number;
let tenantId: number;
let settings: Settings;
beforeAll(async () => {
  app = await buildTestApp(database.current.db, clock.now);
});
beforeEach(async () => {
  const { db } = database.current;
  ({ headers: operator } = await signIn(db, { operator: true }));
  networkId = await createNetwork(db);
  ({ tenantId } = await createTenant(db, { network_id: networkId }));
  settings = await settingsOf(app, db, tenantId);
});

async function move(to: number | null, of = tenantId) {
  const url = `/api/operator/tenants/${of}`;
  const { etag } = (await app.inject({ url, headers: operator })).headers;
  return app.inject({
    method: 'PUT',
    url: `${url}/network`,
    headers: { ...operator, 'if-match': String(etag) },
    payload: { networkId: to },
  });
}

async function allow(appId: string): Promise<string> {
  const answer = await settings.post(`/apps/${appId}/connection`, { version: 1 });
  expect(answer.statusCode).toBe(201);
  return answer.json<{ connection: { clientId: string } }>().connection.clientId;
}

describe('a tenant that leaves its network', () => {
  test("keeps nothing of the network's client: connection, secrets, waiting deliveries", async () => {
    const { db } = database.current;
    const { appId } = await createOfferedApp(db, { tenants: [tenantId], networks: [networkId] });
    const clientId = await allow(appId);
    const mayCall = await apiAccess(app, db, settings, appId);
    await publishEvents(db, { tenantId }, clock.now());
    expect(await mayCall(tenantId)).toBe(true);
    expect((await move(null)).json()).toMatchObject({ networkId: null });
    expect(await mayCall(tenantId)).toBe(false);
    expect((await settings.get(`/apps/${appId}`)).json()).toMatchObject({
      state: 'not_connected',
      connection: null,
    });
    expect(await deliveriesOf(db, tenantId)).toMatchObject([
      { state: 'skipped', reason: 'connection_disabled' },
    ]);
    const log = await auditOf(db, tenantId);
    expect(log.slice(-2)).toMatchObject([
      { action: 'tenant.network_changed', detail: { from: networkId, to: null } },
      {
        action: 'connection.ended',
        app_id: appId,
        detail: { clientId, networkId, reason: 'left_network' },
      },
    ]);
    // Allowed again, it gets a client of its own.
    expect(await allow(appId)).not.toBe(clientId);
  });

  test('keeps what it has through its own client, and the others of the network keep theirs', async () => {
    const { db } = database.current;
    const own = await createOfferedApp(db, { tenants: [tenantId] });
    await allow(own.appId);
    const mayCall = await apiAccess(app, db, settings, own.appId);
    const shared = await createOfferedApp(db, { networks: [networkId] });
    await allow(shared.appId);
    const other = await createTenant(db, { network_id: networkId });
    const others = await settingsOf(app, db, other.tenantId);
    await others.post(`/apps/${shared.appId}/connection`, { version: 1 });
    await move(null);
    expect(await mayCall(tenantId)).toBe(true);
    expect((await others.get(`/apps/${shared.appId}`)).json()).toMatchObject({ state: 'connected' });
    // The app named the network alone: the tenant that left sees it no more.
    expectProblem(await settings.get(`/apps/${shared.appId}`), 404, 'not_found', []);
  });

  test('starts not connected in the next one, and when it comes back', async () => {
    const { db } = database.current;
    const second = await createNetwork(db);
    const { appId } = await createOfferedApp(db, { networks: [networkId, second] });
    const first = await allow(appId);
    await move(second);
    expect((await settings.get(`/apps/${appId}`)).json()).toMatchObject({ state: 'not_connected' });
    expect(await allow(appId)).not.toBe(first);
    await move(networkId);
    expect((await settings.get(`/apps/${appId}`)).json()).toMatchObject({ state: 'not_connected' });
    expect(await allow(appId)).toBe(first);
  });

  test('waits for an Allow that is under way, and then ends it too', async () => {
    const { db } = database.current;
    const { appId } = await createOfferedApp(db, { networks: [networkId] });
    const actor = { kind: 'command_line' } as const;
    let moving: ReturnType<typeof move> | undefined;
    let isMoved = false;
    await withTenant(db, tenantId, async (trx) => {
      await allowApp(trx, actor, { tenantId, appId, version: 1 }, clock.now());
      moving = move(null);
      void moving.then(() => (isMoved = true));
      await expect.poll(async () => isMoved || (await isSomebodyWaiting())).toBe(true);
    });
    expect((await moving)?.statusCode).toBe(200);
    const left = db.selectFrom('connections').select('app_id').where('tenant_id', '=', tenantId);
    expect(await left.execute()).toEqual([]);
  });
});

async function isSomebodyWaiting(): Promise<boolean> {
  const { rows } = await sql`
    select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`.execute(
    database.current.db,
  );
  return rows.length > 0;
}

describe('a network', () => {
  test('holds tenants of its environment only; the database says so too', async () => {
    const { db } = database.current;
    const elsewhere = await createNetwork(db, 'integration');
    for (const to of [elsewhere, 999_999_999]) {
      expectProblem(await move(to), 400, 'validation_failed', ['networkId']);
    }
    const forced = db.updateTable('tenants').set({ network_id: elsewhere }).where('id', '=', tenantId);
    await expect(forced.execute()).rejects.toThrow(/foreign key/);
    expect(await auditOf(db, tenantId)).toEqual([]);
  });

  test('is given as an id or null, on the state that was read', async () => {
    const url = `/api/operator/tenants/${tenantId}/network`;
    const put = (payload: object, headers = {}) =>
      app.inject({ method: 'PUT', url, headers: { ...operator, ...headers }, payload });
    for (const wrong of [0, -1, 1.5, '1', 2 ** 53, true]) {
      const answer = await put({ networkId: wrong }, { 'if-match': '"1"' });
      expectProblem(answer, 400, 'validation_failed', ['networkId']);
    }
    expectProblem(await put({ networkId: null }), 428, 'if_match_required', ['If-Match']);
    const old = await put({ networkId: null }, { 'if-match': '"99"' });
    expectProblem(old, 412, 'changed_meanwhile', ['If-Match']);
  });

  test('that the tenant is in already changes nothing', async () => {
    expect((await move(networkId)).statusCode).toBe(200);
    expect(await auditOf(database.current.db, tenantId)).toEqual([]);
  });
});

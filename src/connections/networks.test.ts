import { beforeAll, beforeEach, expect, test } from 'vitest';
import { buildTestApp } from '../../test/app.ts';
import { TestClock, useDatabase } from '../../test/db.ts';
import { createTenant } from '../../test/factories.ts';
import {
  apiAccess,
  createNetwork,
  createOfferedApp,
  type Settings,
  settingsOf,
} from '../../test/settings.ts';
import { expectProblem } from '../../test/visitor.ts';
import type { Server } from '../http/server.ts';

const database = useDatabase();
const clock = new TestClock();
let app: Server;
let networkId: number;
let appId: string;
beforeAll(async () => {
  app = await buildTestApp(database.current.db, clock.now);
});
beforeEach(async () => {
  const { db } = database.current;
  networkId = await createNetwork(db);
  ({ appId } = await createOfferedApp(db, { networks: [networkId] }));
});

async function join(): Promise<{ tenantId: number; settings: Settings }> {
  const { db } = database.current;
  const { tenantId } = await createTenant(db, { network_id: networkId });
  return { tenantId, settings: await settingsOf(app, db, tenantId) };
}

interface Shown {
  connection: { clientId: string; networkId: number | null; secrets: { id: string }[] } | null;
}
const shown = async (settings: Settings) => (await settings.get(`/apps/${appId}`)).json<Shown>();
const allow = (settings: Settings) => settings.post(`/apps/${appId}/connection`, { version: 1 });

test('one client and its secrets are shared by the tenants of the network that allowed for themselves', async () => {
  const [first, second] = [await join(), await join()];
  const allowed = (await allow(first.settings)).json<Shown>();
  expect(allowed.connection).toMatchObject({ networkId });
  const { clientId } = allowed.connection!;
  const mayCall = await apiAccess(app, database.current.db, first.settings, appId);
  expect(await mayCall(first.tenantId)).toBe(true);
  expect(await mayCall(second.tenantId)).toBe(false);
  expect((await allow(second.settings)).json()).toMatchObject({ connection: { clientId, networkId } });
  expect(await mayCall(second.tenantId)).toBe(true);
  const { secrets } = (await shown(first.settings)).connection!;
  expect(secrets).toHaveLength(1);
  const secret = `/apps/${appId}/secrets/${secrets[0]?.id}`;
  expect((await second.settings.delete(secret)).statusCode).toBe(200);
  expect((await shown(first.settings)).connection?.secrets).toMatchObject([
    { revokedAt: expect.any(String) },
  ]);
});

test('all tenants of a network allowing at once make one client and a connection each', async () => {
  const tenants = await Promise.all(Array.from({ length: 5 }, join));
  const answers = await Promise.all(tenants.map(({ settings }) => allow(settings)));
  expect(answers.map(({ statusCode }) => statusCode)).toEqual([201, 201, 201, 201, 201]);
  const clients = new Set(answers.map((answer) => answer.json<Shown>().connection?.clientId));
  expect(clients.size).toBe(1);
});

test('a tenant that joins later starts not connected and sees nothing of the client', async () => {
  const first = await join();
  await allow(first.settings);
  const mayCall = await apiAccess(app, database.current.db, first.settings, appId);
  const later = await join();
  expect((await later.settings.get(`/apps/${appId}`)).json()).toMatchObject({
    state: 'not_connected',
    connection: null,
  });
  expect(await mayCall(later.tenantId)).toBe(false);
  expectProblem(await later.settings.post(`/apps/${appId}/secrets`), 409, 'not_connected', []);
});

test('disabling is for the own tenant alone', async () => {
  const [first, second] = [await join(), await join()];
  await allow(first.settings);
  await allow(second.settings);
  const mayCall = await apiAccess(app, database.current.db, first.settings, appId);
  const whoMay = () => Promise.all([mayCall(first.tenantId), mayCall(second.tenantId)]);
  expect(await whoMay()).toEqual([true, true]);
  await first.settings.post(`/apps/${appId}/disable`);
  expect(await whoMay()).toEqual([false, true]);
  await first.settings.post(`/apps/${appId}/enable`);
  expect(await whoMay()).toEqual([true, true]);
});

test("an app that named the tenant alone gives it a client of its own, in a network too; the network's is kept apart", async () => {
  const { db } = database.current;
  const first = await join();
  const own = await createOfferedApp(db, { tenants: [first.tenantId] });
  const answer = await first.settings.post(`/apps/${own.appId}/connection`, { version: 1 });
  expect(answer.json()).toMatchObject({ connection: { networkId: null } });
  // Named as a network afterwards, the tenant keeps its credentials.
  await db
    .insertInto('app_networks')
    .values({ app_id: own.appId, network_id: networkId, added_at: clock.now() })
    .execute();
  const second = await join();
  const shared = await second.settings.post(`/apps/${own.appId}/connection`, { version: 1 });
  expect(shared.json()).toMatchObject({ connection: { networkId } });
  const kept = await first.settings.get(`/apps/${own.appId}`);
  expect(kept.json<Shown>().connection).toMatchObject({
    networkId: null,
    clientId: answer.json<Shown>().connection?.clientId,
  });
});

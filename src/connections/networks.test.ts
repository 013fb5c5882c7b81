import { beforeAll, beforeEach, expect, test } from 'vitest';
import { buildTestApp } from '../../test/app.ts';
import { TestClock, useDatabase } from '../../test/db.ts';
import { createTenant } from '../../test/factories.ts';
import { createNetwork, createOfferedApp, type Settings, settingsOf } from '../../test/settings.ts';
import { expectProblem } from '../../test/visitor.ts';
import type { Server } from '../http/server.ts';
import { findConsent } from './consent.ts';

const database = useDatabase();
const clock = new TestClock();
let app: Server;
let networkId: number;
let appId: string;
let appKey: string;
beforeAll(async () => {
  app = await buildTestApp(database.current.db, clock.now);
});
beforeEach(async () => {
  const { db } = database.current;
  networkId = await createNetwork(db);
  ({ appId } = await createOfferedApp(db, { networks: [networkId] }));
  ({ app_key: appKey } = await db
    .selectFrom('apps')
    .select('app_key')
    .where('id', '=', appId)
    .executeTakeFirstOrThrow());
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
  const call = { clientId, appKey };
  const { db } = database.current;
  expect(await findConsent(db, { ...call, tenantId: first.tenantId })).toBeDefined();
  expect(await findConsent(db, { ...call, tenantId: second.tenantId })).toBeUndefined();
  expect((await allow(second.settings)).json()).toMatchObject({ connection: { clientId, networkId } });
  expect(await findConsent(db, { ...call, tenantId: second.tenantId })).toBeDefined();
  const { id } = (await second.settings.post(`/apps/${appId}/secrets`)).json<{ id: string }>();
  expect((await shown(first.settings)).connection?.secrets).toMatchObject([{ id }]);
  expect((await first.settings.delete(`/apps/${appId}/secrets/${id}`)).statusCode).toBe(200);
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
  await first.settings.post(`/apps/${appId}/secrets`);
  const { clientId } = (await shown(first.settings)).connection!;
  const later = await join();
  expect((await later.settings.get(`/apps/${appId}`)).json()).toMatchObject({
    state: 'not_connected',
    connection: null,
  });
  const { db } = database.current;
  expect(await findConsent(db, { clientId, appKey, tenantId: later.tenantId })).toBeUndefined();
  expectProblem(await later.settings.post(`/apps/${appId}/secrets`), 409, 'not_connected', []);
});

test('disabling is for the own tenant alone', async () => {
  const [first, second] = [await join(), await join()];
  const { clientId } = (await allow(first.settings)).json<Shown>().connection!;
  await allow(second.settings);
  await first.settings.post(`/apps/${appId}/disable`);
  const consents = await Promise.all(
    [first, second].map(({ tenantId }) => findConsent(database.current.db, { clientId, appKey, tenantId })),
  );
  expect(consents.map((consent) => consent !== undefined)).toEqual([false, true]);
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

import { beforeAll, beforeEach, expect, test } from 'vitest';
import { buildTestApp } from '../../test/app.ts';
import { TestClock, useDatabase } from '../../test/db.ts';
import { createTenant } from '../../test/factories.ts';
import { addVersion, createNetwork, createOfferedApp, settingsOf } from '../../test/settings.ts';
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

test('apps are found by a part of their name or of their organisation, in any case', async () => {
  const { db } = database.current;
  const own = await createTenant(db);
  const [crm, ads] = [
    await createOfferedApp(db, { tenants: [own.tenantId] }),
    await createOfferedApp(db, { tenants: [own.tenantId] }),
  ];
  const values = { name: '100% Ads', organization_name: 'Adwise Inc.' };
  await db.updateTable('apps').set(values).where('id', '=', ads.appId).execute();
  const settings = await settingsOf(app, db, own.tenantId);
  const find = async (search: string) => {
    const query = new URLSearchParams({ search }).toString();
    const answer = await settings.get(`/available-apps?${query}`);
    return answer.json<{ data: { id: string }[] }>().data.map(({ id }) => id);
  };
  expect(await find('crm')).toEqual([crm.appId]);
  expect(await find(' adWISE ')).toEqual([ads.appId]);
  expect(await find('100%')).toEqual([ads.appId]);
  expect(await find('%')).toEqual([ads.appId]);
  expect(await find('nothing')).toEqual([]);
});

test('apps tell in words what they ask for, and to which host', async () => {
  const { db } = database.current;
  const { appId } = await createOfferedApp(db, {
    tenants: [tenantId],
    url: 'https://hooks.test:8443/secret/path?key=1',
  });
  const settings = await settingsOf(app, db, tenantId);
  const [listed] = (await settings.get('/available-apps')).json<{ data: { asksFor: string[] }[] }>().data;
  expect(listed?.asksFor).toEqual(['Read schedulers', 'Session Completed', 'Qualified Abandoned Session']);
  await settings.post(`/apps/${appId}/connection`, { version: 1 });
  await addVersion(db, appId, 2, { eventTypes: ['tn.sp.session-abandoned-qualified'] });
  const answer = await settings.get(`/apps/${appId}`);
  // What the accepted version has is told as well, for as long as it is in force.
  expect(answer.json()).toMatchObject({
    words: {
      scopes: [{ scope: 'tn.sp.schedulers:r', title: 'Read schedulers', part: 'Schedulers' }],
      events: [
        { eventType: 'tn.sp.session-abandoned-qualified', host: 'hooks.test:8443' },
        { eventType: 'tn.sp.session-completed', title: 'Session Completed', host: 'hooks.test:8443' },
      ],
    },
  });
  expect(answer.body).not.toContain('secret/path');
});

test('an app tells who accepted the version in force and when, also after an upgrade and by whom a refusal was not', async () => {
  const { db } = database.current;
  const { appId } = await createOfferedApp(db, { tenants: [tenantId] });
  const [first, second] = [await settingsOf(app, db, tenantId), await settingsOf(app, db, tenantId)];
  const allowed = (await first.post(`/apps/${appId}/connection`, { version: 1 })).json();
  const emailOf = async (action: string) =>
    (
      await db
        .selectFrom('audit_log')
        .select('person_email')
        .where('action', '=', action)
        .where('app_id', '=', appId)
        .executeTakeFirstOrThrow()
    ).person_email;
  const connectedAt = clock.now().toISOString();
  expect(allowed).toMatchObject({
    connection: { acceptedAt: connectedAt, acceptedBy: await emailOf('connection.allowed') },
  });
  clock.advance(60);
  await addVersion(db, appId, 2);
  await second.post(`/apps/${appId}/decline`, { version: 2 });
  expect((await first.get(`/apps/${appId}`)).json().connection).toEqual({
    ...allowed.connection,
    newVersionAvailable: true,
    diff: { ...allowed.connection.diff, removedEventTypes: ['tn.sp.session-abandoned-qualified'] },
  });
  await second.post(`/apps/${appId}/upgrade`, { version: 2 });
  expect((await first.get(`/apps/${appId}`)).json()).toMatchObject({
    connection: {
      accepted: { version: 2 },
      connectedAt,
      acceptedAt: clock.now().toISOString(),
      acceptedBy: await emailOf('connection.upgraded'),
    },
  });
});

test('an app tells which network shares its client, before and after the tenant connects, and nothing when none does', async () => {
  const { db } = database.current;
  const networkId = await createNetwork(db);
  const own = await createTenant(db, { network_id: networkId });
  const byNetwork = await createOfferedApp(db, { networks: [networkId] });
  const byTenant = await createOfferedApp(db, { tenants: [own.tenantId], networks: [networkId + 1] });
  const settings = await settingsOf(app, db, own.tenantId);
  const networkOf = async (appId: string) => (await settings.get(`/apps/${appId}`)).json().network;
  const network = { id: networkId, name: 'Evergreen Group' };
  expect([await networkOf(byNetwork.appId), await networkOf(byTenant.appId)]).toEqual([network, null]);
  for (const { appId } of [byNetwork, byTenant]) {
    await settings.post(`/apps/${appId}/connection`, { version: 1 });
  }
  // Named only now: the tenant keeps the client of its own.
  await db
    .insertInto('app_networks')
    .values({ app_id: byTenant.appId, network_id: networkId, added_at: clock.now() })
    .execute();
  expect([await networkOf(byNetwork.appId), await networkOf(byTenant.appId)]).toEqual([network, null]);
});

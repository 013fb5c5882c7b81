import { beforeAll, beforeEach, expect, test } from 'vitest';
import { buildTestApp } from '../../test/app.ts';
import { TestClock, useDatabase } from '../../test/db.ts';
import { publishEvents } from '../../test/deliveries.ts';
import { createTenant, type TestApp } from '../../test/factories.ts';
import { developerOf, readWhenThere } from '../../test/feed.ts';
import type { TestPerson } from '../../test/people.ts';
import { addVersion, createOfferedApp, type Settings, settingsOf } from '../../test/settings.ts';
import { exampleSession } from '../events/example-session.ts';
import { createPublisher } from '../events/publish.ts';
import type { Server } from '../http/server.ts';
import type { Db } from '../lib/db.ts';
import { newTimeOrderedId } from '../lib/ids.ts';

const database = useDatabase();
const HOUR = 3_600;
const abandoned = 'tn.sp.session-abandoned-qualified';
const publish = createPublisher(() => 'https://fieldhook.test');
let clock: TestClock;
let db: Db;
let app: Server;
let tenantId: number;
let offered: TestApp;
let settings: Settings;
let developer: TestPerson;

beforeAll(async () => {
  db = database.current.db;
  app = await buildTestApp(db, () => clock.now());
});

/** A tenant that allowed version 1, of completed sessions only. */
beforeEach(async () => {
  clock = new TestClock();
  ({ tenantId } = await createTenant(db));
  offered = await createOfferedApp(db, { tenants: [tenantId] });
  await db
    .updateTable('app_versions')
    .set({ event_types: ['tn.sp.session-completed'] })
    .where('app_id', '=', offered.appId)
    .execute();
  settings = await settingsOf(app, db, tenantId);
  expect((await settings.post(`/apps/${offered.appId}/connection`, { version: 1 })).statusCode).toBe(201);
  developer = await developerOf(db, offered);
});

async function abandon(): Promise<string> {
  clock.advance(HOUR);
  const [id, occurredAt] = [newTimeOrderedId(clock.now()), clock.now()];
  const tenant = { id: tenantId, name: 'Evergreen' };
  await publish(db, [{ id, type: abandoned, tenant, occurredAt, session: exampleSession('abandoned') }]);
  return id;
}

async function complete(): Promise<string> {
  clock.advance(HOUR);
  const [id] = await publishEvents(db, { tenantId }, clock.now(), 1);
  return id!;
}

async function upgradeTo(version: number, eventTypes: string[]): Promise<void> {
  await addVersion(db, offered.appId, version, { eventTypes });
  clock.advance(HOUR);
  const answer = await settings.post(`/apps/${offered.appId}/upgrade`, { version });
  expect([answer.statusCode, answer.body]).toEqual([200, expect.any(String)]);
}

const listed = async (count: number): Promise<string[]> =>
  (await readWhenThere(app, developer.headers, count)).data.map(({ eventId }) => eventId);

const ofApp = (path: string, payload: object) =>
  app.inject({
    method: 'POST',
    url: `/api/portal/apps/${offered.appId}/webhooks/${abandoned}${path}`,
    headers: developer.headers,
    payload,
  });

test('a type that comes with an upgrade is shared from the upgrade on: by list, backfill and test', async () => {
  const before = await abandon();
  const completed = await complete();
  await upgradeTo(2, ['tn.sp.session-completed', abandoned]);
  await db
    .updateTable('webhooks')
    .set({ disabled_at: clock.now(), disabled_reason: 'paused' })
    .where('app_id', '=', offered.appId)
    .execute();
  const after = await abandon();
  // Last, since the list ends before the oldest transaction that still runs.
  const last = await complete();
  expect(await listed(3)).toEqual([completed, after, last]);

  await db.deleteFrom('deliveries').where('event_id', '=', after).execute();
  expect((await ofApp('/backfill/preview', { days: 30 })).json()).toMatchObject({ total: 1 });
  expect((await ofApp('/test', { eventId: before })).statusCode).toBe(404);
  expect((await ofApp('/test', { eventId: after })).statusCode).toBe(200);
});

test('another upgrade that keeps the type keeps its beginning; taken away and added again it begins anew', async () => {
  await upgradeTo(2, ['tn.sp.session-completed', abandoned]);
  const shared = await abandon();
  await upgradeTo(3, [abandoned]);
  const also = await abandon();
  expect(await listed(2)).toEqual([shared, also]);
  await upgradeTo(4, []);
  await abandon();
  await upgradeTo(5, ['tn.sp.session-completed', abandoned]);
  const again = await abandon();
  expect(await listed(1)).toEqual([again]);
});

import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildTestApp } from '../../test/app.ts';
import { TestClock, testStart, useDatabase } from '../../test/db.ts';
import { createSubscribed, publishEvents } from '../../test/deliveries.ts';
import type { TestApp, TestTenant } from '../../test/factories.ts';
import { consentSince, developerOf } from '../../test/feed.ts';
import { listenTo } from '../../test/listener.ts';
import { signIn, type TestPerson } from '../../test/people.ts';
import type { Server } from '../http/server.ts';
import { addSeconds } from '../lib/clock.ts';
import type { Db } from '../lib/db.ts';
import { newTimeOrderedId } from '../lib/ids.ts';
import type { DeliveryView } from './schema.ts';

const database = useDatabase();
const clock = new TestClock();
let db: Db;
let app: Server;
let base: string;
let scene: TestTenant & TestApp & { developer: TestPerson };

beforeAll(async () => {
  db = database.current.db;
  app = await buildTestApp(db, clock.now);
  base = await app.listen({ host: '127.0.0.1', port: 0 });
  const subscribed = await createSubscribed(db, 'https://crm.example.com/hooks');
  await consentSince(db, subscribed, addSeconds(testStart, -86_400));
  scene = { ...subscribed, developer: await developerOf(db, subscribed) };
});
afterAll(() => app.close());

const urlOf = (query = ''): string => `${base}/api/portal/apps/${scene.appId}/deliveries/stream${query}`;
const follow = (query = '', headers: Record<string, string> = {}) =>
  listenTo(urlOf(query), { ...scene.developer.headers, ...headers });
const stateIn = ({ data }: { data: string }) => {
  const { id, state, attempts } = JSON.parse(data) as { id: string; state: string; attempts: number };
  return { id, state, attempts };
};

test('a page is told each delivery when it is made and when it changes, once, and what it missed when it comes again', async () => {
  await publishEvents(db, scene, addSeconds(clock.now(), -3_600), 1);
  const old = db.selectFrom('deliveries').select('id').where('app_id', '=', scene.appId);
  await db
    .updateTable('deliveries')
    .set({ state: 'delivered', finished_at: addSeconds(clock.now(), -3_600) })
    .execute();
  await db.deleteFrom('delivery_queue').execute();
  const page = await follow();
  expect(page.headers['content-type']).toBe('text/event-stream; charset=utf-8');
  expect(await page.message(0)).toMatchObject({ event: 'ready' });

  await publishEvents(db, scene, clock.now(), 1);
  const made = stateIn(await page.message(1));
  expect(made).toMatchObject({ state: 'pending', attempts: 0 });
  // What ended an hour ago is no news.
  expect((await old.execute()).map(({ id }) => id)).not.toEqual([made.id]);
  await db.updateTable('deliveries').set({ attempts: 1 }).where('id', '=', made.id).execute();
  expect(stateIn(await page.message(2))).toEqual({ id: made.id, state: 'pending', attempts: 1 });
  const lastId = page.lastEventId();
  page.leave();
  clock.advance(60);
  await db
    .updateTable('deliveries')
    .set({ state: 'delivered', finished_at: clock.now() })
    .where('id', '=', made.id)
    .execute();
  clock.advance(600);

  const again = await follow('', { 'last-event-id': lastId });
  expect(stateIn(await again.message(1))).toEqual({ id: made.id, state: 'delivered', attempts: 1 });
  again.leave();
  const other = await follow('?eventType=tn.sp.session-abandoned-qualified', { 'last-event-id': lastId });
  await other.message(0);
  expect(other.messages).toHaveLength(1);
  other.leave();
});

test('a page that searches the log is told only what fits, with its last attempt', async () => {
  const page = await follow('?httpStatus=5xx');
  await publishEvents(db, scene, clock.now(), 2);
  const rows = await db
    .selectFrom('deliveries')
    .select('id')
    .where('app_id', '=', scene.appId)
    .where('state', '=', 'pending')
    .execute();
  const attempt = {
    tenant_id: scene.tenantId,
    started_at: clock.now(),
    url: 'https://crm.example.com/hooks',
  };
  await db
    .insertInto('attempts')
    .values(
      rows.map(({ id }, index) => ({
        ...attempt,
        id: newTimeOrderedId(clock.now()),
        delivery_id: id,
        status: index === 0 ? 404 : 503,
        error: index === 0 ? 'unexpected_status' : 'unavailable',
      })),
    )
    .execute();
  await db.updateTable('deliveries').set({ attempts: 1 }).where('state', '=', 'pending').execute();
  const told = JSON.parse((await page.message(1)).data) as DeliveryView;
  expect(told).toMatchObject({
    id: rows[1]?.id,
    lastAttempt: { status: 503, errorCode: 'unavailable', isReplay: false },
  });
  expect(page.messages).toHaveLength(2);
  page.leave();
});

test('a stream ends when whoever follows may not go on', async () => {
  const guest = await signIn(db, {});
  const { organisation_id: organisationId } = await db
    .selectFrom('apps')
    .select('organisation_id')
    .where('id', '=', scene.appId)
    .executeTakeFirstOrThrow();
  await db
    .insertInto('organisation_members')
    .values({ organisation_id: organisationId, person_id: guest.personId })
    .execute();
  const page = await listenTo(urlOf(), { ...guest.headers });
  await page.message(0);
  await db.deleteFrom('sign_ins').where('person_id', '=', guest.personId).execute();
  await page.ended;
}, 20_000);

test('nobody else follows, nor a fifth page of one person, nor from an id that is none', async () => {
  expect((await listenTo(urlOf(), {})).status).toBe(401);
  const stranger = await signIn(db, {});
  expect((await listenTo(urlOf(), { ...stranger.headers })).status).toBe(404);
  expect((await follow('', { 'last-event-id': 'x' })).status).toBe(400);
  expect((await follow('?tenantId=x')).status).toBe(400);
  const pages = [await follow(), await follow(), await follow(), await follow()];
  expect(pages.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
  expect((await follow()).status).toBe(429);
});

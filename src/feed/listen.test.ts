import { randomBytes } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { buildTestApp } from '../../test/app.ts';
import { TestClock, testStart, useDatabase } from '../../test/db.ts';
import { createSubscribed, publishEvents } from '../../test/deliveries.ts';
import { testKey, type TestApp, testSealer, type TestTenant } from '../../test/factories.ts';
import { consentSince, developerOf, readWhenThere } from '../../test/feed.ts';
import { listenTo } from '../../test/listener.ts';
import { signIn, type TestPerson, tokenFor } from '../../test/people.ts';
import { sealWebhookSecret } from '../deliveries/signing/webhook-secret.ts';
import type { Server } from '../http/server.ts';
import { addSeconds } from '../lib/clock.ts';
import type { Db } from '../lib/db.ts';
import { beginning, toCursor } from './cursor.ts';
import { listen as listenFor } from './listen.ts';

const database = useDatabase();
const clock = new TestClock();
let db: Db;
let app: Server;
let base: string;
let scene: TestTenant & TestApp & { developer: TestPerson; token: string; tokenId: string };

beforeAll(() => {
  db = database.current.db;
});
beforeEach(async () => {
  app = await buildTestApp(db, clock.now);
  base = await app.listen({ host: '127.0.0.1', port: 0 });
  const subscribed = await createSubscribed(db, 'https://crm.example.com/hooks');
  await consentSince(db, subscribed, addSeconds(testStart, -86_400));
  const developer = await developerOf(db, subscribed);
  const { token, tokenId } = await tokenFor(db, developer.personId, { scopes: ['portal:read'] });
  scene = { ...subscribed, developer, token, tokenId };
});
afterEach(() => app.close());

const urlOf = (query = '', appId = scene.appId): string => `${base}/api/portal/apps/${appId}/listen${query}`;
const listen = (query = '', headers: Record<string, string> = {}) =>
  listenTo(urlOf(query), { authorization: `Bearer ${scene.token}`, ...headers });

interface Told {
  readonly deliveryId: string;
  readonly eventId: string;
  readonly headers: Record<string, string>;
  readonly withheldHeaders: string[];
  readonly body: string;
}
const told = ({ data }: { data: string }): Told => JSON.parse(data) as Told;

describe('a listener', () => {
  test('gets what is published from now on, with the bytes, headers and signatures of a delivery', async () => {
    await publishEvents(db, scene, testStart, 1);
    const listener = await listen();
    expect(listener.headers).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    });
    expect(await listener.message(0)).toMatchObject({
      event: 'ready',
      data: JSON.stringify({ appId: scene.appId }),
    });
    const [eventId] = await publishEvents(db, scene, testStart, 1);
    const message = await listener.message(1);
    expect(message.event).toBe('delivery');
    const { headers, body, ...about } = told(message);
    const delivery = await db
      .selectFrom('deliveries')
      .selectAll()
      .where('event_id', '=', eventId ?? '')
      .executeTakeFirstOrThrow();
    expect(about).toMatchObject({ eventId, deliveryId: delivery.id, withheldHeaders: [] });
    const bytes = Buffer.from(body, 'base64');
    const { body: shared } = await db
      .selectFrom('events')
      .select('body')
      .where('id', '=', eventId ?? '')
      .executeTakeFirstOrThrow();
    expect(bytes.toString()).toBe(`{"specversion":"1.0","id":"${delivery.id}",${shared ?? ''}`);
    const signature = new Webhook(testKey).sign(delivery.id, testStart, bytes);
    expect(headers).toMatchObject({
      'content-type': 'application/json',
      'webhook-id': delivery.id,
      'webhook-signature': signature,
    });
    // It is no delivery.
    expect([delivery.state, delivery.attempts]).toEqual(['pending', 0]);
    expect(
      await db.selectFrom('attempts').selectAll().where('delivery_id', '=', delivery.id).execute(),
    ).toEqual([]);
  });

  test('that comes again with the last id misses nothing and gets nothing twice', async () => {
    const first = await listen();
    await first.message(0);
    const before = await publishEvents(db, scene, testStart, 2);
    await first.message(2);
    const lastEventId = first.lastEventId();
    first.leave();
    const missed = await publishEvents(db, scene, testStart, 2);
    const again = await listen('', { 'last-event-id': lastEventId });
    await again.message(2);
    expect(first.messages.slice(1).map((one) => told(one).eventId)).toEqual(before);
    expect(again.messages.slice(1).map((one) => told(one).eventId)).toEqual(missed);
  });

  test('that heard nothing yet has an id all the same, so that it misses nothing either', async () => {
    const first = await listen();
    await first.message(0);
    first.leave();
    const missed = await publishEvents(db, scene, testStart, 1);
    const again = await listen('', { 'last-event-id': first.lastEventId() });
    expect(told(await again.message(1)).eventId).toBe(missed[0]);
  });

  test('gets the types it wants, also while the webhook is paused; sensitive headers are left out', async () => {
    const [webhookId] = [scene.webhooks['tn.sp.session-completed']];
    const custom = JSON.stringify([
      { name: 'x-open', value: 'a', sensitive: false },
      { name: 'x-token', value: 'hush', sensitive: true },
    ]);
    await db
      .updateTable('webhooks')
      .set({
        disabled_at: testStart,
        disabled_reason: 'paused',
        custom_headers: sealWebhookSecret(testSealer, 'custom_headers', webhookId, custom),
      })
      .where('id', '=', webhookId)
      .execute();
    const others = await listen('?types=tn.sp.session-abandoned-qualified&seconds=3');
    const listener = await listen('?types=tn.sp.session-completed');
    await Promise.all([others.message(0), listener.message(0)]);
    await publishEvents(db, scene, testStart, 1);
    const { headers, withheldHeaders } = told(await listener.message(1));
    expect([headers['x-open'], headers['x-token'], withheldHeaders]).toEqual(['a', undefined, ['x-token']]);
    expect(JSON.stringify(listener.messages)).not.toContain('hush');
    await others.ended;
    expect(others.messages).toHaveLength(1);
  });

  test('is told of a delivery whose key can no longer be opened', async () => {
    const listener = await listen();
    await listener.message(0);
    await db.updateTable('webhooks').set({ signing_key: 'x' }).where('app_id', '=', scene.appId).execute();
    const [eventId] = await publishEvents(db, scene, testStart, 1);
    const message = await listener.message(1);
    expect([message.event, JSON.parse(message.data)]).toMatchObject([
      'problem',
      { eventId, code: 'key_lost' },
    ]);
  });
});

describe('a stream ends', () => {
  test('when the token is revoked, before anything that is published after', async () => {
    const listener = await listen();
    await listener.message(0);
    await db
      .updateTable('personal_access_tokens')
      .set({ revoked_at: addSeconds(testStart, -1) })
      .where('id', '=', scene.tokenId)
      .execute();
    await publishEvents(db, scene, testStart, 1);
    await listener.ended;
    expect(listener.messages).toHaveLength(1);
    expect((await listen()).status).toBe(401);
  });

  test('when the app is deleted, or is no longer theirs, though nothing happens', async () => {
    const listener = await listen();
    await listener.message(0);
    await db.updateTable('apps').set({ deleted_at: testStart }).where('id', '=', scene.appId).execute();
    await listener.ended;
    expect((await listen()).status).toBe(404);
  });

  test('at once when the server stops, whoever listens', async () => {
    const listeners = [await listen(), await listen()];
    await Promise.all(listeners.map((listener) => listener.message(0)));
    const startedAt = performance.now();
    await app.close();
    await Promise.all(listeners.map((listener) => listener.ended));
    expect(performance.now() - startedAt).toBeLessThan(3_000);
  });

  test('after the seconds that were asked for', async () => {
    const listener = await listen('?seconds=1');
    await listener.ended;
    expect(listener.messages.map((message) => message.event)).toEqual(['ready']);
  });
});

test('what was read ahead of a slow reader is read again: consent and access may have ended meanwhile', async () => {
  await publishEvents(db, scene, testStart, 3);
  let nowMs = 0;
  let checks = 0;
  const wanted = {
    appId: scene.appId,
    after: beginning,
    notIn: undefined,
    types: undefined,
    check: async () => void (checks += 1),
  };
  const stop = new AbortController();
  const deps = { db, clock: clock.now, sealer: testSealer, nowMs: () => nowMs };
  const frames = listenFor(deps, wanted, stop.signal);
  await readWhenThere(app, scene.developer.headers, 3);
  await frames.next();
  expect((await frames.next()).value).toContain('event: delivery');
  expect(checks).toBe(1);
  nowMs += 5_000;
  // Enough for the second, and as before nothing is left out or comes twice.
  const second = (await frames.next()).value;
  expect(checks).toBe(2);
  nowMs += 5_000;
  await db
    .updateTable('connections')
    .set({ disabled_at: testStart })
    .where('app_id', '=', scene.appId)
    .execute();
  const third = frames.next();
  nowMs += 15_000;
  expect((await third).value).toContain(': heartbeat');
  expect(second).toContain('event: delivery');
  stop.abort();
});

describe('who may not listen', () => {
  test('is refused: nobody, a token without the scope, another’s app; and by wrong fields', async () => {
    const elsewhere = await tokenFor(db, scene.developer.personId, { scopes: ['portal:write'] });
    const stranger = await tokenFor(db, (await signIn(db)).personId);
    const bearer = { authorization: `Bearer ${scene.token}` };
    const wrong = toCursor({
      ...beginning,
      transaction: BigInt(`0x${randomBytes(5).toString('hex')}`) + 2n ** 50n,
    });
    const cases: [number, string, Record<string, string>][] = [
      [401, urlOf(), {}],
      [403, urlOf(), elsewhere.headers],
      [404, urlOf(), stranger.headers],
      [404, urlOf('', crypto.randomUUID()), bearer],
      [400, urlOf('?types=x'), bearer],
      [400, urlOf('?seconds=0'), bearer],
      [400, urlOf(), { ...bearer, 'last-event-id': 'x' }],
      [400, urlOf(), { ...bearer, 'last-event-id': wrong }],
    ];
    for (const [status, url, headers] of cases) {
      const answer = await fetch(url, { headers });
      expect([url, answer.status]).toEqual([url, status]);
    }
  });

  test('comes as the sixth of an app; the room of one who left is free again', async () => {
    const listeners = await Promise.all(Array.from({ length: 5 }, () => listen()));
    await Promise.all(listeners.map((listener) => listener.message(0)));
    const sixth = await listen();
    expect([sixth.status, sixth.headers['retry-after']]).toEqual([429, '10']);
    listeners[0]?.leave();
    await expect.poll(async () => (await listen()).status, { timeout: 10_000, interval: 100 }).toBe(200);
  });
});

test('the list and the stream say the same', async () => {
  const listener = await listen('', { 'last-event-id': toCursor(beginning) });
  const ids = await publishEvents(db, scene, testStart, 45);
  await listener.message(45);
  expect(listener.messages.slice(1).map((one) => told(one).eventId)).toEqual(ids);
  const { data } = await readWhenThere(app, scene.developer.headers, 45);
  expect(data.map((item) => item.deliveryId)).toEqual(
    listener.messages.slice(1).map((one) => told(one).deliveryId),
  );
});

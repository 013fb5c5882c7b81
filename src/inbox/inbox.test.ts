import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildTestApp } from '../../test/app.ts';
import { TestClock, useDatabase } from '../../test/db.ts';
import { abandoned, completed, createOrganisation, hookUrl, newAppBody } from '../../test/portal.ts';
import { signIn, tokenFor } from '../../test/people.ts';
import { publishEvents } from '../../test/deliveries.ts';
import { connect, createTenant } from '../../test/factories.ts';
import { consentSince } from '../../test/feed.ts';
import { eraseEvent } from '../deliveries/erasure/erase-events.ts';
import { createSender, type Sender } from '../deliveries/sending/sender.ts';
import type { Server } from '../http/server.ts';
import { addSeconds } from '../lib/clock.ts';
import { ownInboxes } from './own-inbox.ts';
import type { Inbox } from './schema.ts';

const database = useDatabase();
const clock = new TestClock();
let app: Server;
let base = 'http://127.0.0.1:1';
let developer: { headers: { authorization: string } };
let appId: string;
let etag: string;
/** What happens between reading what a test tells and its POST. */
let beforePost: () => Promise<unknown> = () => Promise.resolve();

beforeAll(async () => {
  const { db } = database.current;
  const isOwnInbox = ownInboxes(() => base);
  const sender = createSender({ timeoutMs: 5_000, allowedOrigins: new Set(), isOwnInbox });
  const testSender: Sender = {
    post: async (post) => {
      await beforePost();
      return sender.post(post);
    },
    close: () => sender.close(),
  };
  app = await buildTestApp(db, clock.now, undefined, [], { testSender, baseUrl: () => base });
  base = await app.listen({ host: '127.0.0.1', port: 0 });
  const { personId } = await signIn(db, { organisationIds: [await createOrganisation(db)] });
  developer = await tokenFor(db, personId);
  const made = await call('POST', '', newAppBody);
  appId = made.json<{ id: string }>().id;
  etag = String(made.headers.etag);
});
afterAll(() => app.close());

const call = (method: 'GET' | 'POST' | 'PATCH' | 'DELETE', path: string, payload?: object) =>
  app.inject({
    method,
    url: `/api/portal/apps${path}`,
    headers: { ...developer.headers, 'if-match': etag ?? '' },
    ...(payload !== undefined && { payload }),
  });
const inbox = async () => (await call('GET', `/${appId}/inbox`)).json<Inbox>();
const post = (url: string, payload: string, headers = {}) =>
  app.inject({
    method: 'POST',
    url: new URL(url).pathname,
    payload,
    headers: { 'content-type': 'application/json', ...headers },
  });

test('a developer sees a test arrive in the inbox of their app, verified, before having a server', async () => {
  expect(await inbox()).toEqual({ url: null, arrivals: [] });
  const { url } = (await call('POST', `/${appId}/inbox`)).json<Inbox>();
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/inbox\/ib1\.[A-Za-z0-9]{32}$/);
  expect((await call('POST', `/${appId}/inbox`)).json<Inbox>().url).toBe(url);
  const changed = await call('PATCH', `/${appId}/webhooks/${completed}`, {
    deliveryUrl: url,
    customHeaders: [{ name: 'X-Key', value: 'do not show', sensitive: true }],
  });
  expect([changed.statusCode, changed.body]).toEqual([200, expect.any(String)]);
  etag = String(changed.headers.etag);
  const sent = await call('POST', `/${appId}/webhooks/${completed}/test`, {});
  expect(sent.json()).toMatchObject({ error: null, response: { status: 204 } });
  const [arrival] = (await inbox()).arrivals;
  expect(arrival).toMatchObject({
    at: clock.now().toISOString(),
    eventType: completed,
    isTest: true,
    verdict: 'verified',
    headers: { 'webhook-id': expect.any(String), 'x-key': '••••' },
  });
  expect(JSON.parse(arrival?.body ?? '')).toMatchObject({ type: completed });
  // The right signature of another body.
  clock.advance(1);
  const { 'x-key': _, ...headers } = (arrival?.headers ?? {}) as Record<string, string>;
  delete headers['content-length'];
  await post(url ?? '', `${arrival?.body} `, headers);
  expect((await inbox()).arrivals[0]).toMatchObject({ verdict: 'not_verified' });
});

test('nothing else of this server may be a delivery URL, nor may be sent to', async () => {
  const { url } = await inbox();
  for (const other of [
    `${base}/`,
    `${url}?x=1`,
    `${url}/more`,
    `${base}/api/people/me`,
    `${url}`.slice(0, -1),
  ]) {
    const answer = await call('PATCH', `/${appId}/webhooks/${abandoned}`, { deliveryUrl: other });
    expect([other, answer.statusCode]).toEqual([other, 400]);
  }
  const sender = createSender({
    timeoutMs: 5_000,
    allowedOrigins: new Set(),
    isOwnInbox: ownInboxes(() => base),
  });
  const body = Buffer.from('{}');
  expect(await sender.post({ url: url ?? '', headers: {}, body })).toMatchObject({ status: 204 });
  // The connection to the inbox stands, and is not taken for this.
  expect(await sender.post({ url: `${base}/`, headers: {}, body })).toMatchObject({
    error: 'blocked_address',
  });
  await sender.close();
});

test('a test goes to the inbox wherever the webhook points, if that is what is asked for', async () => {
  const made = await call('POST', '', newAppBody);
  const other = made.json<{ id: string }>().id;
  const arrivals = async () => (await call('GET', `/${other}/inbox`)).json<Inbox>();
  const sent = await call('POST', `/${other}/webhooks/${completed}/test`, { to: 'inbox' });
  const {
    url,
    arrivals: [arrival],
  } = await arrivals();
  expect(sent.json()).toMatchObject({
    request: { url },
    response: { status: 204 },
    signature: { currentKeyMatches: true },
  });
  expect(arrival).toMatchObject({ eventType: completed, isTest: true, verdict: 'verified' });
  expect((await call('GET', `/${other}/webhooks`)).json().data[0].deliveryUrl).toBe(hookUrl);
  const nowhere = await call('POST', `/${other}/webhooks/${completed}/test`, { to: 'elsewhere' });
  expect(nowhere.statusCode).toBe(400);
  clock.advance(60);
});

test('what a past event told is erased from the inbox with the event, also when that is erased before it arrives', async () => {
  const { db } = database.current;
  const tenant = await createTenant(db);
  await connect(db, tenant, { appId, webhooks: { [completed]: '', [abandoned]: '' } });
  await consentSince(db, { ...tenant, appId }, addSeconds(clock.now(), -3_600));
  const publish = async () => (await publishEvents(db, tenant, addSeconds(clock.now(), -60)))[0] ?? '';
  const erase = async (eventId: string) => {
    await db.deleteFrom('delivery_queue').where('event_id', '=', eventId).execute();
    const { tenantId } = tenant;
    expect(await db.transaction().execute((trx) => eraseEvent(trx, { tenantId, eventId }, clock.now()))).toBe(
      true,
    );
  };
  const sendTest = async (body: object) => {
    const sent = await call('POST', `/${appId}/webhooks/${completed}/test`, body);
    expect(sent.json()).toMatchObject({ response: { status: 204 } });
  };
  const count = async () => (await inbox()).arrivals.length;
  const others = await count();
  // The webhook's own URL is the inbox as well.
  for (const to of ['inbox', undefined]) {
    const eventId = await publish();
    await sendTest({ eventId, to });
    expect([to, await count()]).toEqual([to, others + 1]);
    await erase(eventId);
    expect([to, await count()]).toEqual([to, others]);
  }
  const eventId = await publish();
  beforePost = () => erase(eventId);
  await sendTest({ eventId });
  beforePost = () => Promise.resolve();
  expect(await count()).toBe(others);
});

test('the newest 50 are kept, for a day; anything may be posted, but only to an inbox that there is', async () => {
  const url = (await inbox()).url ?? '';
  const { db } = database.current;
  for (let count = 0; count < 51; count += 1) {
    clock.advance(0.01);
    await post(url, `${count}`);
  }
  const { arrivals } = await inbox();
  expect([arrivals.length, arrivals[0]?.body, arrivals[49]?.body]).toEqual([50, '50', '1']);
  expect(arrivals[0]).toMatchObject({ eventType: null, verdict: 'not_verified' });
  expect((await post(`${base}/inbox/ib1.${'x'.repeat(32)}`, '{}')).statusCode).toBe(404);
  expect((await post(`${base}/inbox/x`, '{}')).statusCode).toBe(404);
  expect((await call('DELETE', `/${appId}/inbox/arrivals`)).statusCode).toBe(204);
  expect((await inbox()).arrivals).toEqual([]);
  await post(url, '{}');
  clock.advance(86_400);
  expect((await inbox()).arrivals).toEqual([]);
  await db.deleteFrom('rate_limits').execute();
});

test('an inbox is its developers’ own', async () => {
  const stranger = await signIn(database.current.db, {});
  for (const method of ['GET', 'POST'] as const) {
    const url = `/api/portal/apps/${appId}/inbox`;
    const { headers } = await tokenFor(database.current.db, stranger.personId);
    expect((await app.inject({ method, url, headers })).statusCode).toBe(404);
    expect((await app.inject({ method, url })).statusCode).toBe(401);
  }
});

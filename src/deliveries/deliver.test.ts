import { CloudEvent } from 'cloudevents';
import { createHmac } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { beforeEach, expect, test } from 'vitest';
import {
  attemptsOf,
  claimAt,
  createSubscribed,
  deliveriesOf,
  deliverTo,
  publishEvents,
  queueOf,
} from '../../test/deliveries.ts';
import { TestClock, useDatabase } from '../../test/db.ts';
import { connect, createApp, testKey, testSealer } from '../../test/factories.ts';
import { startReceiver } from '../../test/receiver.ts';
import { addSeconds } from '../lib/clock.ts';
import { recordResults } from './record.ts';

const database = useDatabase();
let clock: TestClock;
beforeEach(async () => {
  clock = new TestClock();
  await database.current.pool.query('delete from delivery_queue');
});

test('the bytes that arrive are those that were signed; they parse, verify and make a CloudEvent', async () => {
  const { db, pool } = database.current;
  const receiver = await startReceiver();
  const { tenantId } = await createSubscribed(db, receiver.origin);
  clock = new TestClock(new Date());
  const [eventId] = await publishEvents(db, { tenantId }, clock.now());
  const [claimed] = await claimAt(pool, clock.now());
  await deliverTo([receiver.origin], clock.now)(claimed!);
  const [{ body, headers }] = receiver.received as [(typeof receiver.received)[0]];
  const parsed = new Webhook(testKey).verify(body, headers as Record<string, string>) as Record<
    string,
    unknown
  >;
  expect(Object.keys(parsed)).toEqual([
    'specversion',
    'id',
    'type',
    'time',
    'source',
    'userassignedid',
    'datacontenttype',
    'data',
  ]);
  expect(parsed).toMatchObject({ id: claimed?.deliveryId, userassignedid: eventId, data: { tenantId } });
  expect(headers['webhook-id']).toBe(parsed['id']);
  expect(headers['content-type']).toBe('application/json');
  expect(headers['content-length']).toBe(String(body.length));
  expect(headers['x-servicetitan-signature']).toBe(createHmac('sha256', testKey).update(body).digest('hex'));
  expect(new CloudEvent(parsed).validate()).toBe(true);
  await receiver.close();
});

test('every attempt and every webhook of an event gets the same bytes from "type" on, with its own id before', async () => {
  const { db, pool } = database.current;
  const receiver = await startReceiver((res) => void res.writeHead(500).end());
  const { tenantId } = await createSubscribed(db, `${receiver.origin}/a`);
  const second = await createApp(db, `${receiver.origin}/b`);
  await connect(db, { tenantId, brandId: '', dataApiKey: '' }, second);
  await publishEvents(db, { tenantId }, clock.now());
  const deliver = deliverTo([receiver.origin], clock.now);
  for (let round = 0; round < 3; round += 1) {
    const claimed = await claimAt(pool, clock.now());
    await recordResults(pool, await Promise.all(claimed.map(deliver)));
    clock.advance(61);
  }
  const bodies = receiver.received.map(({ body }) => body.toString());
  expect(bodies).toHaveLength(6);
  const shared = new Set(bodies.map((body) => body.slice(body.indexOf('"type"'))));
  expect(shared.size).toBe(1);
  const { body: stored } = await db
    .selectFrom('events')
    .select('body')
    .where('tenant_id', '=', tenantId)
    .executeTakeFirstOrThrow();
  expect(shared).toEqual(new Set([stored]));
  expect(new Set(bodies).size).toBe(2);
  expect(new Set(receiver.received.map(({ headers }) => headers['webhook-timestamp'])).size).toBe(3);
  await receiver.close();
});

test('the default schedule on the injected clock: 5 attempts 10, 30, 60 and 300 s apart, then failed', async () => {
  const { db, pool } = database.current;
  const receiver = await startReceiver((res) => void res.writeHead(503).end('busy'));
  const { tenantId } = await createSubscribed(db, receiver.origin);
  await publishEvents(db, { tenantId }, clock.now());
  const deliver = deliverTo([receiver.origin], clock.now);
  for (const [index, wait] of [10, 30, 60, 300, null].entries()) {
    const [claimed] = await claimAt(pool, clock.now());
    await recordResults(pool, [await deliver(claimed!)]);
    const log = await attemptsOf(db, tenantId);
    expect(log).toHaveLength(index + 1);
    const last = log.find(({ number }) => number === index + 1)!;
    if (wait === null) break;
    // The end of the attempt is its start by the clock and the time that it really took.
    const dueAt = addSeconds(addSeconds(last.started_at, (last.duration_ms ?? 0) / 1000), wait);
    expect(await queueOf(db, tenantId)).toMatchObject([{ due_at: dueAt, attempts: index + 1 }]);
    expect(await claimAt(pool, addSeconds(dueAt, -0.001))).toEqual([]);
    clock = new TestClock(dueAt);
    clock.advance(0);
  }
  expect(await deliveriesOf(db, tenantId)).toMatchObject([
    { state: 'failed', reason: 'retries_exhausted', attempts: 5 },
  ]);
  expect(await queueOf(db, tenantId)).toEqual([]);
  await receiver.close();
});

test('an attempt is logged with what was sent and what came back, signatures included and keys never', async () => {
  const { db, pool } = database.current;
  const receiver = await startReceiver((res) => {
    res.writeHead(422, { 'x-request-id': 'r-1' }).end('no\0 thanks');
  });
  const old = 'the old key, thirty-two letters.';
  const { tenantId } = await createSubscribed(db, `${receiver.origin}/hook?tenant=1`, {
    previous_signing_key: testSealer.seal(old, 'webhook signing key'),
    previous_signing_key_until: addSeconds(clock.now(), 60),
  });
  await publishEvents(db, { tenantId }, clock.now());
  const [claimed] = await claimAt(pool, clock.now());
  await recordResults(pool, [await deliverTo([receiver.origin], clock.now)(claimed!)]);
  const [attempt] = await attemptsOf(db, tenantId);
  expect(attempt).toMatchObject({
    delivery_id: claimed?.deliveryId,
    id: claimed?.leaseId,
    number: 1,
    started_at: clock.now(),
    url: `${receiver.origin}/hook?tenant=1`,
    status: 422,
    error: 'unexpected_status',
    response_headers: { 'x-request-id': 'r-1' },
    response_body: 'no\uFFFD thanks',
  });
  const sent = attempt?.request_headers as Record<string, string>;
  expect(sent).toMatchObject({ 'webhook-id': claimed?.deliveryId, 'user-agent': 'fieldhook/test' });
  expect(sent['webhook-signature']?.split(' ')).toHaveLength(2);
  expect(sent).toEqual(
    Object.fromEntries(Object.keys(sent).map((name) => [name, receiver.received[0]?.headers[name]])),
  );
  for (const key of [testKey, testKey.slice('whsec_'.length), old])
    expect(JSON.stringify(attempt)).not.toContain(key);
  await receiver.close();
});

test('the content type is that of the webhook', async () => {
  const { db, pool } = database.current;
  const receiver = await startReceiver();
  const { tenantId } = await createSubscribed(db, receiver.origin, {
    content_type: 'application/cloudevents+json',
  });
  await publishEvents(db, { tenantId }, clock.now());
  const [claimed] = await claimAt(pool, clock.now());
  await deliverTo([receiver.origin], clock.now)(claimed!);
  expect(receiver.received[0]?.headers['content-type']).toBe('application/cloudevents+json');
  await receiver.close();
});

test('a key that was sealed for something else is not signed with', async () => {
  const { db, pool } = database.current;
  const { tenantId } = await createSubscribed(db, 'https://a.example/', {
    signing_key: testSealer.seal(testKey, 'another purpose'),
  });
  await publishEvents(db, { tenantId }, clock.now());
  const [claimed] = await claimAt(pool, clock.now());
  await expect(deliverTo([], clock.now)(claimed!)).rejects.toThrow(/authenticat/);
});

test('what was claimed before a 410 is not sent after it, but claimed anew: the database then knows whether it may be', async () => {
  const { db, pool } = database.current;
  const receiver = await startReceiver((res) => void res.writeHead(410).end());
  const { tenantId } = await createSubscribed(db, receiver.origin);
  await publishEvents(db, { tenantId }, clock.now(), 3);
  const deliver = deliverTo([receiver.origin], clock.now);
  const [first, second, third] = await claimAt(pool, clock.now());
  clock.advance(1);
  expect(await deliver(first!)).toMatchObject({ state: 'skipped', attempt: { status: 410 } });
  const putOff = { state: 'pending', due_at: clock.now(), attempt: null };
  const records = [await deliver(second!), await deliver(third!)];
  expect(records).toMatchObject([putOff, putOff]);
  expect(receiver.received).toHaveLength(1);
  // What was renewed since may want it.
  await deliver({ ...second!, renewals: second!.renewals + 1 });
  expect(receiver.received).toHaveLength(2);
  await recordResults(pool, records);
  clock.advance(1);
  const [again] = await claimAt(pool, clock.now());
  await deliver(again!);
  expect(receiver.received).toHaveLength(3);
  await receiver.close();
});

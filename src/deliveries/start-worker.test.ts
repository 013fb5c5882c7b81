import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import {
  attemptsOf,
  createSubscribed,
  deliveriesOf,
  publishEvents,
  queueOf,
  startTestWorker,
} from '../../test/deliveries.ts';
import { asOwner, testStart, useDatabase } from '../../test/db.ts';
import { type Receiver, startReceiver } from '../../test/receiver.ts';
import { openDatabase } from '../lib/db.ts';
import { silentLog } from '../lib/log.ts';

const database = useDatabase(20);
const clock = (): Date => new Date();
beforeEach(async () => void (await database.current.pool.query('delete from delivery_queue')));

async function receive(answer?: Parameters<typeof startReceiver>[0]): Promise<Receiver> {
  const receiver = await startReceiver(answer);
  onTestFinished(() => receiver.close());
  return receiver;
}

/** Until nothing of the tenant is queued any more. */
async function untilDone(tenantId: number): Promise<void> {
  while ((await queueOf(database.current.db, tenantId)).length > 0) await delay(10);
}

const ids = (receiver: Receiver) => receiver.received.map(({ headers }) => headers['webhook-id']);

test('three workers on one database deliver everything, and nothing twice', async () => {
  const { db, pool } = database.current;
  const receiver = await receive();
  const { tenantId } = await createSubscribed(db, receiver.origin);
  await publishEvents(db, { tenantId }, testStart, 150);
  for (let index = 0; index < 3; index += 1) startTestWorker(pool, [receiver.origin], clock);
  await untilDone(tenantId);
  expect(receiver.received).toHaveLength(150);
  expect(new Set(ids(receiver)).size).toBe(150);
  const deliveries = await deliveriesOf(db, tenantId);
  expect(deliveries.every(({ state, attempts }) => state === 'delivered' && attempts === 1)).toBe(true);
  expect(await attemptsOf(db, tenantId)).toHaveLength(150);
});

test('an answer full of NUL and broken bytes is stored and keeps no other result waiting', async () => {
  const { db, pool } = database.current;
  const receiver = await receive((res, _received, index) => {
    if (index !== 3) return void res.writeHead(200).end('fine');
    res.writeHead(200, { 'x-odd': 'é\u00FF' }).end(Buffer.from([0, 0xff, 0xed, 0xa0, 0x80, 0x5c, 0x75]));
  });
  const { tenantId } = await createSubscribed(db, receiver.origin);
  await publishEvents(db, { tenantId }, testStart, 8);
  startTestWorker(pool, [receiver.origin], clock);
  await untilDone(tenantId);
  const log = await attemptsOf(db, tenantId);
  expect(log).toHaveLength(8);
  expect(log.filter(({ response_body }) => response_body?.startsWith('\uFFFD'))).toHaveLength(1);
});

test('a result that the database refuses is recorded without its answer, and the others of its batch whole', async () => {
  const { db, pool, url } = database.current;
  await asOwner(url, `alter table attempts add constraint no_poison check (response_body <> 'poison')`);
  onTestFinished(async () => void (await asOwner(url, 'alter table attempts drop constraint no_poison')));
  const receiver = await receive(
    (res, _received, index) => void res.end(index % 4 === 1 ? 'poison' : 'fine'),
  );
  const { tenantId } = await createSubscribed(db, receiver.origin);
  await publishEvents(db, { tenantId }, testStart, 12);
  startTestWorker(pool, [receiver.origin], clock);
  await untilDone(tenantId);
  const log = await attemptsOf(db, tenantId);
  expect(log.filter(({ response_body }) => response_body === 'fine')).toHaveLength(9);
  const stripped = log.filter(({ response_body }) => response_body === null);
  expect(stripped).toHaveLength(3);
  expect(stripped).toMatchObject(stripped.map(() => ({ status: 200, error: null, response_headers: null })));
  expect(receiver.received).toHaveLength(12);
});

test('a key that cannot be opened stops only its own webhook', async () => {
  const { db, pool } = database.current;
  const receiver = await receive();
  const broken = await createSubscribed(db, receiver.origin, { signing_key: 'gone.AAAA' });
  const { tenantId } = await createSubscribed(db, receiver.origin);
  await publishEvents(db, broken, testStart, 5);
  await publishEvents(db, { tenantId }, testStart, 5);
  startTestWorker(pool, [receiver.origin], clock);
  await untilDone(tenantId);
  expect(receiver.received).toHaveLength(5);
  await expect
    .poll(() => queueOf(db, broken.tenantId))
    .toMatchObject([...Array(5)].map(() => ({ lease_id: null, attempts: 0 })));
  expect(await deliveriesOf(db, broken.tenantId)).toMatchObject(
    [...Array(5)].map(() => ({ state: 'pending', attempts: 0 })),
  );
});

test('a stop in the middle records what is in flight and hands the rest back, due at once', async () => {
  const { db, pool } = database.current;
  const held: (() => void)[] = [];
  const receiver = await receive((res) => void held.push(() => void res.end()));
  const { tenantId } = await createSubscribed(db, receiver.origin);
  await publishEvents(db, { tenantId }, testStart, 12);
  const worker = startTestWorker(pool, [receiver.origin], clock, { concurrency: 16 });
  await receiver.arrived(8);
  while (held.length < 8) await delay(5);
  const stopped = worker.stop();
  for (const answer of held) answer();
  await stopped;
  expect(receiver.received).toHaveLength(8);
  expect(await attemptsOf(db, tenantId)).toHaveLength(8);
  const left = await queueOf(db, tenantId);
  expect(left).toHaveLength(4);
  expect(left.every(({ lease_id, due_at }) => lease_id === null && due_at <= new Date())).toBe(true);
  startTestWorker(pool, [receiver.origin], clock);
  await receiver.arrived(12);
  while (held.length < 12) await delay(5);
  for (const answer of held.slice(8)) answer();
  await untilDone(tenantId);
  expect((await attemptsOf(db, tenantId)).filter(({ error }) => error !== null)).toEqual([]);
});

test('database connections killed again and again in the middle lose nothing, and the worker goes on', async () => {
  const { db, url } = database.current;
  const victim = new URL(url);
  victim.searchParams.set('application_name', 'victim');
  const own = openDatabase({ url: victim.href, poolSize: 3, log: silentLog });
  onTestFinished(() => own.close());
  const receiver = await receive();
  const { tenantId } = await createSubscribed(db, receiver.origin);
  await publishEvents(db, { tenantId }, testStart, 200);
  const killer = new pg.Client({ connectionString: url, application_name: 'killer' });
  await killer.connect();
  onTestFinished(() => killer.end());
  // A claim whose answer was cut off leaves leases behind; they lapse, here at once.
  const lapse = setInterval(() => {
    void database.current.pool.query(
      `update delivery_queue set leased_until = now() where tenant_id = $1 and leased_at < now() - interval '1 s'`,
      [tenantId],
    );
  }, 250);
  onTestFinished(() => clearInterval(lapse));
  // After the pool, so that it stops before its pool does.
  startTestWorker(own.pool, [receiver.origin], clock, { concurrency: 4 });
  for (let round = 1; round <= 4; round += 1) {
    await receiver.arrived(round * 25);
    await killer.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'victim'`,
    );
  }
  await untilDone(tenantId);
  expect(new Set(ids(receiver)).size).toBe(200);
  const deliveries = await deliveriesOf(db, tenantId);
  expect(deliveries.filter(({ state }) => state === 'delivered')).toHaveLength(200);
  const counted = (await attemptsOf(db, tenantId)).filter(({ number }) => number !== null);
  expect(counted).toHaveLength(200);
});

test('a wake-up starts a delivery at once, and without one the poll finds it', async () => {
  const { db, pool } = database.current;
  const receiver = await receive();
  const { tenantId } = await createSubscribed(db, receiver.origin);
  const { wake } = startTestWorker(pool, [receiver.origin], clock);
  const waits: number[] = [];
  for (let index = 1; index <= 10; index += 1) {
    await publishEvents(db, { tenantId }, new Date());
    const from = performance.now();
    wake.wake();
    await receiver.arrived(index);
    waits.push(performance.now() - from);
    await untilDone(tenantId);
  }
  expect(waits.toSorted((a, b) => a - b)[5]).toBeLessThan(100);
  await publishEvents(db, { tenantId }, new Date());
  await receiver.arrived(11);
});

test('a failed attempt is made again when it is due and not before', async () => {
  const { db, pool } = database.current;
  const receiver = await receive(
    (res, _received, index) => void res.writeHead(index === 0 ? 500 : 200).end(),
  );
  const { tenantId } = await createSubscribed(db, receiver.origin);
  await publishEvents(db, { tenantId }, testStart);
  startTestWorker(pool, [receiver.origin], clock, { schedules: { standard: [0.6], extended: [] } });
  await untilDone(tenantId);
  const [first, second] = await attemptsOf(db, tenantId);
  const gap = second!.started_at.getTime() - first!.started_at.getTime() - first!.duration_ms!;
  expect(gap).toBeGreaterThanOrEqual(600);
  expect(gap).toBeLessThan(1_600);
  const again = receiver.received.map(({ headers, body }) => [headers['webhook-id'], body.toString()]);
  expect(again[0]).toEqual(again[1]);
});

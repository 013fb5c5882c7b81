import { setTimeout as delay } from 'node:timers/promises';
import type { Pool, QueryConfig } from 'pg';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import {
  attemptsOf,
  claimAt,
  createSubscribed,
  deliveriesOf,
  deliverTo,
  publishEvents,
  queueOf,
  startTestWorker,
} from '../../test/deliveries.ts';
import { TestClock, useDatabase } from '../../test/db.ts';
import { type Receiver, startReceiver } from '../../test/receiver.ts';
import { addSeconds } from '../lib/clock.ts';
import { WEIGHT_TO_OPEN } from './endpoints/circuit.ts';
import { FIRST_LIMIT } from './endpoints/endpoint.ts';
import { disableGone } from './queries.ts';

const database = useDatabase(20);
beforeEach(async () => void (await database.current.pool.query('delete from delivery_queue')));

async function receive(answer?: Parameters<typeof startReceiver>[0]): Promise<Receiver> {
  const receiver = await startReceiver(answer);
  onTestFinished(() => receiver.close());
  return receiver;
}

const completed = 'tn.sp.session-completed';

const healthOf = (webhookId: string) =>
  database.current.db
    .selectFrom('webhook_health')
    .selectAll()
    .where('webhook_id', '=', webhookId)
    .executeTakeFirst();

/** A clock that counts how often the worker looks at it: every round of its loops does. */
function countedClock() {
  const clock = new TestClock();
  let looks = 0;
  return {
    advance: (seconds: number) => clock.advance(seconds),
    now: (): Date => {
      looks += 1;
      return clock.now();
    },
    /** Until every loop of a worker has gone round, twice at least. */
    rounds: async (): Promise<void> => {
      const enough = looks + 12;
      while (looks < enough) await delay(10);
    },
  };
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await delay(10);
}

test('endpoints that hang hold a few connections each, and everybody else gets everything', async () => {
  const { db, pool } = database.current;
  const clock = () => new Date();
  const [hanging, quick] = [await receive(() => undefined), await receive()];
  const stuck = [
    await createSubscribed(db, `${hanging.origin}/a`),
    await createSubscribed(db, `${hanging.origin}/b`),
  ];
  const healthy = await createSubscribed(db, quick.origin);
  // The ones that hang are due first, and by far more than there are connections.
  for (const tenant of stuck) await publishEvents(db, tenant, addSeconds(clock(), -60), 100);
  await publishEvents(db, healthy, clock(), 200);
  startTestWorker(pool, [hanging.origin, quick.origin], clock, { concurrency: 32, timeoutMs: 30_000 });
  await until(async () => (await queueOf(db, healthy.tenantId)).length === 0);
  expect(quick.received).toHaveLength(200);
  expect(hanging.received.length).toBeLessThanOrEqual(2 * FIRST_LIMIT);
  for (const tenant of stuck) {
    const leased = (await queueOf(db, tenant.tenantId)).filter(({ lease_id }) => lease_id !== null);
    expect(leased.length).toBeLessThanOrEqual(FIRST_LIMIT);
  }
  await hanging.close();
});

test('an endpoint that fails and fails is left alone, tried with one delivery, and gets all when it is back', async () => {
  const { db, pool } = database.current;
  const clock = countedClock();
  let isBroken = true;
  let isProbe = false;
  const probes: (() => void)[] = [];
  const receiver = await receive((res) => {
    const answer = () => void res.writeHead(isBroken ? 500 : 204).end();
    if (isProbe) probes.push(answer);
    else answer();
  });
  const { tenantId, webhooks } = await createSubscribed(db, receiver.origin);
  const circuit = async () => (await healthOf(webhooks[completed]))?.circuit;
  await publishEvents(db, { tenantId }, clock.now(), 60);
  // The probe is held up for as long as the test looks at it.
  startTestWorker(pool, [receiver.origin], clock.now, { concurrency: 32, timeoutMs: 30_000 });
  await until(async () => (await circuit()) === 'open');
  await until(async () => (await queueOf(db, tenantId)).every(({ lease_id }) => lease_id === null));
  const sent = receiver.received.length;
  expect(sent).toBeGreaterThanOrEqual(WEIGHT_TO_OPEN);
  expect(sent).toBeLessThan(WEIGHT_TO_OPEN + 2 * FIRST_LIMIT);

  // Due again are those that failed; tried is one. While it is, a worker that has seen nothing yet sends nothing either.
  isProbe = true;
  clock.advance(10);
  await receiver.arrived(sent + 1);
  expect(await circuit()).toBe('half_open');
  startTestWorker(pool, [receiver.origin], clock.now, { concurrency: 32 });
  await clock.rounds();
  expect(await circuit()).toBe('half_open');
  expect(receiver.received).toHaveLength(sent + 1);
  isProbe = false;
  for (const answer of probes) answer();
  await until(async () => (await healthOf(webhooks[completed]))?.failed_probes === 1);
  expect(await circuit()).toBe('open');
  expect(receiver.received).toHaveLength(sent + 1);
  isBroken = false;
  clock.advance(19.9);
  await clock.rounds();
  expect(receiver.received).toHaveLength(sent + 1);
  clock.advance(60);
  await until(async () => (await queueOf(db, tenantId)).length === 0);
  expect(await circuit()).toBe('closed');
  expect(await healthOf(webhooks[completed])).toMatchObject({ failing_since: null, failed_attempts: 0 });
  const states = (await deliveriesOf(db, tenantId)).map(({ state }) => state);
  expect(states).toEqual(Array.from({ length: 60 }, () => 'delivered'));
});

/** Asks the database everything but this statement. */
const queryBut =
  (name: string, pool: Pool) =>
  (query: { readonly name?: string }): Promise<unknown> =>
    query.name === name ? Promise.reject(new Error('dead')) : pool.query(query as QueryConfig);

test('410 disables the webhook at once, and what waits for it is skipped', async () => {
  const { db, pool } = database.current;
  const clock = new TestClock();
  const receiver = await receive((res) => void res.writeHead(410).end());
  const { tenantId, webhooks } = await createSubscribed(db, receiver.origin);
  await publishEvents(db, { tenantId }, clock.now());
  startTestWorker(pool, [receiver.origin], clock.now);
  const webhook = () =>
    db.selectFrom('webhooks').selectAll().where('id', '=', webhooks[completed]).executeTakeFirstOrThrow();
  await until(async () => (await webhook()).disabled_at !== null);
  expect(await webhook()).toMatchObject({ disabled_at: clock.now(), disabled_reason: 'gone' });
  await publishEvents(db, { tenantId }, clock.now(), 3);
  await until(async () => (await queueOf(db, tenantId)).length === 0);
  expect(receiver.received).toHaveLength(1);
  expect((await deliveriesOf(db, tenantId)).map(({ state, reason }) => [state, reason])).toEqual(
    Array.from({ length: 4 }, () => ['skipped', 'webhook_disabled']),
  );
});

test('a worker that dies before it has recorded a 410 has disabled the webhook all the same', async () => {
  const { db, pool } = database.current;
  const clock = new TestClock();
  const receiver = await receive((res) => void res.writeHead(410).end());
  const { tenantId, webhooks } = await createSubscribed(db, receiver.origin);
  await publishEvents(db, { tenantId }, clock.now());
  const dying = new Proxy(pool, {
    get: (target, name) =>
      name === 'query' ? queryBut('record_results', target) : (Reflect.get(target, name) as unknown),
  });
  startTestWorker(dying, [receiver.origin], clock.now);
  await receiver.arrived(1);
  await until(async () => {
    const [webhook] = await db
      .selectFrom('webhooks')
      .selectAll()
      .where('id', '=', webhooks[completed])
      .execute();
    return webhook?.disabled_reason === 'gone';
  });
  expect(await attemptsOf(db, tenantId)).toEqual([]);
});

test.each([
  ['enabled again', '/old'],
  ['sent elsewhere', '/new'],
])(
  'a 410 to what was sent before the webhook was %s disables nothing, and its delivery is retried',
  async (_, path) => {
    const { db, pool } = database.current;
    const clock = new TestClock();
    const held: (() => void)[] = [];
    const receiver = await receive((res, _received, index) => {
      if (index === 0) held.push(() => void res.writeHead(410).end());
      else res.writeHead(204).end();
    });
    const { tenantId, webhooks } = await createSubscribed(db, `${receiver.origin}/old`);
    await publishEvents(db, { tenantId }, clock.now());
    startTestWorker(pool, [receiver.origin], clock.now);
    await receiver.arrived(1);
    // As a developer who pauses it, then enables it: with another URL or the same.
    const change = (values: object) =>
      db.updateTable('webhooks').set(values).where('id', '=', webhooks[completed]).execute();
    await change({ disabled_at: clock.now(), disabled_reason: 'paused' });
    await change({
      disabled_at: null,
      disabled_reason: null,
      url: `${receiver.origin}${path}`,
      renewals: 1,
    });
    held[0]?.();
    await until(async () => (await attemptsOf(db, tenantId)).length === 1);
    const webhook = db.selectFrom('webhooks').selectAll().where('id', '=', webhooks[completed]);
    expect(await webhook.executeTakeFirst()).toMatchObject({ disabled_at: null });
    expect(await deliveriesOf(db, tenantId)).toMatchObject([{ state: 'pending', reason: null, attempts: 1 }]);
    clock.advance(11);
    await until(async () => (await queueOf(db, tenantId)).length === 0);
    expect(await deliveriesOf(db, tenantId)).toMatchObject([{ state: 'delivered', attempts: 2 }]);
    expect(await attemptsOf(db, tenantId)).toMatchObject([{ number: 1, status: 410 }, { number: 2 }]);
  },
);

test('of the answers to a webhook that is disabled already, each is told that it is', async () => {
  const { db, pool } = database.current;
  const clock = new TestClock();
  const receiver = await receive((res) => void res.writeHead(410).end());
  const { tenantId, webhooks } = await createSubscribed(db, receiver.origin);
  await publishEvents(db, { tenantId }, clock.now(), 2);
  const claimed = await claimAt(pool, clock.now());
  const gone = await Promise.all(claimed.map((one) => deliverTo([receiver.origin], clock.now)(one)));
  await db
    .updateTable('webhooks')
    .set({ disabled_at: clock.now(), disabled_reason: 'paused' })
    .where('id', '=', webhooks[completed])
    .execute();
  expect(await disableGone(pool, gone, addSeconds(clock.now(), 1))).toEqual(new Set(gone));
  const webhook = await db
    .selectFrom('webhooks')
    .selectAll()
    .where('id', '=', webhooks[completed])
    .executeTakeFirst();
  expect(webhook).toMatchObject({ disabled_at: clock.now(), disabled_reason: 'paused' });
});

test('a Retry-After holds back everything for that endpoint, and its delivery for as long as was asked', async () => {
  const { db, pool } = database.current;
  const clock = countedClock();
  let isBusy = true;
  const receiver = await receive((res) => {
    if (isBusy) res.writeHead(503, { 'retry-after': '120' }).end();
    else res.writeHead(204).end();
  });
  const { tenantId } = await createSubscribed(db, receiver.origin);
  await publishEvents(db, { tenantId }, clock.now());
  startTestWorker(pool, [receiver.origin], clock.now);
  await until(async () => (await attemptsOf(db, tenantId)).length === 1);
  const [first] = await queueOf(db, tenantId);
  expect((first?.due_at.getTime() ?? 0) - clock.now().getTime()).toBeGreaterThanOrEqual(120_000);
  isBusy = false;
  // Another one waits until the endpoint may be asked again, a minute at most.
  await publishEvents(db, { tenantId }, clock.now());
  clock.advance(59);
  await clock.rounds();
  expect(receiver.received).toHaveLength(1);
  clock.advance(2);
  await receiver.arrived(2);
  clock.advance(60);
  await until(async () => (await queueOf(db, tenantId)).length === 0);
});

test('a rate limit is kept on the wire by two workers together', async () => {
  const { db, pool } = database.current;
  const clock = () => new Date();
  const receiver = await receive();
  const perSecond = 25;
  const { tenantId } = await createSubscribed(db, receiver.origin, { rate_limit_per_second: perSecond });
  const beganAt = clock();
  await publishEvents(db, { tenantId }, beganAt, 50);
  for (let index = 0; index < 2; index += 1) startTestWorker(pool, [receiver.origin], clock);
  await receiver.arrived(50);
  const starts = receiver.received.map(({ at }) => at).toSorted((a, b) => a - b);
  // Number k may not begin before k slots have passed, whoever sends it.
  starts.forEach((at, index) => {
    expect(at - beganAt.getTime()).toBeGreaterThanOrEqual(Math.floor((index * 1000) / perSecond));
  });
});

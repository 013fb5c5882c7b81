import { sql } from 'kysely';
import pg from 'pg';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { cloneDatabase, TestClock } from '../../test/db.ts';
import {
  attemptsOf,
  claimAt,
  createSubscribed,
  deliveriesOf,
  publishEvents,
  queueOf,
  recordDelivered,
} from '../../test/deliveries.ts';
import { addSeconds } from '../lib/clock.ts';
import type { Db } from '../lib/db.ts';
import { silentLog } from '../lib/log.ts';
import { ensurePartitions } from '../lib/migrate.ts';
import { retentionLoop } from './retention-loop.ts';

const DAY = 86_400;
const url = 'https://receiver.test/hook';
let database: Awaited<ReturnType<typeof cloneDatabase>>;
let db: Db;
let clock: TestClock;

beforeEach(async () => {
  database = await cloneDatabase();
  onTestFinished(() => database.drop());
  ({ db } = database);
  clock = new TestClock();
});

const loop = (batch = 1_000) => retentionLoop({ db, clock: clock.now, log: silentLog, batch });

/** Everything that is due by now; returns the number of steps that did something. */
async function carryOut(batch?: number): Promise<number> {
  const { runOnce } = loop(batch);
  let steps = 0;
  while ((await runOnce()) === 'more') steps += 1;
  return steps;
}

async function partitions(day: string): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select relname as name from pg_class where relkind = 'r' and relname like ${`%\\_${day}`} order by 1`.execute(
    db,
  );
  return rows.map(({ name }) => name);
}

const keep = (tenantId: number, days: number, payloadDays: number | null = null) =>
  db
    .updateTable('tenants')
    .set({ retention_days: days, payload_retention_days: payloadDays })
    .where('id', '=', tenantId)
    .execute();

const eventsOf = (tenantId: number) =>
  db.selectFrom('events').select(['id', 'body']).where('tenant_id', '=', tenantId).orderBy('id').execute();

/** Publishes and attempts one event a day, the first of them now; the receiver's answers are kept. */
async function liveThrough(tenantId: number, days: number): Promise<void> {
  for (let day = 0; day < days; day += 1) {
    const at = addSeconds(clock.now(), day * DAY);
    await ensurePartitions(db, at);
    await publishEvents(db, { tenantId }, at);
    await recordDelivered(database.pool, await claimAt(database.pool, at), at);
  }
}

const all = ['attempts_20260714', 'deliveries_20260714', 'events_20260714'];

describe('partitions', () => {
  test('are dropped a day after the longest retention of any tenant, and never before', async () => {
    const { tenantId } = await createSubscribed(db, url);
    const other = await createSubscribed(db, url);
    await liveThrough(tenantId, 1);
    await keep(other.tenantId, 40);
    clock.advance(41.3 * DAY);
    await carryOut();
    expect(await partitions('20260714')).toEqual(all);
    expect(await partitions('20260713')).toEqual([]);
    clock.advance(0.2 * DAY);
    expect(clock.now().toISOString()).toMatch(/^2026-08-25T/);
    await carryOut();
    expect(await partitions('20260714')).toEqual([]);
    expect(await partitions('20260715')).toHaveLength(3);
    expect(await deliveriesOf(db, tenantId)).toEqual([]);
  });

  test('are not waited for while a backup reads them: writers go on, and they are dropped once it is done', async () => {
    const { tenantId } = await createSubscribed(db, url);
    await liveThrough(tenantId, 1);
    clock.advance(32 * DAY);
    await ensurePartitions(db, clock.now());
    const backup = new pg.Client({ connectionString: database.url });
    await backup.connect();
    onTestFinished(() => backup.end());
    await backup.query('begin');
    await backup.query('lock table attempts, deliveries, events in access share mode');

    const startedAt = performance.now();
    const giving = loop().runOnce();
    const writing = publishEvents(db, { tenantId }, clock.now(), 20);
    expect(await giving).toBe('idle');
    await writing;
    expect(performance.now() - startedAt).toBeLessThan(5_000);
    expect(await partitions('20260714')).toEqual(all);

    await backup.query('commit');
    await carryOut();
    expect(await partitions('20260714')).toEqual([]);
    expect(await eventsOf(tenantId)).toHaveLength(20);
  });

  test('are dropped once when several processes do it at once', async () => {
    const { tenantId } = await createSubscribed(db, url);
    await liveThrough(tenantId, 1);
    clock.advance(33 * DAY);
    await Promise.all(Array.from({ length: 4 }, () => carryOut()));
    await carryOut();
    expect(await partitions('20260714')).toEqual([]);
  });

  test('stay while something of their day is being sent', async () => {
    const { tenantId } = await createSubscribed(db, url);
    await publishEvents(db, { tenantId }, clock.now());
    clock.advance(33 * DAY);
    const [claimed] = await claimAt(database.pool, clock.now());
    await carryOut();
    expect(await partitions('20260714')).toEqual(all);
    await recordDelivered(database.pool, [claimed!], clock.now());
    expect(await attemptsOf(db, tenantId)).toHaveLength(1);
    await carryOut();
    expect(await partitions('20260714')).toEqual([]);
  });

  test('cannot be dropped by a tenant’s request', async () => {
    await expect(
      db.transaction().execute(async (trx) => {
        await sql`set local role fieldhook_tenant`.execute(trx);
        await sql`select drop_expired_partition(now() + interval '10 years')`.execute(trx);
      }),
    ).rejects.toThrow(/permission denied/);
  });
});

describe('what still waits to be sent', () => {
  test('ends as cancelled: erased at its tenant’s age, and can be seen until its day is dropped', async () => {
    const { tenantId } = await createSubscribed(db, url);
    const short = await createSubscribed(db, url);
    await keep(short.tenantId, 20, 3);
    for (const of of [tenantId, short.tenantId]) await publishEvents(db, { tenantId: of }, clock.now(), 3);
    const stateOf = async (of: number) =>
      (await deliveriesOf(db, of)).map(({ state, reason }) => `${state} ${reason}`);
    clock.advance(3 * DAY + 1);
    await carryOut(2);
    expect(await stateOf(short.tenantId)).toEqual(Array(3).fill('cancelled erased'));
    expect(await queueOf(db, short.tenantId)).toEqual([]);
    expect(await stateOf(tenantId)).toEqual(Array(3).fill('pending null'));
    clock.advance(27 * DAY);
    await carryOut(2);
    expect(await stateOf(tenantId)).toEqual(Array(3).fill('cancelled erased'));
    expect(await queueOf(db, tenantId)).toEqual([]);
    expect((await deliveriesOf(db, tenantId))[0]?.finished_at).toEqual(clock.now());
  });

  test('and was finished before a replay stays what it was', async () => {
    const { tenantId } = await createSubscribed(db, url);
    await liveThrough(tenantId, 1);
    const [delivery] = await deliveriesOf(db, tenantId);
    const { id, event_id, webhook_id } = delivery!;
    const again = { tenant_id: tenantId, delivery_id: id, event_id, webhook_id, due_at: clock.now() };
    await db.insertInto('delivery_queue').values(again).execute();
    clock.advance(31 * DAY);
    await loop().runOnce();
    expect(await queueOf(db, tenantId)).toEqual([]);
    expect(await deliveriesOf(db, tenantId)).toEqual([delivery]);
  });
});

describe('a shorter retention', () => {
  test('of payloads empties events and attempts and leaves the rows; nobody else’s', async () => {
    const { tenantId } = await createSubscribed(db, url);
    const other = await createSubscribed(db, url);
    await keep(tenantId, 30, 2);
    await liveThrough(tenantId, 4);
    await publishEvents(db, other, clock.now());
    clock.advance(3.5 * DAY);
    const before = await deliveriesOf(db, tenantId);
    await carryOut();
    expect((await eventsOf(tenantId)).map(({ body }) => body === null)).toEqual([true, true, false, false]);
    const attempts = await attemptsOf(db, tenantId);
    const shown = attempts.map((row) => [
      row.status,
      row.request_headers,
      row.response_headers,
      row.response_body,
    ]);
    const kept = [200, expect.any(Object), {}, 'ok'];
    expect(shown).toEqual([[200, null, null, null], [200, null, null, null], kept, kept]);
    expect(await deliveriesOf(db, tenantId)).toEqual(before);
    expect((await eventsOf(other.tenantId))[0]?.body).toEqual(expect.any(String));
  });

  test('of all of it deletes the rows a day later', async () => {
    const { tenantId } = await createSubscribed(db, url);
    const other = await createSubscribed(db, url);
    await keep(tenantId, 2);
    await liveThrough(tenantId, 4);
    await liveThrough(other.tenantId, 1);
    clock.advance(3.5 * DAY);
    await carryOut();
    expect(await eventsOf(tenantId)).toHaveLength(3);
    expect((await eventsOf(tenantId)).map(({ body }) => body === null)).toEqual([true, false, false]);
    expect(await deliveriesOf(db, tenantId)).toHaveLength(3);
    expect(await attemptsOf(db, tenantId)).toHaveLength(3);
    expect(await eventsOf(other.tenantId)).toHaveLength(1);
    expect(await attemptsOf(db, other.tenantId)).toHaveLength(1);
  });

  test('goes in small steps, stops after any of them, and goes on where it was', async () => {
    const { tenantId } = await createSubscribed(db, url);
    await keep(tenantId, 30, 1);
    for (let second = 0; second < 9; second += 1) {
      await publishEvents(db, { tenantId }, addSeconds(clock.now(), second));
    }
    clock.advance(2 * DAY);
    const { runOnce } = loop(3);
    while ((await queueOf(db, tenantId)).length > 0) await runOnce();
    const erased = async () => (await eventsOf(tenantId)).filter(({ body }) => body === null).length;
    expect(await erased()).toBe(0);
    await runOnce();
    expect(await erased()).toBe(3);
    await runOnce();
    expect(await erased()).toBe(6);
    await Promise.all([carryOut(3), carryOut(3)]);
    expect(await erased()).toBe(9);
  });

  test('is not gone over again: the next time begins where the last one ended', async () => {
    const { tenantId } = await createSubscribed(db, url);
    await keep(tenantId, 30, 1);
    await liveThrough(tenantId, 1);
    clock.advance(2 * DAY);
    expect(await carryOut()).toBeGreaterThan(0);
    expect(await carryOut()).toBe(0);
    const progress = await db.selectFrom('erasure_progress').selectAll().execute();
    const { rows } = await sql<{
      id: string;
    }>`select uuid_floor(${addSeconds(clock.now(), -DAY)}) as id`.execute(db);
    expect(progress).toMatchObject([{ tenant_id: tenantId, payloads_before: rows[0]?.id }]);
  });

  test('waits for what is just being sent, so that no answer is recorded behind it', async () => {
    const { tenantId } = await createSubscribed(db, url);
    await keep(tenantId, 30, 1);
    await publishEvents(db, { tenantId }, clock.now());
    clock.advance(2 * DAY);
    const [claimed] = await claimAt(database.pool, clock.now());
    await carryOut();
    expect((await eventsOf(tenantId))[0]?.body).toEqual(expect.any(String));
    await recordDelivered(database.pool, [claimed!], clock.now());
    await carryOut();
    expect((await eventsOf(tenantId))[0]?.body).toBeNull();
    expect(await attemptsOf(db, tenantId)).toMatchObject([{ status: 200, response_body: null }]);
  });

  test('that is as long as the longest writes nothing at all', async () => {
    const { tenantId } = await createSubscribed(db, url);
    await liveThrough(tenantId, 1);
    clock.advance(30.5 * DAY);
    await carryOut();
    expect((await eventsOf(tenantId))[0]?.body).toEqual(expect.any(String));
    expect(await db.selectFrom('erasure_progress').selectAll().execute()).toEqual([]);
  });
});

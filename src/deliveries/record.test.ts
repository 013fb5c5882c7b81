import { beforeEach, expect, test } from 'vitest';
import {
  attemptsOf,
  claimAt,
  createSubscribed,
  deliveriesOf,
  publishEvents,
  queueOf,
  recordOf,
} from '../../test/deliveries.ts';
import { TestClock, useDatabase } from '../../test/db.ts';
import { addSeconds } from '../lib/clock.ts';
import type { ClaimedDelivery } from './claim.ts';
import { insertLostLeases } from './queries.ts';
import { recordResults } from './record.ts';

const database = useDatabase();
let clock: TestClock;
beforeEach(() => {
  clock = new TestClock();
});

/** Events of a new tenant, claimed. */
async function claimNew(count: number): Promise<{ tenantId: number; claimed: ClaimedDelivery[] }> {
  const { db, pool } = database.current;
  await pool.query('delete from delivery_queue');
  const { tenantId } = await createSubscribed(db, 'https://a.example/hook');
  await publishEvents(db, { tenantId }, clock.now(), count);
  return { tenantId, claimed: await claimAt(pool, clock.now()) };
}

const retryOf = (claimed: ClaimedDelivery, at: Date) =>
  recordOf(claimed, at, { state: 'pending', due_at: addSeconds(at, 10), finished_at: null });

test('a batch of different outcomes is recorded whole: state, queue and log', async () => {
  const { db, pool } = database.current;
  const { tenantId, claimed } = await claimNew(4);
  const [delivered, retried, failed, skipped] = claimed as [
    ClaimedDelivery,
    ClaimedDelivery,
    ClaimedDelivery,
    ClaimedDelivery,
  ];
  const at = addSeconds(clock.now(), 1);
  const kept = await recordResults(pool, [
    recordOf(delivered, at),
    retryOf(retried, at),
    recordOf(failed, at, { state: 'failed', reason: 'retries_exhausted' }),
    recordOf(skipped, at, { state: 'skipped', reason: 'webhook_disabled', attempt: null }),
  ]);
  expect(kept).toEqual(new Set(claimed.map(({ deliveryId }) => deliveryId)));
  const states = new Map((await deliveriesOf(db, tenantId)).map((row) => [row.id, row]));
  expect(states.get(delivered.deliveryId)).toMatchObject({
    state: 'delivered',
    attempts: 1,
    finished_at: at,
  });
  expect(states.get(retried.deliveryId)).toMatchObject({ state: 'pending', attempts: 1, finished_at: null });
  expect(states.get(failed.deliveryId)).toMatchObject({ state: 'failed', reason: 'retries_exhausted' });
  expect(states.get(skipped.deliveryId)).toMatchObject({ state: 'skipped', attempts: 0 });
  expect(await queueOf(db, tenantId)).toMatchObject([
    {
      delivery_id: retried.deliveryId,
      due_at: addSeconds(at, 10),
      attempts: 1,
      lease_id: null,
      leased_at: null,
    },
  ]);
  const log = await attemptsOf(db, tenantId);
  expect(log).toHaveLength(3);
  expect(log.map((row) => row.delivery_id)).not.toContain(skipped.deliveryId);
});

test('a retry counts on: the next claim knows how many POSTs there were', async () => {
  const { pool } = database.current;
  const { claimed } = await claimNew(1);
  await recordResults(pool, [retryOf(claimed[0]!, clock.now())]);
  clock.advance(10);
  const again = await claimAt(pool, clock.now());
  expect(again).toMatchObject([{ attempts: 1, lostLease: null }]);
});

test('what comes after a successor has claimed changes nothing', async () => {
  const { db, pool } = database.current;
  const { tenantId, claimed } = await claimNew(1);
  const [mine] = claimed as [ClaimedDelivery];
  clock.advance(61);
  const [successor] = (await claimAt(pool, clock.now())) as [ClaimedDelivery];
  const queued = await queueOf(db, tenantId);
  expect(await recordResults(pool, [recordOf(mine, clock.now())])).toEqual(new Set());
  expect(await recordResults(pool, [retryOf(mine, clock.now())])).toEqual(new Set());
  expect(await queueOf(db, tenantId)).toEqual(queued);
  expect(await attemptsOf(db, tenantId)).toEqual([]);
  expect(await deliveriesOf(db, tenantId)).toMatchObject([{ state: 'pending', attempts: 0 }]);
  expect((await recordResults(pool, [recordOf(successor, clock.now())])).size).toBe(1);
  expect(await recordResults(pool, [recordOf(mine, clock.now())])).toEqual(new Set());
  expect(await deliveriesOf(db, tenantId)).toMatchObject([{ state: 'delivered', attempts: 1 }]);
});

test('a late result in the same batch as its successor changes nothing, whichever comes first', async () => {
  const { db, pool } = database.current;
  for (const isLateFirst of [true, false]) {
    const { tenantId, claimed } = await claimNew(1);
    clock.advance(61);
    const [successor] = (await claimAt(pool, clock.now())) as [ClaimedDelivery];
    const failed = { state: 'failed', reason: 'retries_exhausted' };
    const batch = [recordOf(claimed[0]!, clock.now(), failed), retryOf(successor, clock.now())];
    await recordResults(pool, isLateFirst ? batch : batch.toReversed());
    expect(await attemptsOf(db, tenantId)).toMatchObject([{ id: successor.leaseId }]);
    expect(await deliveriesOf(db, tenantId)).toMatchObject([{ state: 'pending', reason: null }]);
    expect(await queueOf(db, tenantId)).toHaveLength(1);
  }
});

test('recording the same result twice counts once', async () => {
  const { db, pool } = database.current;
  const { tenantId, claimed } = await claimNew(1);
  const record = recordOf(claimed[0]!, clock.now());
  const counted = await Promise.all([recordResults(pool, [record]), recordResults(pool, [record])]);
  expect(counted.reduce((sum, kept) => sum + kept.size, 0)).toBe(1);
  expect(await attemptsOf(db, tenantId)).toHaveLength(1);
});

test('a lapsed lease is logged as worker_lost under its own id and uses up no retry', async () => {
  const { db, pool } = database.current;
  const { tenantId, claimed } = await claimNew(1);
  const leasedAt = clock.now();
  clock.advance(60);
  const again = await claimAt(pool, clock.now());
  expect(again).toMatchObject([{ attempts: 0, lostLease: { id: claimed[0]?.leaseId, at: leasedAt } }]);
  await insertLostLeases(pool, again);
  await insertLostLeases(pool, again);
  expect(await attemptsOf(db, tenantId)).toMatchObject([
    {
      id: claimed[0]?.leaseId,
      number: null,
      started_at: leasedAt,
      error: 'worker_lost',
      url: 'https://a.example/hook',
      status: null,
    },
  ]);
  await recordResults(pool, [retryOf(again[0]!, clock.now())]);
  const log = await attemptsOf(db, tenantId);
  expect(log.map(({ number, error }) => [number, error])).toEqual([
    [null, 'worker_lost'],
    [1, null],
  ]);
  expect(await queueOf(db, tenantId)).toMatchObject([{ attempts: 1 }]);
});

test('an empty batch is no error', async () => {
  const { pool } = database.current;
  expect(await recordResults(pool, [])).toEqual(new Set());
  await insertLostLeases(pool, []);
});

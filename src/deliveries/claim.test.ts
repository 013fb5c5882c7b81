import { beforeEach, expect, test } from 'vitest';
import { claimAt, createSubscribed, publishEvents, queueOf } from '../../test/deliveries.ts';
import { TestClock, testStart, useDatabase } from '../../test/db.ts';
import { testKey, testSealer } from '../../test/factories.ts';
import { addSeconds } from '../lib/clock.ts';
import { newTimeOrderedId } from '../lib/ids.ts';
import { claimDue } from './claim.ts';
import { releaseLeases } from './queries.ts';

const database = useDatabase();
beforeEach(async () => void (await database.current.pool.query('delete from delivery_queue')));

test('a claim leases what is due until the end of the lease and leaves its due time', async () => {
  const { db, pool } = database.current;
  const { tenantId } = await createSubscribed(db, 'https://a.example/hook');
  await publishEvents(db, { tenantId }, testStart, 3);
  const claimed = await claimAt(pool, testStart);
  expect(claimed).toHaveLength(3);
  for (const row of await queueOf(db, tenantId)) {
    expect(row).toMatchObject({
      due_at: testStart,
      leased_until: addSeconds(testStart, 60),
      lease_id: claimed[0]?.leaseId,
    });
    expect(row.leased_at).toEqual(testStart);
  }
  expect(await claimAt(pool, testStart)).toEqual([]);
  expect(await claimAt(pool, addSeconds(testStart, 59.999))).toEqual([]);
  await claimAt(pool, addSeconds(testStart, 60));
});

test('nothing is claimed a millisecond before it is due, and the longest due comes first', async () => {
  const { db, pool } = database.current;
  const clock = new TestClock(addSeconds(testStart, 1_000));
  const { tenantId } = await createSubscribed(db, 'https://a.example/hook');
  const [late] = await publishEvents(db, { tenantId }, addSeconds(clock.now(), 2));
  const [early] = await publishEvents(db, { tenantId }, addSeconds(clock.now(), 1));
  const claimOne = (now: Date) => claimAt(pool, now, 1);
  clock.advance(0.999);
  expect(await claimOne(clock.now())).toEqual([]);
  clock.advance(2);
  const order = [...(await claimOne(clock.now())), ...(await claimOne(clock.now()))];
  expect(order.map(({ sharedBody }) => sharedBody.includes(`"userassignedid":"${early}"`))).toEqual([
    true,
    false,
  ]);
  expect(order[1]?.sharedBody).toContain(`"userassignedid":"${late}"`);
});

test('workers that claim at once never get the same delivery, and together get all of them', async () => {
  const { db, pool } = database.current;
  const now = addSeconds(testStart, 5_000);
  const { tenantId } = await createSubscribed(db, 'https://a.example/hook');
  await publishEvents(db, { tenantId }, now, 120);
  const batches = await Promise.all(Array.from({ length: 30 }, () => claimAt(pool, now, 7)));
  const ids = batches.flat().map(({ deliveryId }) => deliveryId);
  expect(new Set(ids).size).toBe(ids.length);
  while (ids.length < 120) {
    const more = await claimAt(pool, now, 7);
    expect(more).not.toHaveLength(0);
    ids.push(...more.map(({ deliveryId }) => deliveryId));
  }
  expect(new Set(ids).size).toBe(120);
});

test('a claim carries what sending takes: the URL and the keys are those of now, not of the event', async () => {
  const { db, pool } = database.current;
  const now = addSeconds(testStart, 6_000);
  const { tenantId, appId } = await createSubscribed(db, 'https://old.example/hook');
  await publishEvents(db, { tenantId }, now);
  const [fresh, old] = [
    testSealer.seal('n'.repeat(32), 'webhook signing key'),
    testSealer.seal(testKey, 'x'),
  ];
  await db
    .updateTable('webhooks')
    .set({
      url: 'https://new.example/hook',
      content_type: 'application/cloudevents+json',
      retry_schedule: 'extended',
      signing_key: fresh,
      previous_signing_key: old,
      previous_signing_key_until: addSeconds(now, 60),
    })
    .where('app_id', '=', appId)
    .execute();
  const claimed = (await claimAt(pool, now))[0];
  expect(claimed).toMatchObject({
    url: 'https://new.example/hook',
    contentType: 'application/cloudevents+json',
    retrySchedule: 'extended',
    signingKeys: [fresh, old],
    attempts: 0,
    withheld: null,
    lostLease: null,
  });
  // The lease lapses exactly when the overlap of the keys ends.
  const after = (await claimAt(pool, addSeconds(now, 60)))[0];
  expect(after?.signingKeys).toEqual([fresh]);
});

test('what is handed back is due at once, and only for the lease that hands it back', async () => {
  const { db, pool } = database.current;
  const now = addSeconds(testStart, 7_000);
  const { tenantId } = await createSubscribed(db, 'https://a.example/hook');
  await publishEvents(db, { tenantId }, now);
  const first = await claimAt(pool, now);
  await releaseLeases(pool, first);
  expect(await queueOf(db, tenantId)).toMatchObject([
    { due_at: now, lease_id: null, leased_at: null, leased_until: null, attempts: 0 },
  ]);
  const second = await claimAt(pool, addSeconds(now, 1));
  expect(second).toMatchObject([{ lostLease: null }]);
  await releaseLeases(pool, first);
  expect(await queueOf(db, tenantId)).toMatchObject([{ lease_id: second[0]?.leaseId }]);
});

test('a claim of nothing is empty, and so is handing nothing back', async () => {
  const { pool } = database.current;
  const now = new Date('2026-07-13T00:00:00Z');
  const leaseId = newTimeOrderedId(now);
  expect(await claimDue(pool, { now, lanes: [], leaseUntil: now, leaseId })).toEqual([]);
  const nowhere = { webhookId: leaseId, tenantId: 1, share: 10, isTrusted: false };
  expect(await claimDue(pool, { now, lanes: [nowhere], leaseUntil: now, leaseId })).toEqual([]);
  await releaseLeases(pool, []);
});

const byTenant = ([one = 0]: number[], [other = 0]: number[]): number => one - other;

test('of each lane no more than its share is leased, and of no other lane anything', async () => {
  const { db, pool } = database.current;
  const now = addSeconds(testStart, 8_000);
  const [one, two, other] = [
    await createSubscribed(db, 'https://a.example/'),
    await createSubscribed(db, 'https://b.example/'),
    await createSubscribed(db, 'https://c.example/'),
  ];
  for (const app of [one, two, other]) await publishEvents(db, app, now, 5);
  const laneOf = ({ tenantId, webhooks }: typeof one, share: number) => {
    return { webhookId: webhooks['tn.sp.session-completed'], tenantId, share, isTrusted: false };
  };
  const lanes = [laneOf(one, 3), laneOf(two, 9), { ...laneOf(other, 5), tenantId: one.tenantId }];
  const leaseId = newTimeOrderedId(now);
  const claimed = await claimDue(pool, { now, lanes, leaseUntil: addSeconds(now, 60), leaseId });
  const got = Map.groupBy(claimed, ({ tenantId }) => tenantId);
  expect([...got].map(([tenantId, { length }]) => [tenantId, length]).toSorted(byTenant)).toEqual([
    [one.tenantId, 3],
    [two.tenantId, 5],
  ]);
  const { rows } = await pool.query('select from delivery_queue where lease_id is not null');
  expect(rows).toHaveLength(8);
});

import { expect, onTestFinished, test } from 'vitest';
import { buildTestApp } from '../../test/app.ts';
import { TestClock, testStart, useDatabase } from '../../test/db.ts';
import {
  birthLease,
  claimAt,
  createSubscribed,
  publishEvent,
  queueOf,
  startTestWorker,
} from '../../test/deliveries.ts';
import { createScheduler } from '../../test/factories.ts';
import { startReceiver } from '../../test/receiver.ts';
import { Handover, type Leased } from './handover.ts';
import { releaseLeases } from './queries.ts';

const database = useDatabase();
const url = 'https://app.example/hook';

test('what is leased when it is born is what a claim would have given', async () => {
  const { db, pool } = database.current;
  const tenant = await createSubscribed(db, url);
  const lease = birthLease(testStart);
  const { leased, isQueued } = await publishEvent(db, tenant, testStart, lease);
  expect(isQueued).toBe(false);
  const { leaseId, leasedAt, leasedUntil } = lease;
  expect(await queueOf(db, tenant.tenantId)).toMatchObject([
    { lease_id: leaseId, leased_at: leasedAt, leased_until: leasedUntil, ready: true },
  ]);
  expect(await claimAt(pool, testStart)).toEqual([]);
  await releaseLeases(pool, leased?.deliveries ?? []);
  const claimed = await claimAt(pool, testStart);
  expect(leased).toEqual({ at: leasedAt, deliveries: claimed.map((one) => ({ ...one, leaseId })) });
});

test('a lease that nobody lives to use lapses like any other', async () => {
  const { db, pool } = database.current;
  const tenant = await createSubscribed(db, url);
  const lease = birthLease(testStart);
  await publishEvent(db, tenant, testStart, lease);
  const after = new Date(lease.leasedUntil.getTime() + 1);
  const claimed = (await claimAt(pool, after)).filter(({ tenantId }) => tenantId === tenant.tenantId);
  expect(claimed).toMatchObject([{ lostLease: { id: lease.leaseId, at: testStart } }]);
});

test('nothing is leased for a webhook that is refused, has a rate limit or may not be sent to, and nothing without a lease', async () => {
  const { db } = database.current;
  const lease = birthLease(testStart);
  const queued = [
    [await createSubscribed(db, url), undefined],
    [await createSubscribed(db, url, { rate_limit_per_second: 5 }), lease],
    [await createSubscribed(db, url), { circuit: 'open', opened_at: testStart, probe_at: testStart }],
    [await createSubscribed(db, url), { throttled_until: new Date(testStart.getTime() + 1) }],
  ] as const;
  for (const [tenant, given] of queued) {
    const webhook_id = tenant.webhooks['tn.sp.session-completed'];
    if (given !== undefined && !('leaseId' in given))
      await db
        .insertInto('webhook_health')
        .values({ webhook_id, ...given })
        .execute();
    const published = await publishEvent(db, tenant, testStart, given === undefined ? given : lease);
    expect(published).toMatchObject({ leased: undefined, isQueued: true });
    expect(await queueOf(db, tenant.tenantId)).toMatchObject([{ lease_id: null, leased_until: null }]);
  }
  const refused = await createSubscribed(db, url);
  const refusing = birthLease(testStart, [refused.webhooks['tn.sp.session-completed'] ?? '']);
  expect(await publishEvent(db, refused, testStart, refusing)).toMatchObject({ isQueued: true });
  const unconnected = await createSubscribed(db, url);
  await db
    .updateTable('connections')
    .set({ disabled_at: testStart })
    .where('tenant_id', '=', unconnected.tenantId)
    .execute();
  expect(await publishEvent(db, unconnected, testStart, lease)).toMatchObject({
    leased: undefined,
    isQueued: false,
  });
});

test('a completion is handed over once, after its commit, and one that fails never', async () => {
  const { db } = database.current;
  const clock = new TestClock();
  const tenant = await createSubscribed(db, url);
  const schedulerId = await createScheduler(db, tenant, { creates: 'booking' });
  const taken: Leased[] = [];
  const handover = new Handover(() => undefined);
  handover.connect({ offer: birthLease, take: (leased) => void taken.push(leased) });
  const app = await buildTestApp(db, clock.now, () => undefined, [], { handover });
  onTestFinished(() => app.close());
  const post = (path: string, payload: object, secret = '') =>
    app.inject({
      method: 'POST',
      url: `/scheduler/v1/sessions${path}`,
      headers: { authorization: `Bearer ${secret}`, 'idempotency-key': 'one', 'user-agent': 'Mozilla/5.0' },
      payload,
    });
  const opened = await post('', { dataApiKey: tenant.dataApiKey, schedulerId });
  const { sessionId, secret } = opened.json<{ sessionId: string; secret: string }>();
  const refused = await post(`/${sessionId}/complete`, { sequence: 1 }, secret);
  expect([refused.statusCode, taken]).toEqual([400, []]);
  const body = { sequence: 1, customer: { phone: '+13105550142' } };
  for (let time = 0; time < 2; time += 1) {
    expect((await post(`/${sessionId}/complete`, body, secret)).statusCode).toBe(200);
    expect(taken).toHaveLength(1);
  }
  const [row] = await queueOf(db, tenant.tenantId);
  expect(taken).toMatchObject([{ deliveries: [{ deliveryId: row?.delivery_id, leaseId: row?.lease_id }] }]);
});

test('a worker sends what it is handed, and hands back what comes after it has stopped', async () => {
  const { db, pool } = database.current;
  const clock = new TestClock();
  const receiver = await startReceiver();
  onTestFinished(() => receiver.close());
  const tenant = await createSubscribed(db, receiver.origin);
  const handover = new Handover(() => undefined);
  const { stop } = startTestWorker(pool, [receiver.origin], clock.now, { handover });
  const late = handover.offer(clock.now());
  expect(late).toMatchObject({ refused: [] });
  handover.dispatch(await publishEvent(db, tenant, clock.now(), handover.offer(clock.now())));
  await receiver.arrived(1);
  const published = await publishEvent(db, tenant, clock.now(), late);
  await stop();
  expect(handover.offer(clock.now())).toBeUndefined();
  expect(await queueOf(db, tenant.tenantId)).toMatchObject([{ lease_id: late?.leaseId }]);
  handover.dispatch(published);
  await expect
    .poll(() => queueOf(db, tenant.tenantId), { interval: 5 })
    .toMatchObject([{ lease_id: null, leased_until: null }]);
  expect(receiver.received).toHaveLength(1);
});

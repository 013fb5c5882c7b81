import { beforeEach, expect, test } from 'vitest';
import { createSubscribed, publishEvents } from '../../../test/deliveries.ts';
import { testStart, useDatabase } from '../../../test/db.ts';
import { addSeconds } from '../../lib/clock.ts';
import { newTimeOrderedId } from '../../lib/ids.ts';
import type { Report } from './circuit.ts';
import { claimDue } from '../claim.ts';
import { listLanes } from '../list-lanes.ts';
import { listBlocked, mergeReports, reserveSlots, takeProbes } from './health.ts';

const database = useDatabase();
beforeEach(async () => {
  await database.current.pool.query('delete from delivery_queue');
  await database.current.pool.query('delete from webhook_health');
});

const now = addSeconds(testStart, 600);
const after = (seconds: number): Date => addSeconds(now, seconds);

async function newWebhook(): Promise<{ tenantId: number; webhookId: string }> {
  const { tenantId, webhooks } = await createSubscribed(database.current.db, 'https://a.example/');
  return { tenantId, webhookId: webhooks['tn.sp.session-completed'] };
}

const failures = (count: number, at: Date): Report => ({
  succeededAt: null,
  failures: count,
  failureWeight: count,
  firstFailedAt: at,
  lastFailedAt: at,
  lastError: 'connection_refused',
  lastFailureBeganAt: at,
  throttledUntil: null,
});

const healthOf = (webhookId: string) =>
  database.current.db
    .selectFrom('webhook_health')
    .selectAll()
    .where('webhook_id', '=', webhookId)
    .executeTakeFirst();

const openCircuit = (webhookId: string): Promise<void> =>
  mergeReports(database.current.pool, new Map([[webhookId, failures(20, now)]]), now);

test('what several processes report at once adds up, whatever order they name the endpoints in', async () => {
  const { pool } = database.current;
  const [one, other] = [await newWebhook(), await newWebhook()];
  const reports = (ids: string[]) => new Map(ids.map((id) => [id, failures(1, now)]));
  await Promise.all(
    Array.from({ length: 12 }, (_, index) => {
      const ids = [one.webhookId, other.webhookId];
      return mergeReports(pool, reports(index % 2 === 0 ? ids : ids.toReversed()), now);
    }),
  );
  for (const { webhookId } of [one, other]) {
    expect(await healthOf(webhookId)).toMatchObject({
      circuit: 'closed',
      failure_weight: 12,
      failed_attempts: 12,
      failing_since: now,
      last_error: 'connection_refused',
    });
  }
});

test('a webhook that is not there any more is passed over', async () => {
  const { pool } = database.current;
  await mergeReports(pool, new Map([['00000000-0000-4000-8000-000000000000', failures(1, now)]]), now);
  await mergeReports(pool, new Map(), now);
  expect((await pool.query('select from webhook_health')).rows).toEqual([]);
});

test.each([
  ['open', () => undefined],
  ['half open', () => takeProbes(database.current.pool, after(10))],
])('to an endpoint whose circuit is %s a stranger sends nothing', async (_, go) => {
  const { db, pool } = database.current;
  const { tenantId, webhookId } = await newWebhook();
  await publishEvents(db, { tenantId }, testStart, 3);
  await openCircuit(webhookId);
  await go();
  const look = { now, after: null, from: new Map(), mayReceive: new Map<string, boolean>() };
  expect((await listLanes(pool, look)).lanes).toEqual([]);
  const share = { webhookId, tenantId, share: 1 };
  const claim = (isTrusted: boolean) =>
    claimDue(pool, {
      now,
      lanes: [{ ...share, isTrusted }],
      leaseUntil: after(60),
      leaseId: newTimeOrderedId(now),
    });
  expect(await claim(false)).toEqual([]);
  expect(await listBlocked(pool, [webhookId], now)).toEqual([webhookId]);
  // Whoever has the probe says so.
  const probing = await listLanes(pool, { ...look, mayReceive: new Map([[webhookId, true]]) });
  expect(probing.lanes).toHaveLength(1);
  expect(await claim(true)).toHaveLength(1);
});

test('a probe is taken by one process only, not before it is due, and again when that one does not come back', async () => {
  const { db, pool } = database.current;
  const { tenantId, webhookId } = await newWebhook();
  await publishEvents(db, { tenantId }, testStart);
  await openCircuit(webhookId);
  expect(await takeProbes(pool, after(9.999))).toEqual([]);
  const taken = await Promise.all(Array.from({ length: 8 }, () => takeProbes(pool, after(10))));
  expect(taken.flat()).toEqual([webhookId]);
  expect(await healthOf(webhookId)).toMatchObject({ circuit: 'half_open', opened_at: now });
  expect(await takeProbes(pool, after(39.999))).toEqual([]);
  expect(await takeProbes(pool, after(40))).toEqual([webhookId]);
  expect(await healthOf(webhookId)).toMatchObject({ circuit: 'half_open', opened_at: now });
});

test('a probe that fails opens the circuit again, one that succeeds closes it', async () => {
  const { db, pool } = database.current;
  const { tenantId, webhookId } = await newWebhook();
  await publishEvents(db, { tenantId }, testStart);
  await openCircuit(webhookId);
  await takeProbes(pool, after(10));
  await mergeReports(pool, new Map([[webhookId, failures(1, after(11))]]), after(11));
  expect(await healthOf(webhookId)).toMatchObject({ circuit: 'open', probe_at: after(31), failed_probes: 1 });
  expect(await takeProbes(pool, after(31))).toEqual([webhookId]);
  const succeeded = { ...failures(0, after(32)), succeededAt: after(32), lastFailureBeganAt: null };
  await mergeReports(pool, new Map([[webhookId, succeeded]]), after(32));
  expect(await healthOf(webhookId)).toMatchObject({ circuit: 'closed', opened_at: null, probe_at: null });
});

test('without anything to try, a probe is not taken', async () => {
  const { pool } = database.current;
  const { webhookId } = await newWebhook();
  await openCircuit(webhookId);
  expect(await takeProbes(pool, after(60))).toEqual([]);
});

test('an endpoint that asked to wait is left alone until then', async () => {
  const { pool } = database.current;
  const { webhookId } = await newWebhook();
  const throttled = { ...failures(1, now), throttledUntil: after(30) };
  await mergeReports(pool, new Map([[webhookId, throttled]]), now);
  expect(await listBlocked(pool, [webhookId], after(29))).toEqual([webhookId]);
  expect(await listBlocked(pool, [webhookId], after(30))).toEqual([]);
});

test('slots of a rate limit are spaced evenly over all processes, and none is given twice', async () => {
  const { pool } = database.current;
  const { webhookId } = await newWebhook();
  const request = { webhookId, ratePerSecond: 10, count: 3 };
  const firsts = await Promise.all(Array.from({ length: 5 }, () => reserveSlots(pool, [request], now)));
  const offsets = firsts.map((slots) => ((slots.get(webhookId)?.getTime() ?? 0) - now.getTime()) / 1000);
  expect(offsets.toSorted((a, b) => a - b)).toEqual([0, 0.3, 0.6, 0.9, 1.2]);
});

test('nobody gets slots that begin later than what was claimed may begin, so that none is reserved in vain', async () => {
  const { pool } = database.current;
  const { webhookId } = await newWebhook();
  const request = { webhookId, ratePerSecond: 1, count: 1 };
  const reserve = async (at: Date) => (await reserveSlots(pool, [request], at)).get(webhookId);
  for (let second = 0; second <= 8; second += 1) expect(await reserve(now)).toEqual(after(second));
  expect(await reserve(now)).toBeUndefined();
  expect(await reserve(after(0.999))).toBeUndefined();
  expect(await reserve(after(1))).toEqual(after(9));
  expect(await reserve(after(1))).toBeUndefined();
});

test('slots that were not used are not saved up', async () => {
  const { pool } = database.current;
  const { webhookId } = await newWebhook();
  const request = { webhookId, ratePerSecond: 10, count: 1 };
  await reserveSlots(pool, [request], now);
  expect((await reserveSlots(pool, [request], after(100))).get(webhookId)).toEqual(after(100));
  expect((await reserveSlots(pool, [request], after(100))).get(webhookId)).toEqual(after(100.1));
});

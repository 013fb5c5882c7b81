import { beforeEach, expect, test } from 'vitest';
import { createSubscribed, publishEvents } from '../../test/deliveries.ts';
import { testStart, useDatabase } from '../../test/db.ts';
import { connect, createTenant, type TestApp, type TestTenant } from '../../test/factories.ts';
import { addSeconds } from '../lib/clock.ts';
import type { Db } from '../lib/db.ts';
import { newTimeOrderedId } from '../lib/ids.ts';
import { type Claim, type Claimed, claimDue } from './claim.ts';
import { promoteDue } from './queries.ts';

const database = useDatabase();
beforeEach(async () => void (await database.current.pool.query('delete from delivery_queue')));

const now = addSeconds(testStart, 60);

function claim(given: Partial<Claim> = {}): Promise<Claimed> {
  return claimDue(database.current.pool, {
    now,
    limit: 100,
    leaseUntil: addSeconds(now, 60),
    leaseId: newTimeOrderedId(now),
    rooms: new Map(),
    otherRoom: 8,
    after: null,
    ...given,
  });
}

const perWebhook = ({ deliveries }: Claimed): number[] =>
  [...Map.groupBy(deliveries, ({ webhookId }) => webhookId).values()].map(({ length }) => length);

/** Another tenant of the same app. */
async function addTenant(db: Db, app: TestApp): Promise<TestTenant> {
  const tenant = await createTenant(db);
  await connect(db, tenant, app);
  return tenant;
}

test('each webhook gets what it has room for, however much waits for another', async () => {
  const { db } = database.current;
  const [flooded, quiet] = [
    await createSubscribed(db, 'https://a.example/'),
    await createSubscribed(db, 'https://b.example/'),
  ];
  await publishEvents(db, flooded, testStart, 60);
  await publishEvents(db, quiet, addSeconds(testStart, 30), 3);
  const claimed = await claim();
  expect(perWebhook(claimed).toSorted((a, b) => a - b)).toEqual([3, 8]);
});

test('a webhook without room is not touched: its rows stay as they were', async () => {
  const { db, pool } = database.current;
  const full = await createSubscribed(db, 'https://a.example/');
  await publishEvents(db, full, testStart, 20);
  const before = await pool.query('select ctid, xmax, * from delivery_queue order by delivery_id');
  const rooms = new Map([[full.webhooks['tn.sp.session-completed'], 0]]);
  expect((await claim({ rooms })).deliveries).toEqual([]);
  const after = await pool.query('select ctid, xmax, * from delivery_queue order by delivery_id');
  expect(after.rows).toEqual(before.rows);
});

test('the tenants of one webhook share its room alike: a flood of one does not keep the others waiting', async () => {
  const { db } = database.current;
  const app = await createSubscribed(db, 'https://a.example/');
  const others = [await addTenant(db, app), await addTenant(db, app), await addTenant(db, app)];
  await publishEvents(db, app, testStart, 50);
  for (const other of others) await publishEvents(db, other, addSeconds(testStart, 40), 2);
  const { deliveries } = await claim();
  const tenants = Map.groupBy(deliveries, ({ tenantId }) => tenantId);
  expect([...tenants.values()].map(({ length }) => length)).toEqual([2, 2, 2, 2]);
});

test('more lanes than room: each claim draws who comes first, and all are served in the end', async () => {
  const { db } = database.current;
  const app = await createSubscribed(db, 'https://a.example/');
  const tenants = [app, ...(await Promise.all(Array.from({ length: 11 }, () => addTenant(db, app))))];
  for (const tenant of tenants) await publishEvents(db, tenant, testStart, 30);
  const served = new Set<number>();
  for (let round = 0; round < 20 && served.size < 12; round += 1) {
    const { deliveries } = await claim({ otherRoom: 3 });
    expect(deliveries).toHaveLength(3);
    for (const { tenantId } of deliveries) served.add(tenantId);
  }
  expect(served.size).toBe(12);
});

test('the limit of a claim is shared by all lanes, and nothing is leased beyond it', async () => {
  const { db, pool } = database.current;
  const apps = await Promise.all(Array.from({ length: 5 }, () => createSubscribed(db, 'https://a.example/')));
  for (const app of apps) await publishEvents(db, app, testStart, 10);
  const claimed = await claim({ limit: 10 });
  expect(perWebhook(claimed)).toEqual([2, 2, 2, 2, 2]);
  expect(claimed.perLane).toBe(2);
  const { rows } = await pool.query('select from delivery_queue where leased_until is not null');
  expect(rows).toHaveLength(10);
});

test('a lane with everything under way does not take a share', async () => {
  const { db } = database.current;
  const [busy, other] = [
    await createSubscribed(db, 'https://a.example/'),
    await createSubscribed(db, 'https://b.example/'),
  ];
  await publishEvents(db, busy, testStart, 4);
  await claim();
  await publishEvents(db, other, testStart, 10);
  expect((await claim({ limit: 8 })).deliveries).toHaveLength(8);
});

test('a walk over more lanes than it may look at goes on where it stopped', async () => {
  const { db, pool } = database.current;
  const app = await createSubscribed(db, 'https://a.example/');
  await publishEvents(db, app, testStart);
  await pool.query(`
    insert into delivery_queue (tenant_id, delivery_id, event_id, webhook_id, due_at)
    select tenant_id, gen_random_uuid(), event_id, gen_random_uuid(), due_at
    from delivery_queue, generate_series(1, 700)`);
  const seen = new Set<string>();
  let after: Claimed['after'] = null;
  let claims = 0;
  do {
    const claimed: Claimed = await claim({ limit: 1_000, after });
    for (const { webhookId } of claimed.deliveries) seen.add(webhookId);
    ({ after } = claimed);
    claims += 1;
  } while (after !== null);
  expect([claims, seen.size]).toEqual([3, 701]);
});

test('what waits for its retry is in no lane until it is due', async () => {
  const { db, pool } = database.current;
  const app = await createSubscribed(db, 'https://a.example/');
  await publishEvents(db, app, testStart, 3);
  await pool.query(`update delivery_queue set ready = false, due_at = $1`, [addSeconds(now, 5)]);
  expect(await promoteDue(pool, addSeconds(now, 4.999), 10)).toEqual({
    promoted: 0,
    nextDueAt: addSeconds(now, 5),
  });
  expect((await claim({ now: addSeconds(now, 5) })).deliveries).toEqual([]);
  expect(await promoteDue(pool, addSeconds(now, 5), 2)).toMatchObject({ promoted: 2 });
  expect((await claim({ now: addSeconds(now, 5) })).deliveries).toHaveLength(2);
});

import { beforeEach, expect, test } from 'vitest';
import { createSubscribed, publishEvents } from '../../test/deliveries.ts';
import { testStart, useDatabase } from '../../test/db.ts';
import { connect, createTenant } from '../../test/factories.ts';
import { addSeconds } from '../lib/clock.ts';
import { Lanes } from './lanes.ts';
import { type Lane, listLanes, type Look, type Looked } from './list-lanes.ts';
import { promoteDue } from './queries.ts';

const database = useDatabase();
beforeEach(async () => void (await database.current.pool.query('delete from delivery_queue')));

const now = addSeconds(testStart, 60);

function look(given: Partial<Look> = {}): Promise<Looked> {
  const everything = { now, after: null, from: new Map(), mayReceive: new Map() };
  return listLanes(database.current.pool, { ...everything, ...given });
}

/** Makes the lanes of further tenants, whom nobody knows, beside the one that there is. */
async function addTenants(count: number): Promise<void> {
  await database.current.pool.query(
    `insert into delivery_queue (tenant_id, delivery_id, event_id, webhook_id, due_at)
     select tenant_id + i, gen_random_uuid(), event_id, webhook_id, due_at from delivery_queue, generate_series(1, $1::int) i`,
    [count],
  );
}

test('each pair of webhook and tenant with something to send is a lane, however much it is', async () => {
  const { db } = database.current;
  const app = await createSubscribed(db, 'https://a.example/');
  const other = await createTenant(db);
  await connect(db, other, app);
  await publishEvents(db, app, testStart, 50);
  await publishEvents(db, other, testStart, 1);
  const webhookId = app.webhooks['tn.sp.session-completed'];
  expect(await look()).toMatchObject({
    lanes: [
      { webhookId, tenantId: app.tenantId },
      { webhookId, tenantId: other.tenantId },
    ],
    after: null,
  });
});

test('a webhook that may not receive is passed over with one step, however many lanes it has', async () => {
  const { db } = database.current;
  const blocked = await createSubscribed(db, 'https://a.example/');
  await publishEvents(db, blocked, testStart);
  await addTenants(500);
  const open = await createSubscribed(db, 'https://b.example/');
  await publishEvents(db, open, testStart);
  const mayReceive = new Map([[blocked.webhooks['tn.sp.session-completed'], false]]);
  const { lanes, blocked: passed, after } = await look({ mayReceive });
  expect(lanes.map(({ tenantId }) => tenantId)).toEqual([open.tenantId]);
  expect(passed).toEqual([blocked.webhooks['tn.sp.session-completed']]);
  expect(after).toBeNull();
});

test('a look ends after 300 lanes, and the next one goes on there', async () => {
  const { db, pool } = database.current;
  await publishEvents(db, await createSubscribed(db, 'https://a.example/'), testStart);
  await pool.query(`
    insert into delivery_queue (tenant_id, delivery_id, event_id, webhook_id, due_at)
    select tenant_id, gen_random_uuid(), event_id, gen_random_uuid(), due_at
    from delivery_queue, generate_series(1, 700)`);
  const seen: Lane[] = [];
  let after: Lane | null = null;
  let looks = 0;
  do {
    const looked = await look({ after });
    seen.push(...looked.lanes);
    ({ after } = looked);
    looks += 1;
  } while (after !== null);
  expect([looks, seen.length, new Set(seen.map(({ webhookId }) => webhookId)).size]).toEqual([3, 701, 701]);
});

test('a webhook of a hundred tenants shows 32 of them at a time, and in the end all, round and round', async () => {
  const { db } = database.current;
  const app = await createSubscribed(db, 'https://a.example/');
  await publishEvents(db, app, testStart);
  await addTenants(99);
  const lanes = new Lanes();
  const served: number[] = [];
  for (let round = 0; round < 9; round += 1) {
    lanes.add(await look(lanes.position));
    const asked = lanes.draw(1_000, () => 1_000);
    served.push(...asked.map(({ tenantId }) => tenantId - app.tenantId));
    // All have more than that.
    lanes.served(
      asked,
      asked.flatMap((lane) => Array<Lane>(lane.share).fill(lane)),
    );
  }
  const counts = Map.groupBy(served, (tenant) => tenant);
  expect(counts.size).toBe(100);
  for (const { length } of counts.values()) expect([2, 3]).toContain(length);
});

test('what waits for its retry is in no lane until it is due', async () => {
  const { db, pool } = database.current;
  await publishEvents(db, await createSubscribed(db, 'https://a.example/'), testStart, 3);
  await pool.query(`update delivery_queue set ready = false, due_at = $1`, [addSeconds(now, 5)]);
  expect(await promoteDue(pool, addSeconds(now, 4.999), 10)).toEqual({
    promoted: 0,
    nextDueAt: addSeconds(now, 5),
  });
  expect((await look({ now: addSeconds(now, 5) })).lanes).toEqual([]);
  expect(await promoteDue(pool, addSeconds(now, 5), 2)).toMatchObject({ promoted: 2 });
  expect((await look({ now: addSeconds(now, 5) })).lanes).toHaveLength(1);
});

import { sql } from 'kysely';
import { beforeEach, expect, test } from 'vitest';
import { useDatabase } from '../../test/db.ts';
import { publishEvents } from '../../test/deliveries.ts';
import { connect, createTenant } from '../../test/factories.ts';
import { type ReplayScene, setReplayScene } from '../../test/replays.ts';
import { addSeconds } from '../lib/clock.ts';
import type { Db } from '../lib/db.ts';
import type { ReplayView } from './schema.ts';

const completed = 'tn.sp.session-completed';
const database = useDatabase();
let scene: ReplayScene;
let db: Db;

beforeEach(async () => {
  ({ db } = database.current);
  await db.deleteFrom('delivery_queue').execute();
  await db.deleteFrom('replays').execute();
  scene = await setReplayScene(db);
});

async function backfill(): Promise<string[]> {
  await db.deleteFrom('delivery_queue').execute();
  await db.deleteFrom('deliveries').where('app_id', '=', scene.subscribed.appId).execute();
  scene.clock.advance(1);
  const answer = await scene.call('POST', `/webhooks/${completed}/backfill`, { days: 1, perSecond: 1_000 });
  expect([answer.statusCode, answer.body]).toEqual([202, expect.any(String)]);
  await scene.work();
  const made = await db
    .selectFrom('deliveries')
    .select('event_id')
    .where('backfill_id', '=', answer.json<ReplayView>().id)
    .execute();
  return made.map((row) => row.event_id);
}

test('a backfill goes on from a hundred tenants to the next hundred, and begins each at its first event', async () => {
  const { appId, webhooks } = scene.subscribed;
  const tenants = [scene.subscribed.tenantId];
  for (let count = 0; count < 205; count += 1) {
    const tenant = { ...(await createTenant(db)), appId, webhooks };
    await connect(db, tenant, tenant);
    tenants.push(tenant.tenantId);
  }
  await db
    .updateTable('connections')
    .set({ connected_at: addSeconds(scene.clock.now(), -3_600) })
    .where('app_id', '=', appId)
    .execute();
  const wanted: string[] = [];
  // The later tenants have the earlier events.
  for (const [index, tenantId] of tenants.entries()) {
    wanted.push(...(await publishEvents(db, { tenantId }, addSeconds(scene.clock.now(), -index))));
  }
  expect((await backfill()).toSorted()).toEqual(wanted.toSorted());
});

test('a backfill gets on by a bounded number of events at a time, however few of them it wants', async () => {
  const { tenantId } = scene.subscribed;
  const first = await publishEvents(db, { tenantId }, addSeconds(scene.clock.now(), -600));
  await sql`
    insert into events (tenant_id, id, type, session_id, occurred_at, body)
    select ${tenantId}, (substr(uuid_floor(at)::text, 1, 14) || substr(gen_random_uuid()::text, 15))::uuid,
      'tn.sp.session-abandoned-qualified', 'sess_x', at, '"data":{}}'
    from generate_series(1, 11000) n
    cross join lateral (select ${scene.clock.now()}::timestamptz - interval '1 minute' + n * interval '1 ms' as at) i`.execute(
    db,
  );
  const last = await publishEvents(db, { tenantId }, scene.clock.now());
  expect((await backfill()).toSorted()).toEqual([...first, ...last].toSorted());
});

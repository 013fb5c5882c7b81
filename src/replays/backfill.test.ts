import { beforeEach, describe, expect, test } from 'vitest';
import { useDatabase } from '../../test/db.ts';
import { deliveriesOf, publishEvents } from '../../test/deliveries.ts';
import { connect, createTenant } from '../../test/factories.ts';
import { type ReplayScene, setReplayScene } from '../../test/replays.ts';
import { addSeconds } from '../lib/clock.ts';
import type { Db } from '../lib/db.ts';
import { lowestIdOf, newTimeOrderedId } from '../lib/ids.ts';
import { ensurePartitions } from '../lib/migrate.ts';
import type { ReplayView } from './schema.ts';

const DAY = 86_400;
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

const backfill = (body: object = { days: 30 }) => scene.call('POST', `/webhooks/${completed}/backfill`, body);

async function begin(body?: object): Promise<ReplayView> {
  const answer = await backfill(body);
  expect([answer.statusCode, answer.body]).toEqual([202, expect.any(String)]);
  return answer.json<ReplayView>();
}

/** Events that the app has not been given: its webhook was not there yet. */
async function missed(count: number, tenantId = scene.subscribed.tenantId): Promise<string[]> {
  const ids: string[] = [];
  for (let index = 0; index < count; index += 1) {
    ids.push(...(await publishEvents(db, { tenantId }, addSeconds(scene.clock.now(), index - count))));
  }
  await db.deleteFrom('delivery_queue').where('event_id', 'in', ids).execute();
  await db.deleteFrom('deliveries').where('event_id', 'in', ids).execute();
  return ids;
}

const eventsSent = async (tenantId = scene.subscribed.tenantId) =>
  (await deliveriesOf(db, tenantId)).map((row) => row.event_id);

describe('a backfill', () => {
  test('makes the deliveries that are missing, which are sent like any other, and counts what becomes of them', async () => {
    const [there] = await scene.past('failed');
    const events = await missed(3);
    scene.clock.advance(1);
    const preview = await scene.call('POST', `/webhooks/${completed}/backfill/preview`, { days: 1 });
    expect(preview.json()).toEqual({ total: 3, isExact: true });
    expect(await eventsSent()).toHaveLength(1);

    const { id, ...begun } = await begin({ days: 1 });
    expect(begun).toMatchObject({ kind: 'backfill', eventType: completed, filter: { days: 1 }, total: 3 });
    await scene.work();
    const made = (await deliveriesOf(db, scene.subscribed.tenantId)).filter((row) => row.id !== there);
    expect(made.map((row) => row.event_id)).toEqual(events);
    expect(made.every((row) => row.state === 'pending' && row.backfill_id === id)).toBe(true);
    const queue = await db.selectFrom('delivery_queue').selectAll().execute();
    expect(queue.map((row) => row.delivery_id).toSorted()).toEqual(made.map((row) => row.id).toSorted());
    expect(queue.every((row) => row.replay_id === null && row.ready)).toBe(true);
    expect(await scene.read(id)).toMatchObject({ state: 'sending', progress: { queued: 3, waiting: 3 } });

    const [delivered, failed, skipped] = made;
    const end = (delivery: { id: string } | undefined, values: object) =>
      db
        .updateTable('deliveries')
        .set({ ...values, finished_at: scene.clock.now() })
        .where('id', '=', delivery!.id)
        .execute();
    await end(delivered, { state: 'delivered' });
    await end(failed, { state: 'failed', reason: 'retries_exhausted' });
    await end(skipped, { state: 'skipped', reason: 'connection_disabled' });
    await scene.work();
    expect(await scene.read(id)).toMatchObject({
      state: 'done',
      progress: { queued: 3, waiting: 0, delivered: 1, failed: 1, skipped: { connection_disabled: 1 } },
    });
    // Again it finds nothing.
    expect(await begin()).toMatchObject({ total: 0 });
    expect((await scene.audit()).map(({ action }) => action)).toEqual([
      'backfill.started',
      'backfill.started',
    ]);
  });

  test('gives only what was consented to: tenants connected now, since then, types of the accepted version', async () => {
    const { appId, webhooks } = scene.subscribed;
    const newcomer = { ...(await createTenant(db)), appId, webhooks };
    const leaver = { ...(await createTenant(db)), appId, webhooks };
    const stranger = await createTenant(db);
    const refuser = { ...(await createTenant(db, { preview: false })), appId, webhooks };
    for (const tenant of [newcomer, leaver, refuser]) await connect(db, tenant, tenant);
    const since = (tenantId: number, at: Date) =>
      db.updateTable('connections').set({ connected_at: at }).where('tenant_id', '=', tenantId).execute();
    await since(leaver.tenantId, addSeconds(scene.clock.now(), -DAY));
    await since(refuser.tenantId, addSeconds(scene.clock.now(), -DAY));
    await missed(2, newcomer.tenantId);
    await missed(1, leaver.tenantId);
    await missed(1, stranger.tenantId);
    await missed(1, refuser.tenantId);
    scene.clock.advance(10);
    await since(newcomer.tenantId, addSeconds(scene.clock.now(), -1));
    const [entitled] = await missed(1, newcomer.tenantId);
    await db
      .updateTable('connections')
      .set({ disabled_at: scene.clock.now() })
      .where('tenant_id', '=', leaver.tenantId)
      .execute();
    scene.clock.advance(1);
    const { id, total } = await begin();
    expect(total).toBe(1);
    await scene.work();
    expect(await eventsSent(newcomer.tenantId)).toEqual([entitled]);
    for (const { tenantId } of [leaver, stranger, refuser]) expect(await eventsSent(tenantId)).toEqual([]);
    expect(await scene.read(id)).toMatchObject({ progress: { queued: 1 } });

    await db.updateTable('app_versions').set({ event_types: [] }).where('app_id', '=', appId).execute();
    await missed(1);
    scene.clock.advance(1);
    expect(
      (await scene.call('POST', `/webhooks/${completed}/backfill/preview`, { days: 1 })).statusCode,
    ).toBe(404);
  });

  test('keeps to its days, over the tenants one after the other, and goes on in the middle', async () => {
    const { appId, webhooks } = scene.subscribed;
    const others: number[] = [];
    for (let count = 0; count < 3; count += 1) {
      const other = { ...(await createTenant(db)), appId, webhooks };
      await connect(db, other, other);
      others.push(other.tenantId);
    }
    await db
      .updateTable('connections')
      .set({ connected_at: addSeconds(scene.clock.now(), -60 * DAY) })
      .where('app_id', '=', appId)
      .execute();
    const tooOld = await missed(2);
    scene.clock.advance(2 * DAY);
    await ensurePartitions(db, scene.clock.now());
    const wanted: string[] = [];
    for (const tenantId of [scene.subscribed.tenantId, ...others])
      wanted.push(...(await missed(5, tenantId)));
    scene.clock.advance(1);
    const { id, total } = await begin({ days: 1, perSecond: 4 });
    expect(total).toBe(20);
    await scene.work();
    const made = await db.selectFrom('deliveries').select('event_id').where('backfill_id', '=', id).execute();
    expect(made.map((row) => row.event_id).toSorted()).toEqual(wanted.toSorted());
    expect(made.map((row) => row.event_id)).not.toContain(tooOld[0]);
    expect(await scene.read(id)).toMatchObject({ state: 'sending', progress: { queued: 20 } });
  });

  test('that is cancelled takes back what was not attempted, as if it had never been made', async () => {
    const events = await missed(5);
    scene.clock.advance(1);
    const { id } = await begin();
    await scene.work();
    const [tried] = await deliveriesOf(db, scene.subscribed.tenantId);
    await db
      .updateTable('delivery_queue')
      .set({ attempts: 1 })
      .where('delivery_id', '=', tried!.id)
      .execute();
    const answer = await scene.call('POST', `/replays/${id}/cancel`);
    expect(answer.json()).toMatchObject({
      state: 'cancelled',
      finishedAt: null,
      progress: { queued: 5, takenBack: 4, waiting: 1 },
    });
    expect(await eventsSent()).toEqual([tried!.event_id]);
    expect(await db.selectFrom('delivery_queue').select('delivery_id').execute()).toEqual([
      { delivery_id: tried!.id },
    ]);
    expect((await begin()).total).toBe(4);
    await scene.work();
    expect(await eventsSent()).toEqual(events);
    expect((await scene.audit()).map(({ action }) => action)).toContain('backfill.cancelled');
  });

  test('that is cancelled leaves what was attempted otherwise than by its schedule: by a replay, or by a worker that was lost', async () => {
    await missed(4);
    scene.clock.advance(1);
    const { id } = await begin();
    await scene.work();
    const [replayed, lost, lapsed] = await deliveriesOf(db, scene.subscribed.tenantId);
    const now = scene.clock.now();
    const attempted = (row: typeof replayed, what: { replay_id: string | null; error: string }) => {
      const { tenant_id, id: delivery_id } = row!;
      const attempt = { id: newTimeOrderedId(now), started_at: now, url: 'https://receiver.test/hook' };
      return { tenant_id, delivery_id, ...attempt, ...what };
    };
    const replay = attempted(replayed, { replay_id: newTimeOrderedId(now), error: 'timeout' });
    const loss = attempted(lost, { replay_id: null, error: 'worker_lost' });
    await db.insertInto('attempts').values([replay, loss]).execute();
    await db
      .updateTable('delivery_queue')
      .set({ lease_id: newTimeOrderedId(now), leased_at: now, leased_until: now })
      .where('delivery_id', '=', lapsed!.id)
      .execute();
    const answer = await scene.call('POST', `/replays/${id}/cancel`);
    expect(answer.json()).toMatchObject({ progress: { takenBack: 1, waiting: 3 } });
    expect(await eventsSent()).toEqual([replayed, lost, lapsed].map((row) => row!.event_id));
  });

  test.each([
    [{}, 'days'],
    [{ days: 31 }, 'days'],
    [{ days: 0 }, 'days'],
    [{ days: 1, perSecond: 0 }, 'perSecond'],
  ])('is refused for %o, naming %s', async (body, field) => {
    const answer = await backfill(body);
    expect([answer.statusCode, answer.json<{ errors: object }>().errors]).toEqual([
      400,
      { [field]: [expect.any(String)] },
    ]);
  });

  test('is refused while the webhook is disabled, and for what is not there or another’s', async () => {
    const other = await setReplayScene(db);
    const path = `/webhooks/${completed}/backfill`;
    expect((await scene.call('POST', path, { days: 1 }, other.developer.headers)).statusCode).toBe(404);
    expect((await scene.call('POST', '/webhooks/x/backfill', { days: 1 })).statusCode).toBe(404);
    expect((await scene.call('POST', path, { days: 1 }, {})).statusCode).toBe(401);
    const { appId } = scene.subscribed;
    await db
      .updateTable('webhooks')
      .set({ disabled_at: scene.clock.now(), disabled_reason: 'paused' })
      .where('app_id', '=', appId)
      .execute();
    const answer = await backfill();
    expect([answer.statusCode, answer.json<{ data: object }>().data]).toEqual([
      409,
      { code: 'webhook_disabled' },
    ]);
  });
});

test('what a disabled webhook was not sent is counted, with the filter that replays it', async () => {
  await scene.past('failed', 1);
  const ids = await scene.past('skipped', 3);
  scene.clock.advance(5);
  const offer = (await scene.call('GET', `/webhooks/${completed}/skipped`)).json<{
    count: number;
    filter: object;
  }>();
  expect(offer).toMatchObject({
    count: 3,
    isExact: true,
    filter: { eventType: completed, states: ['skipped'], reasons: ['webhook_disabled'] },
  });
  const { id } = (await scene.call('POST', '/replays', offer.filter)).json<ReplayView>();
  await scene.work();
  expect(await scene.read(id)).toMatchObject({ progress: { queued: 3 } });
  const queue = await db.selectFrom('delivery_queue').select('delivery_id').execute();
  expect(queue.map((row) => row.delivery_id).toSorted()).toEqual(ids.toSorted());
});

test('enabling a webhook answers with what was skipped since it was disabled', async () => {
  await scene.past('skipped', 2);
  scene.clock.advance(10 * DAY);
  await ensurePartitions(db, scene.clock.now());
  const { appId } = scene.subscribed;
  await db
    .updateTable('webhooks')
    .set({ disabled_at: scene.clock.now(), disabled_reason: 'failing' })
    .where('app_id', '=', appId)
    .execute();
  await scene.past('skipped', 3);
  scene.clock.advance(60);
  const change = async (body: object) => {
    const etag = String((await scene.call('GET', '')).headers.etag);
    const headers = { ...scene.developer.headers, 'if-match': etag };
    const answer = await scene.call('PATCH', `/webhooks/${completed}`, body, headers);
    expect([answer.statusCode, answer.body]).toEqual([200, expect.any(String)]);
    return answer.json<{ enabled: boolean; skipped?: { count: number; filter: object } }>();
  };
  expect((await change({ retrySchedule: 'extended' })).skipped).toBeUndefined();
  const { enabled, skipped } = await change({ enabled: true });
  expect([enabled, skipped?.count]).toEqual([true, 3]);
  expect((await scene.call('POST', '/replays', skipped?.filter)).json()).toMatchObject({ total: 3 });
  expect((await change({ enabled: true })).skipped).toBeUndefined();
});

test('the lowest id of an instant is the same here and in the database', async () => {
  const { rows } = await database.current.pool.query<{ id: string }>(
    'select uuid_floor($1::timestamptz) as id',
    [scene.clock.now()],
  );
  expect(rows).toEqual([{ id: lowestIdOf(scene.clock.now()) }]);
});

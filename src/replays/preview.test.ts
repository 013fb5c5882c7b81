import { beforeEach, expect, test } from 'vitest';
import { useDatabase } from '../../test/db.ts';
import { lastHour, type ReplayScene, setReplayScene } from '../../test/replays.ts';
import type { Db } from '../lib/db.ts';
import type { ReplayPreview, ReplayView } from './schema.ts';

const database = useDatabase();
let scene: ReplayScene;
let db: Db;

beforeEach(async () => {
  ({ db } = database.current);
  await db.deleteFrom('delivery_queue').execute();
  scene = await setReplayScene(db);
});

const queued = async () =>
  (await db.selectFrom('delivery_queue').select('delivery_id').execute()).map((row) => row.delivery_id);

test('a replay is previewed with what of it would be refused, and why', async () => {
  const [erased, replaying = '', other = ''] = await scene.past('failed', 3);
  const { eventId } = (await scene.call('GET', `/deliveries/${erased}`)).json<{ eventId: string }>();
  await db.updateTable('events').set({ body: null }).where('id', '=', eventId).execute();
  await scene.call('POST', `/deliveries/${replaying}/replay`);
  scene.clock.advance(1);
  const body = lastHour(scene.clock.now());
  const preview = async () => (await scene.call('POST', '/replays/preview', body)).json<ReplayPreview>();
  const byReason = { payload_erased: 1, already_replaying: 1 };
  expect(await preview()).toMatchObject({ total: 3, refused: { among: 3, byReason } });
  const { id } = await scene.replay({});
  await scene.work();
  expect((await scene.read(id)).progress).toMatchObject({ queued: 1, skipped: byReason });
  expect((await queued()).toSorted()).toEqual([replaying, other].toSorted());
  await db.updateTable('connections').set({ disabled_at: scene.clock.now() }).execute();
  expect((await preview()).refused.byReason).toEqual({ connection_disabled: 3 });
});

test('a replay is of the chosen ones alone, where they are named', async () => {
  const ids = await scene.past('failed', 4);
  scene.clock.advance(1);
  const deliveryIds = [ids[1]!, ids[3]!];
  const body = { ...lastHour(scene.clock.now()), deliveryIds };
  expect((await scene.call('POST', '/replays/preview', body)).json()).toMatchObject({ total: 2 });
  const begun = await scene.replay({ deliveryIds });
  expect(begun).toMatchObject({ filter: { deliveryIds }, total: 2 });
  const { data } = (await scene.call('GET', '/replays')).json<{ data: ReplayView[] }>();
  const line = (await scene.audit()).find(({ action }) => action === 'replay.started');
  for (const short of [data[0]?.filter, line?.detail]) {
    expect(short).toMatchObject({ deliveryCount: 2 });
    expect(short).not.toHaveProperty('deliveryIds');
  }
  await scene.work();
  expect((await queued()).toSorted()).toEqual(deliveryIds.toSorted());
  for (const wrong of [[], ['x'], [ids[0], ids[0]]]) {
    const answer = await scene.call('POST', '/replays/preview', { ...body, deliveryIds: wrong });
    expect(answer.statusCode).toBe(400);
  }
});

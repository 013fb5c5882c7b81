import { expect, test } from 'vitest';
import { useDatabase } from '../../test/db.ts';
import { type ReplayScene, setReplayScene } from '../../test/replays.ts';
import { addSeconds } from '../lib/clock.ts';
import { ensurePartitions } from '../lib/migrate.ts';
import type { SkippedOffer } from './schema.ts';
import { offerSkipped } from './skipped-offer.ts';

const eventType = 'tn.sp.session-completed';
const database = useDatabase();

test('what was backfilled is offered by when it happened, not by when its delivery was made', async () => {
  const { db } = database.current;
  const scene = await setReplayScene(db);
  const [id] = await scene.past('skipped');
  scene.clock.advance(3_600);
  const now = scene.clock.now();
  await db
    .updateTable('deliveries')
    .set({ created_at: addSeconds(now, -60), finished_at: addSeconds(now, -30) })
    .where('id', '=', id!)
    .execute();
  const { appId } = scene.subscribed;
  const offer = await offerSkipped(db, { appId, eventType, disabledAt: addSeconds(now, -30) }, now);
  expect(offer.count).toBe(1);
});

test.each([0, 5])(
  'a webhook that was disabled %d s ahead of this clock, by another one, has an offer, too',
  async (ahead) => {
    const { db } = database.current;
    const scene = await setReplayScene(db);
    const { appId } = scene.subscribed;
    const now = scene.clock.now();
    const offer = await offerSkipped(db, { appId, eventType, disabledAt: addSeconds(now, ahead) }, now);
    expect(offer).toMatchObject({ count: 0, filter: { until: now.toISOString() } });
  },
);

const DAY = 86_400;

async function enable(scene: ReplayScene, enabled: boolean): Promise<SkippedOffer | undefined> {
  const etag = String((await scene.call('GET', '')).headers.etag);
  const headers = { ...scene.developer.headers, 'if-match': etag };
  const answer = await scene.call('PATCH', `/webhooks/${eventType}`, { enabled }, headers);
  return answer.json<{ skipped?: SkippedOffer }>().skipped;
}

test('what an open circuit had held back since days before the webhook was disabled is offered, too', async () => {
  const scene = await setReplayScene(database.current.db);
  await scene.past('skipped', 1);
  scene.clock.advance(60);
  await scene.past('pending', 2);
  scene.clock.advance(6 * DAY);
  await ensurePartitions(database.current.db, scene.clock.now());
  await enable(scene, false);
  scene.clock.advance(60);
  const offer = await enable(scene, true);
  expect(offer?.count).toBe(2);
  expect((await scene.call('POST', '/replays', offer?.filter)).json()).toMatchObject({ total: 2 });
});

test('the offer of a webhook that has been disabled for longer than a replay reaches is empty and can be sent', async () => {
  const scene = await setReplayScene(database.current.db);
  await enable(scene, false);
  scene.clock.advance(40 * DAY);
  await ensurePartitions(database.current.db, scene.clock.now());
  const offer = (await scene.call('GET', `/webhooks/${eventType}/skipped`)).json<SkippedOffer>();
  expect(offer.count).toBe(0);
  expect((await scene.call('POST', '/replays', offer.filter)).statusCode).toBe(202);
});

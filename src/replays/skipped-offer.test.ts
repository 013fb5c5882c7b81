import { beforeEach, expect, test } from 'vitest';
import { useDatabase } from '../../test/db.ts';
import { type ReplayScene, setReplayScene } from '../../test/replays.ts';
import { ensurePartitions } from '../lib/migrate.ts';
import type { SkippedOffer } from './schema.ts';

const DAY = 86_400;
const completed = 'tn.sp.session-completed';
const database = useDatabase();
let scene: ReplayScene;
beforeEach(async () => {
  await database.current.db.deleteFrom('delivery_queue').execute();
  scene = await setReplayScene(database.current.db);
});

async function enable(enabled: boolean): Promise<SkippedOffer | undefined> {
  const etag = String((await scene.call('GET', '')).headers.etag);
  const headers = { ...scene.developer.headers, 'if-match': etag };
  const answer = await scene.call('PATCH', `/webhooks/${completed}`, { enabled }, headers);
  return answer.json<{ skipped?: SkippedOffer }>().skipped;
}

test('what an open circuit had held back since days before the webhook was disabled is offered, too', async () => {
  await scene.past('skipped', 1);
  scene.clock.advance(60);
  await scene.past('pending', 2);
  scene.clock.advance(6 * DAY);
  await ensurePartitions(database.current.db, scene.clock.now());
  await enable(false);
  scene.clock.advance(60);
  const offer = await enable(true);
  expect(offer?.count).toBe(2);
  expect((await scene.call('POST', '/replays', offer?.filter)).json()).toMatchObject({ total: 2 });
});

test('the offer of a webhook that has been disabled for longer than a replay reaches is empty and can be sent', async () => {
  await enable(false);
  scene.clock.advance(40 * DAY);
  await ensurePartitions(database.current.db, scene.clock.now());
  const offer = (await scene.call('GET', `/webhooks/${completed}/skipped`)).json<SkippedOffer>();
  expect(offer.count).toBe(0);
  expect((await scene.call('POST', '/replays', offer.filter)).statusCode).toBe(202);
});

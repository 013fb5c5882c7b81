import { expect, test } from 'vitest';
import { useDatabase } from '../../test/db.ts';
import { setReplayScene } from '../../test/replays.ts';
import { addSeconds } from '../lib/clock.ts';
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

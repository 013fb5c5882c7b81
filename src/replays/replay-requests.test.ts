import { sql } from 'kysely';
import { beforeEach, describe, expect, test } from 'vitest';
import { useDatabase } from '../../test/db.ts';
import { lastHour, type ReplayScene, setReplayScene } from '../../test/replays.ts';
import { addSeconds } from '../lib/clock.ts';
import type { Db } from '../lib/db.ts';
import { silentLog } from '../lib/log.ts';
import { takeDueStep } from './replay-loop.ts';

const database = useDatabase();
let scene: ReplayScene;
let db: Db;

beforeEach(async () => {
  ({ db } = database.current);
  await db.deleteFrom('delivery_queue').execute();
  await db.deleteFrom('replays').execute();
  scene = await setReplayScene(db);
});

const queued = async () => {
  const rows = await db
    .selectFrom('delivery_queue')
    .select(['delivery_id', 'replay_id'])
    .orderBy('delivery_id')
    .execute();
  return rows.map((row) => row.delivery_id);
};
const step = () => takeDueStep({ db, clock: scene.clock.now, log: silentLog, onCommitted: () => undefined });

/** What a worker does with what is queued: all of it is attempted, and this is what comes of it. */
async function attemptAll(error: string | null): Promise<number> {
  const { rows } = await sql`
    with gone as (delete from delivery_queue returning *)
    insert into attempts (tenant_id, delivery_id, id, started_at, url, replay_id, error)
    select tenant_id, delivery_id, gen_random_uuid(), ${scene.clock.now()}, 'https://x.test', replay_id, ${error} from gone
    returning delivery_id`.execute(db);
  return rows.length;
}

describe('a replay by filter', () => {
  test('is refused as the sixth that queues, also when many begin at once', async () => {
    await scene.past('failed', 1);
    const begin = () => scene.call('POST', '/replays', lastHour(scene.clock.now()));
    const answers = await Promise.all(Array.from({ length: 9 }, begin));
    expect(answers.filter(({ statusCode }) => statusCode === 202)).toHaveLength(5);
    const refused = answers.filter(({ statusCode }) => statusCode === 409);
    expect(refused.map((answer) => answer.json<{ data: object }>().data)).toEqual(
      Array.from({ length: 4 }, () => ({ code: 'too_many_replays' })),
    );
    await scene.work();
    expect((await begin()).statusCode).toBe(202);
  });

  test.each([
    [{}, 'from'],
    [{ from: '2026-07-14T00:00:00Z', until: '2026-07-14T00:00:00Z' }, 'from'],
    [{ from: '2026-06-01T00:00:00Z', until: '2026-07-02T00:00:01Z' }, 'until'],
    [{ from: '2026-02-31T00:00:00Z', until: '2026-07-02T00:00:01Z' }, 'from'],
    [{ ...lastHour(new Date()), states: ['cancelled'] }, 'states.0'],
    [{ ...lastHour(new Date()), perSecond: 1_001 }, 'perSecond'],
    [{ ...lastHour(new Date()), webhook: 'x' }, 'webhook'],
  ])('is refused for %o, naming %s', async (body, field) => {
    const answer = await scene.call('POST', '/replays', body);
    expect([answer.statusCode, answer.json<{ errors: object }>().errors]).toEqual([
      400,
      expect.objectContaining({ [field]: expect.any(Array) }),
    ]);
  });
});

describe('a cancelled replay', () => {
  test('queues nothing more, and takes back what nobody has attempted', async () => {
    await scene.past('failed', 10);
    scene.clock.advance(1);
    const { id } = await scene.replay({ perSecond: 4 });
    scene.clock.advance(1);
    await step();
    await db
      .updateTable('delivery_queue')
      .set({ lease_id: id, leased_at: scene.clock.now(), leased_until: addSeconds(scene.clock.now(), 60) })
      .where('delivery_id', '=', (await queued())[0]!)
      .execute();
    const cancelled = await scene.call('POST', `/replays/${id}/cancel`);
    expect([cancelled.statusCode, cancelled.json()]).toEqual([
      200,
      expect.objectContaining({
        state: 'cancelled',
        finishedAt: null,
        progress: expect.objectContaining({ queued: 4, takenBack: 3, waiting: 1 }),
      }),
    ]);
    await scene.work();
    expect(await queued()).toHaveLength(1);
    await attemptAll(null);
    await scene.work();
    expect(await scene.read(id)).toMatchObject({
      state: 'cancelled',
      finishedAt: expect.any(String),
      progress: { queued: 4, takenBack: 3, waiting: 0, delivered: 1, skipped: {} },
    });
    expect((await scene.call('POST', `/replays/${id}/cancel`)).statusCode).toBe(200);
    expect((await scene.audit()).map(({ action }) => action)).toEqual(['replay.started', 'replay.cancelled']);
    expect(
      await db
        .selectFrom('deliveries')
        .select('state')
        .where('app_id', '=', scene.subscribed.appId)
        .execute(),
    ).toEqual(Array.from({ length: 10 }, () => ({ state: 'failed' })));
  });

  test('is another organisation’s to no avail, as is reading it', async () => {
    const { id } = await scene.replay({});
    const other = await setReplayScene(db);
    for (const path of [`/replays/${id}/cancel`, '/replays/x/cancel']) {
      expect((await other.call('POST', path)).statusCode).toBe(404);
    }
    expect((await other.call('GET', `/replays/${id}`)).statusCode).toBe(404);
    expect((await other.call('GET', '/replays')).json()).toMatchObject({ data: [] });
    expect(await scene.read(id)).toMatchObject({ cancelledAt: null });
  });
});

test('replays are listed page by page, the newest first', async () => {
  const ids: string[] = [];
  for (let count = 0; count < 3; count += 1) {
    ids.unshift((await scene.replay({})).id);
    scene.clock.advance(1);
  }
  const first = (await scene.call('GET', '/replays?limit=2')).json<{
    data: { id: string }[];
    nextCursor: string;
  }>();
  const second = (await scene.call('GET', `/replays?limit=2&cursor=${first.nextCursor}`)).json<
    typeof first
  >();
  expect([...first.data, ...second.data].map(({ id }) => id)).toEqual(ids);
  expect(second.nextCursor).toBeNull();
});

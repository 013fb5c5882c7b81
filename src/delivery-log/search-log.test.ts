import { beforeAll, describe, expect, test } from 'vitest';
import { useDatabase } from '../../test/db.ts';
import { type ReplayScene, setReplayScene } from '../../test/replays.ts';
import { newTimeOrderedId } from '../lib/ids.ts';
import type { DeliveriesPage } from './schema.ts';

const database = useDatabase();
let scene: ReplayScene;
let refused: string;
let timedOut: string;
let delivered: string;

beforeAll(async () => {
  scene = await setReplayScene(database.current.db, 'https://receiver.test/Hook');
  [refused = ''] = await scene.past('failed');
  scene.clock.advance(10);
  [timedOut = ''] = await scene.past('failed');
  scene.clock.advance(10);
  [delivered = ''] = await scene.past('delivered');
  const at = scene.clock.now();
  const common = { tenant_id: scene.subscribed.tenantId, started_at: at, url: 'https://receiver.test/Hook' };
  await database.current.db
    .insertInto('attempts')
    .values(
      [
        { ...common, delivery_id: refused, status: 404, error: 'unexpected_status' },
        { ...common, delivery_id: timedOut, error: 'timeout', url: 'https://elsewhere.test/old' },
        { ...common, delivery_id: timedOut, status: 503, error: 'unexpected_status' },
        { ...common, delivery_id: delivered, status: 204 },
      ].map((attempt) => ({ ...attempt, id: newTimeOrderedId(at) })),
    )
    .execute();
});

async function listed(query: string): Promise<string[]> {
  const answer = await scene.call('GET', `/deliveries?${query}`);
  expect([answer.statusCode, answer.body]).toEqual([200, expect.any(String)]);
  return answer.json<DeliveriesPage>().data.map(({ id }) => id);
}

describe('deliveries are found', () => {
  test('by what an attempt was answered with, exactly or by class, and by its error, which must be the same attempt’s', async () => {
    expect(await listed('httpStatus=404')).toEqual([refused]);
    expect(await listed('httpStatus=5xx')).toEqual([timedOut]);
    expect(await listed('httpStatus=2xx')).toEqual([delivered]);
    expect(await listed('errorCode=timeout')).toEqual([timedOut]);
    expect(await listed('errorCode=unexpected_status')).toEqual([timedOut, refused]);
    expect(await listed('errorCode=timeout&httpStatus=503')).toEqual([]);
    expect(await listed('errorCode=unexpected_status&state=delivered')).toEqual([]);
  });

  test('by the id of the delivery, the event or the session, and by a part of the URL that was or would be dialled', async () => {
    const { event_id: eventId } = await database.current.db
      .selectFrom('deliveries')
      .select('event_id')
      .where('id', '=', timedOut)
      .executeTakeFirstOrThrow();
    const { session_id: sessionId } = await database.current.db
      .selectFrom('events')
      .select('session_id')
      .where('id', '=', eventId)
      .executeTakeFirstOrThrow();
    expect(await listed(`text=${timedOut}`)).toEqual([timedOut]);
    expect(await listed(`text=${eventId.toUpperCase()}`)).toEqual([timedOut]);
    expect(await listed(`text=${eventId}&state=delivered`)).toEqual([]);
    expect(await listed(`text=${sessionId}`)).toContain(timedOut);
    expect(await listed('text=sess_000000000000000000000000')).toEqual([]);
    expect(await listed('text=ELSEWHERE.test')).toEqual([timedOut]);
    expect(await listed('text=receiver.test/hook')).toEqual([delivered, timedOut, refused]);
    expect(await listed('text=%25')).toEqual([]);
  });

  test('page by page, as the list', async () => {
    const first = (
      await scene.call('GET', '/deliveries?limit=1&errorCode=unexpected_status')
    ).json<DeliveriesPage>();
    expect(first).toMatchObject({ data: [{ id: timedOut }], nextCursor: timedOut, searchedBackTo: null });
    expect(await listed(`limit=1&errorCode=unexpected_status&cursor=${first.nextCursor}`)).toEqual([refused]);
  });

  test('in one’s own apps alone', async () => {
    const other = await setReplayScene(database.current.db);
    const answer = await other.call('GET', `/deliveries?text=${refused}`);
    expect(answer.json<DeliveriesPage>().data).toEqual([]);
    const foreign = await scene.call(
      'GET',
      `/deliveries?text=${refused}`,
      undefined,
      other.developer.headers,
    );
    expect(foreign.statusCode).toBe(404);
  });

  test.each(['httpStatus=9xx', 'httpStatus=40', 'errorCode=bad_luck', 'text='])(
    'not by %s',
    async (query) => {
      expect((await scene.call('GET', `/deliveries?${query}`)).statusCode).toBe(400);
    },
  );
});

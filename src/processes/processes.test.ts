import { expect, test } from 'vitest';
import { buildTestApp } from '../../test/app.ts';
import { TestClock, useDatabase } from '../../test/db.ts';
import { signIn } from '../../test/people.ts';
import { silentLog } from '../lib/log.ts';
import { createHeartbeat } from './heartbeat.ts';

const database = useDatabase();
const url = '/api/operator/workers';

test('operators see which processes live, one that died for an hour, and one that stopped in order no more', async () => {
  const { db } = database.current;
  const clock = new TestClock();
  const app = await buildTestApp(db, clock.now);
  const { headers } = await signIn(db, { operator: true });
  const list = async () =>
    (await app.inject({ url, headers })).json<{ data: { roles: string[]; alive: boolean }[] }>().data;
  const deps = { db, clock: clock.now, log: silentLog };
  const [whole, worker] = [createHeartbeat(deps, 'all'), createHeartbeat(deps, 'worker')];
  const beat = (one: typeof whole) => one.loop.runOnce();
  await beat(worker);
  clock.advance(20);
  await beat(whole);
  expect(await list()).toMatchObject([
    { roles: ['api', 'worker'], alive: true, processId: process.pid, lastBeatAt: clock.now().toISOString() },
    { roles: ['worker'], alive: true },
  ]);
  clock.advance(20);
  expect(await list()).toMatchObject([{ alive: true }, { roles: ['worker'], alive: false }]);
  clock.advance(3_600);
  await beat(whole);
  expect(await list()).toMatchObject([{ roles: ['api', 'worker'], alive: true }]);
  // Forgotten while it could not reach the database: it is back with its next beat.
  await beat(worker);
  expect(await list()).toHaveLength(2);
  await whole.leave();
  await worker.leave();
  expect(await list()).toEqual([]);
  expect((await app.inject({ url })).statusCode).toBe(401);
  const stranger = await signIn(db, {});
  expect((await app.inject({ url, headers: stranger.headers })).statusCode).toBe(403);
});

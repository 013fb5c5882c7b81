import { expect, onTestFinished, test } from 'vitest';
import { useDatabase, TestClock, testStart } from '../../test/db.ts';
import { addSeconds } from './clock.ts';
import { openDatabase } from './db.ts';
import { silentLog } from './log.ts';
import { findWait, LONGEST_REFILL_SECONDS, rateLimited, sweepRateLimits, takeToken } from './rate-limit.ts';

const database = useDatabase();
const tenPerSecond = { perSecond: 10, burst: 10 };

async function takeMany(key: string, count: number, now: Date): Promise<number> {
  let taken = 0;
  for (let index = 0; index < count; index += 1) {
    if ((await takeToken(database.current.db, key, tenPerSecond, now)) === null) taken += 1;
  }
  return taken;
}

test('a burst passes at once, then one call for each share of a second', async () => {
  const clock = new TestClock();
  expect(await takeMany('burst', 15, clock.now())).toBe(10);
  clock.advance(0.1);
  expect(await takeMany('burst', 5, clock.now())).toBe(1);
  clock.advance(0.55);
  expect(await takeMany('burst', 9, clock.now())).toBe(5);
  clock.advance(3_600);
  expect(await takeMany('burst', 15, clock.now())).toBe(10);
});

test('in every second no more than the burst and the rate pass, whatever the rhythm', async () => {
  const clock = new TestClock();
  let taken = 0;
  for (let index = 0; index < 300; index += 1) {
    clock.advance(0.01);
    if ((await takeToken(database.current.db, 'rhythm', tenPerSecond, clock.now())) === null) taken += 1;
  }
  // Three seconds: the burst, and ten for each second.
  expect(taken).toBeGreaterThanOrEqual(38);
  expect(taken).toBeLessThanOrEqual(40);
});

test('who is refused learns after how many whole seconds a call passes, and it then does', async () => {
  const clock = new TestClock();
  const fivePerQuarter = { perSecond: 5 / 900, burst: 5 };
  const take = () => takeToken(database.current.db, 'wait', fivePerQuarter, clock.now());
  for (let index = 0; index < 5; index += 1) expect(await take()).toBeNull();
  expect(await findWait(database.current.db, 'wait', clock.now())).toBe(180);
  const wait = await take();
  expect(wait).toBe(180);
  clock.advance(179);
  expect(await take()).toBe(1);
  clock.advance(1);
  expect(await findWait(database.current.db, 'wait', clock.now())).toBeNull();
  expect(await take()).toBeNull();
  expect(await takeToken(database.current.db, 'another key', fivePerQuarter, clock.now())).toBeNull();
});

test('many calls at once through the pools of two processes get exactly the burst', async () => {
  const other = openDatabase({ url: database.current.url, poolSize: 10, log: silentLog });
  onTestFinished(() => other.close());
  const limit = { perSecond: 60, burst: 60 };
  const answers = await Promise.all(
    Array.from({ length: 200 }, (_, index) =>
      takeToken(index % 2 === 0 ? database.current.db : other.db, 'race', limit, testStart),
    ),
  );
  expect(answers.filter((wait) => wait === null)).toHaveLength(60);
  expect(answers.filter((wait) => wait === 1)).toHaveLength(140);
});

test('a limit that would be forgotten before it is whole again is refused as a mistake', async () => {
  const slow = { perSecond: 1 / LONGEST_REFILL_SECONDS, burst: 2 };
  await expect(takeToken(database.current.db, 'slow', slow, testStart)).rejects.toThrow('cannot be kept');
  const none = { perSecond: 1, burst: 0 };
  await expect(takeToken(database.current.db, 'none', none, testStart)).rejects.toThrow('cannot be kept');
});

test('a sweep removes what has long been whole again and leaves what still counts', async () => {
  const { db } = database.current;
  await db.deleteFrom('rate_limits').execute();
  await takeMany('old', 10, testStart);
  const later = addSeconds(testStart, LONGEST_REFILL_SECONDS + 2);
  await takeMany('new', 10, later);
  expect(await sweepRateLimits(db, later)).toBe(1);
  expect(await db.selectFrom('rate_limits').select('key').execute()).toEqual([{ key: 'new' }]);
  expect(await sweepRateLimits(db, later)).toBe(0);
});

test('the answer says when to come back', () => {
  expect(rateLimited(7)).toMatchObject({ code: 'rate_limited', retryAfterSeconds: 7 });
});

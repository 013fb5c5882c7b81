import { expect, test } from 'vitest';
import { TestClock } from '../../test/db.ts';
import { judgeAttempt, withhold } from './outcome.ts';
import { EXTENDED_SECONDS, STANDARD_SECONDS } from './retry-schedule.ts';

/** Fails every attempt, each taking `durationSeconds`, and returns how many seconds after the end of it the next is due. */
function failThrough(delays: readonly number[], durationSeconds: number) {
  const clock = new TestClock();
  const waits: number[] = [];
  for (let attempt = 1; ; attempt += 1) {
    clock.advance(durationSeconds);
    const outcome = judgeAttempt(false, attempt, delays, clock.now());
    if (outcome.state !== 'pending') return { waits, attempts: attempt, outcome };
    const wait = (outcome.dueAt.getTime() - clock.now().getTime()) / 1000;
    waits.push(wait);
    clock.advance(wait);
  }
}

test.each([0, 0.3, 14.999])(
  'the standard schedule waits 10, 30, 60 and 300 s from the end of each attempt (%d s long), then fails after 5',
  (durationSeconds) => {
    expect(failThrough(STANDARD_SECONDS, durationSeconds)).toEqual({
      waits: [10, 30, 60, 300],
      attempts: 5,
      outcome: { state: 'failed', reason: 'retries_exhausted' },
    });
  },
);

test('the extended schedule is that of Standard Webhooks: 5 s, 5 min, 30 min, 2, 5, 10, 14, 20 and 24 h, 10 attempts', () => {
  expect(failThrough(EXTENDED_SECONDS, 1)).toEqual({
    waits: [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400],
    attempts: 10,
    outcome: { state: 'failed', reason: 'retries_exhausted' },
  });
});

test('a success at any attempt delivers', () => {
  for (const attempt of [1, 2, 5, 6, 100])
    expect(judgeAttempt(true, attempt, STANDARD_SECONDS, new Date())).toEqual({ state: 'delivered' });
});

test('without any retry the first failure is the last', () => {
  expect(judgeAttempt(false, 1, [], new Date())).toEqual({ state: 'failed', reason: 'retries_exhausted' });
});

test('what lacks consent is skipped and can be replayed; what is gone is cancelled', () => {
  expect(withhold('webhook_disabled').state).toBe('skipped');
  expect(withhold('connection_disabled').state).toBe('skipped');
  expect(withhold('webhook_removed').state).toBe('cancelled');
  expect(withhold('app_deleted').state).toBe('cancelled');
  expect(withhold('erased').state).toBe('cancelled');
});

import { expect, test } from 'vitest';
import { TestClock } from '../../test/db.ts';
import { addSeconds } from '../lib/clock.ts';
import { type AttemptError, errorOfStatus } from './attempt-errors.ts';
import { type Attempted, judgeAttempt, type Signal, signalOf, withhold, withholdReplay } from './outcome.ts';
import { EXTENDED_SECONDS, STANDARD_SECONDS } from './retry-schedule.ts';

const exhausted = { state: 'failed', reason: 'retries_exhausted' };
const finishedAt = new Date('2026-11-24T12:00:00Z');

const failed = (given: Partial<Attempted> = {}): Attempted => ({
  signal: 'failure',
  attempt: 1,
  delaysSeconds: STANDARD_SECONDS,
  retryAfterSeconds: null,
  finishedAt,
  ...given,
});

/** Fails every attempt, each taking `durationSeconds`, and returns how many seconds after the end of it the next is due. */
function failThrough(delays: readonly number[], durationSeconds: number) {
  const clock = new TestClock();
  const waits: number[] = [];
  for (let attempt = 1; ; attempt += 1) {
    clock.advance(durationSeconds);
    const outcome = judgeAttempt(failed({ attempt, delaysSeconds: delays, finishedAt: clock.now() }));
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
    expect(judgeAttempt(failed({ signal: 'success', attempt }))).toEqual({ state: 'delivered' });
});

test('without any retry the first failure is the last', () => {
  expect(judgeAttempt(failed({ delaysSeconds: [] }))).toEqual(exhausted);
});

test.each([
  [1, null, 10],
  [1, 0, 10],
  [1, 9.5, 10],
  [1, 10.5, 10.5],
  [1, 86_400, 86_400],
  [4, 299, 300],
  [4, 301, 301],
])(
  'attempt %i with Retry-After %s waits %d s: longer than the schedule, never shorter',
  (attempt, retryAfterSeconds, wait) => {
    for (const signal of ['failure', 'throttle'] as const)
      expect(judgeAttempt(failed({ signal, attempt, retryAfterSeconds }))).toEqual({
        state: 'pending',
        dueAt: addSeconds(finishedAt, wait),
      });
  },
);

test('Retry-After never makes another attempt of the last one, nor a failure of a success', () => {
  expect(judgeAttempt(failed({ attempt: 5, retryAfterSeconds: 30 }))).toEqual(exhausted);
  expect(judgeAttempt(failed({ signal: 'success', retryAfterSeconds: 30 }))).toEqual({ state: 'delivered' });
});

test('410 ends the delivery at any attempt, as one that can be replayed', () => {
  for (const attempt of [1, 3, 5])
    expect(judgeAttempt(failed({ signal: 'gone', attempt, retryAfterSeconds: 60 }))).toEqual({
      state: 'skipped',
      reason: 'webhook_disabled',
    });
});

test.each([
  [undefined, 60],
  [0, 60],
  [600, 60],
  [1_200, 120],
  [6_000, 600],
  [30 * 86_400, 600],
])('a fault of ours puts a delivery of %s s off by %d s, after the last attempt too', (ageSeconds, wait) => {
  for (const attempt of [1, 5, 6])
    expect(
      judgeAttempt(failed({ signal: 'none', attempt, ...(ageSeconds !== undefined && { ageSeconds }) })),
    ).toEqual({ state: 'pending', dueAt: addSeconds(finishedAt, wait) });
});

test.each<[Signal, number | null, AttemptError | null]>([
  ['success', 200, null],
  ['throttle', 429, 'too_many_requests'],
  ['throttle', 502, 'unavailable'],
  ['throttle', 503, 'unavailable'],
  ['throttle', 504, 'unavailable'],
  ['throttle', null, 'connect_timeout'],
  ['throttle', null, 'timeout'],
  ['throttle', 200, 'response_too_slow'],
  ['throttle', 500, 'response_too_slow'],
  ['throttle', 503, 'connection_reset'],
  ['gone', 410, 'gone'],
  ['gone', 410, 'response_too_slow'],
  ['none', null, 'proxy_failed'],
  ['none', null, 'worker_lost'],
  ['none', null, 'sending_failed'],
  ['failure', 302, 'redirect'],
  ['failure', 400, 'unexpected_status'],
  ['failure', 500, 'unexpected_status'],
  ['failure', 501, 'unexpected_status'],
  ['failure', 505, 'unexpected_status'],
  ['failure', 200, 'connection_reset'],
  ['failure', null, 'dns_failed'],
  ['failure', null, 'blocked_address'],
  ['failure', null, 'connection_refused'],
  ['failure', null, 'tls_expired'],
  ['failure', null, 'invalid_response'],
])('it is a %s: status %s, error %s', (signal, status, error) => {
  expect(signalOf({ status, error })).toBe(signal);
});

test('what a status means', () => {
  const meant = [200, 299, 300, 399, 400, 410, 429, 500, 502, 503, 504, 599, 999].map(errorOfStatus);
  expect(meant).toEqual([
    null,
    null,
    'redirect',
    'redirect',
    'unexpected_status',
    'gone',
    'too_many_requests',
    'unexpected_status',
    'unavailable',
    'unavailable',
    'unavailable',
    'unexpected_status',
    'unexpected_status',
  ]);
});

test('what lacks consent is skipped and can be replayed; what is gone is cancelled', () => {
  expect(withhold('webhook_disabled').state).toBe('skipped');
  expect(withhold('connection_disabled').state).toBe('skipped');
  expect(withhold('webhook_removed').state).toBe('cancelled');
  expect(withhold('app_deleted').state).toBe('cancelled');
  expect(withhold('erased').state).toBe('cancelled');
});

test('a replay that must not be sent ends, and with it what was still pending; what was finished stays so', () => {
  const unchanged = { state: 'unchanged', dueAt: null, isOver: true };
  expect(withholdReplay('webhook_disabled', null)).toEqual(unchanged);
  expect(withholdReplay('app_deleted', null)).toEqual(unchanged);
  const resumeAt = new Date('2026-07-14T12:00:00Z');
  expect(withholdReplay('webhook_disabled', resumeAt)).toMatchObject({ state: 'skipped' });
  expect(withholdReplay('app_deleted', resumeAt)).toMatchObject({ state: 'cancelled' });
});

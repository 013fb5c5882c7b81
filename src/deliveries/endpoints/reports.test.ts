import { expect, test } from 'vitest';
import type { Delivered } from '../deliver.ts';
import type { Signal } from '../outcome.ts';
import { addAttempt } from './reports.ts';

const beganAt = new Date('2026-07-14T12:00:00.000Z');
const endedAt = new Date('2026-07-14T12:00:00.250Z');

interface Given {
  readonly status?: number | null;
  readonly replayId?: string;
  readonly retryAfterSeconds?: number;
}

/** What is told of an attempt that took a quarter of a second. */
function attempted(signal: Signal, { status = 500, replayId, retryAfterSeconds }: Given = {}): Delivered {
  return {
    record: {
      attempt: {
        started_at: beganAt,
        duration_ms: 250,
        replay_id: replayId ?? null,
        status,
        error: 'unexpected_status',
      },
    } as Delivered['record'],
    sign: { signal, retryAfterSeconds: retryAfterSeconds ?? null },
  };
}

const failedOnce = {
  succeededAt: null,
  failures: 1,
  failureWeight: 1,
  firstFailedAt: endedAt,
  lastFailedAt: endedAt,
  lastError: 'unexpected_status',
  lastFailureBeganAt: beganAt,
  throttledUntil: null,
};

test('a failure counts, from the end of the attempt', () => {
  const once = addAttempt(undefined, attempted('failure'));
  expect(once).toEqual(failedOnce);
  expect(addAttempt(once, attempted('failure'))).toMatchObject({ failures: 2, failureWeight: 2 });
});

test('a replay that fails counts for nothing but as the probe that it may have been, whatever had failed before', () => {
  const replay = attempted('failure', { replayId: 'a replay' });
  const nothing = { failures: 0, failureWeight: 0, firstFailedAt: null, lastFailedAt: null, lastError: null };
  expect(addAttempt(undefined, replay)).toMatchObject({ ...nothing, lastFailureBeganAt: beganAt });
  expect(addAttempt(failedOnce, replay)).toEqual(failedOnce);
});

test('a replay that succeeds, as any success, ends what was counted', () => {
  for (const replayId of ['a replay', undefined]) {
    const success = attempted('success', { status: 204, ...(replayId === undefined ? {} : { replayId }) });
    expect(addAttempt(failedOnce, success)).toMatchObject({ succeededAt: endedAt, failures: 0 });
  }
});

test('a timeout weighs as much as four other failures; a 503 does not', () => {
  expect(addAttempt(undefined, attempted('throttle', { status: null }))).toMatchObject({ failureWeight: 4 });
  expect(addAttempt(undefined, attempted('throttle', { status: 503 }))).toMatchObject({ failureWeight: 1 });
});

test('what was asked for by Retry-After holds the endpoint back for a minute at most, and never for less than before', () => {
  const wait = (retryAfterSeconds: number, before = failedOnce as Parameters<typeof addAttempt>[0]) =>
    addAttempt(before, attempted('throttle', { status: 429, retryAfterSeconds }))?.throttledUntil;
  expect(wait(10)).toEqual(new Date('2026-07-14T12:00:10.250Z'));
  expect(wait(3_600)).toEqual(new Date('2026-07-14T12:01:00.250Z'));
  const throttledUntil = new Date('2026-07-14T12:00:30.000Z');
  expect(wait(10, { ...failedOnce, throttledUntil })).toEqual(throttledUntil);
});

test('a fault of ours, and what was not sent, tell nothing', () => {
  expect(addAttempt(failedOnce, attempted('none', { status: null }))).toBe(failedOnce);
  const unsent: Delivered = { ...attempted('failure'), sign: null };
  expect(addAttempt(failedOnce, unsent)).toBe(failedOnce);
});

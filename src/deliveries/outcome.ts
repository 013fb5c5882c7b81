import { addSeconds } from '../lib/clock.ts';
import type { AttemptError } from './attempt-errors.ts';
import type { PostResult } from './sending/sender.ts';

/** What is to be recorded of a delivery after an attempt, or instead of one. */
export type Outcome =
  | { readonly state: 'delivered' }
  | { readonly state: 'pending'; readonly dueAt: Date }
  | { readonly state: 'failed'; readonly reason: 'retries_exhausted' }
  | { readonly state: 'skipped'; readonly reason: 'webhook_disabled' | 'connection_disabled' }
  | { readonly state: 'cancelled'; readonly reason: 'webhook_removed' | 'app_deleted' | 'erased' }
  /** A replay changed nothing. `dueAt`: of the automatic retry, or of the replay itself if it is not over. */
  | { readonly state: 'unchanged'; readonly dueAt: Date | null; readonly isOver: boolean };

/**
 * What an attempt says about its endpoint. `throttle`: it has too much to do, or is too slow, and gets less at once; `failure`:
 * it or the way to it is broken; `gone`: it wants nothing more, ever; `none`: nothing, the fault was ours or our proxy's.
 */
export type Signal = 'success' | 'throttle' | 'failure' | 'gone' | 'none';

export const OUR_FAULTS: ReadonlySet<AttemptError> = new Set([
  'proxy_failed',
  'worker_lost',
  'sending_failed',
]);
const TOO_SLOW: ReadonlySet<AttemptError> = new Set(['connect_timeout', 'timeout', 'response_too_slow']);
const THROTTLING: ReadonlySet<number> = new Set([429, 502, 503, 504]);

export function signalOf({ status, error }: Pick<PostResult, 'status' | 'error'>): Signal {
  if (error === null) return 'success';
  if (OUR_FAULTS.has(error)) return 'none';
  if (status === 410) return 'gone';
  return TOO_SLOW.has(error) || (status !== null && THROTTLING.has(status)) ? 'throttle' : 'failure';
}

export interface Attempted {
  readonly signal: Signal;
  /** From 1. */
  readonly attempt: number;
  readonly delaysSeconds: readonly number[];
  /** What the receiver asked for; see retry-after.ts. */
  readonly retryAfterSeconds: number | null;
  /** The end of the attempt, from which delays count: a receiver that needs 15 s to fail is not hit again at once. */
  readonly finishedAt: Date;
  /** Of the delivery; undefined: it is new. */
  readonly ageSeconds?: number;
}

const LEAST_PUT_OFF_SECONDS = 60;
const MOST_PUT_OFF_SECONDS = 600;

/**
 * Judges an attempt. `Retry-After` is heeded on every failure, whatever its status, and only ever makes the wait longer: it
 * brings no attempt forward and adds none after the last.
 */
export function judgeAttempt(attempted: Attempted): Outcome {
  const { signal, attempt, delaysSeconds, retryAfterSeconds, finishedAt, ageSeconds } = attempted;
  switch (signal) {
    case 'success':
      return { state: 'delivered' };
    case 'gone':
      // A 410 disables the webhook at once. What was skipped for that can be replayed, should it be enabled again.
      return { state: 'skipped', reason: 'webhook_disabled' };
    case 'none': {
      // No retry is used up, so nothing would ever end it: the longer it lasts, the rarer it is tried and logged.
      const seconds = Math.min(Math.max((ageSeconds ?? 0) / 10, LEAST_PUT_OFF_SECONDS), MOST_PUT_OFF_SECONDS);
      return { state: 'pending', dueAt: addSeconds(finishedAt, seconds) };
    }
    case 'throttle':
    case 'failure': {
      const delay = delaysSeconds[attempt - 1];
      if (delay === undefined) return { state: 'failed', reason: 'retries_exhausted' };
      return { state: 'pending', dueAt: addSeconds(finishedAt, Math.max(delay, retryAfterSeconds ?? 0)) };
    }
  }
}

/**
 * Judges a replay. One that failed leaves everything as it was: a finished delivery finished, and a pending one with its
 * automatic retry at the old time (`resumeAt`).
 */
export function judgeReplay(signal: Signal, resumeAt: Date | null, finishedAt: Date): Outcome {
  switch (signal) {
    case 'success':
      return { state: 'delivered' };
    case 'none':
      return { state: 'unchanged', dueAt: addSeconds(finishedAt, LEAST_PUT_OFF_SECONDS), isOver: false };
    case 'gone':
      return withholdReplay('webhook_disabled', resumeAt);
    case 'throttle':
    case 'failure':
      return { state: 'unchanged', dueAt: resumeAt, isOver: true };
  }
}

/** A replay that must not be sent ends; with it the delivery, if it was still pending. */
export function withholdReplay(reason: WithheldReason, resumeAt: Date | null): Outcome {
  return resumeAt === null ? { state: 'unchanged', dueAt: null, isOver: true } : withhold(reason);
}

export type WithheldReason =
  | 'webhook_disabled'
  | 'connection_disabled'
  | 'webhook_removed'
  | 'app_deleted'
  | 'erased';

/** Consent and existence are looked at before every attempt; what may not be sent ends without one. */
export function withhold(reason: WithheldReason): Outcome {
  switch (reason) {
    case 'webhook_disabled':
    case 'connection_disabled':
      return { state: 'skipped', reason };
    case 'webhook_removed':
    case 'app_deleted':
    case 'erased':
      return { state: 'cancelled', reason };
  }
}

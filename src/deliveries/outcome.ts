import { addSeconds } from '../lib/clock.ts';

/** What is to be recorded of a delivery after an attempt, or instead of one. */
export type Outcome =
  | { readonly state: 'delivered' }
  | { readonly state: 'pending'; readonly dueAt: Date }
  | { readonly state: 'failed'; readonly reason: 'retries_exhausted' }
  | { readonly state: 'skipped'; readonly reason: 'webhook_disabled' | 'connection_disabled' }
  | { readonly state: 'cancelled'; readonly reason: 'webhook_removed' | 'app_deleted' | 'erased' };

/**
 * Judges attempt number `attempt` (from 1). Delays count from `finishedAt`, the end of the failed attempt: a receiver that
 * needs 15 s to fail is not hit again at once.
 */
export function judgeAttempt(
  succeeded: boolean,
  attempt: number,
  delaysSeconds: readonly number[],
  finishedAt: Date,
): Outcome {
  if (succeeded) return { state: 'delivered' };
  const delay = delaysSeconds[attempt - 1];
  if (delay === undefined) return { state: 'failed', reason: 'retries_exhausted' };
  return { state: 'pending', dueAt: addSeconds(finishedAt, delay) };
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

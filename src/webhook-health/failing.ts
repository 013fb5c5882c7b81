import { addSeconds } from '../lib/clock.ts';

const DAY_SECONDS = 24 * 60 * 60;
export const WARNING_DAYS = [1, 3] as const;
export const DISABLING_DAYS = 5;
export const DISABLING_ATTEMPTS = 20;

/** What is known of a webhook that fails. */
export interface Failing {
  readonly failingSince: Date;
  readonly failedAttempts: number;
  readonly lastFailureAt: Date | null;
  /** Of which day a warning was given already; 0: none. */
  readonly warnedDays: number;
}

export type Verdict =
  | { readonly kind: 'wait' }
  | { readonly kind: 'warn'; readonly days: (typeof WARNING_DAYS)[number] }
  | { readonly kind: 'disable' };

export const daysAfter = (instant: Date, days: number): Date => addSeconds(instant, days * DAY_SECONDS);

/**
 * What becomes of a webhook that does nothing but fail. It is disabled only if it still failed after the 5 days: one that has had
 * nothing to receive since may well work again, and shows that with the next delivery.
 */
export function judgeFailing(
  { failingSince, failedAttempts, lastFailureAt, warnedDays }: Failing,
  now: Date,
): Verdict {
  const disableFrom = daysAfter(failingSince, DISABLING_DAYS);
  const stillFailed = lastFailureAt !== null && lastFailureAt >= disableFrom;
  if (now >= disableFrom && stillFailed && failedAttempts >= DISABLING_ATTEMPTS) return { kind: 'disable' };
  const days = WARNING_DAYS.findLast((candidate) => now >= daysAfter(failingSince, candidate));
  return days !== undefined && days > warnedDays ? { kind: 'warn', days } : { kind: 'wait' };
}

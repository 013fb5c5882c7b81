/** Seconds between the end of a failed attempt and the next one; after the last, the delivery has failed. */
export interface RetrySchedules {
  readonly standard: readonly number[];
  readonly extended: readonly number[];
}

const MINUTE = 60;
const HOUR = 60 * MINUTE;

/** The vendor's: 5 attempts within about 7 minutes. */
export const STANDARD_SECONDS: readonly number[] = [10, 30, 60, 300];

/** The example schedule of Standard Webhooks: 10 attempts within about 3 days. */
export const EXTENDED_SECONDS: readonly number[] = [
  5,
  5 * MINUTE,
  30 * MINUTE,
  2 * HOUR,
  5 * HOUR,
  10 * HOUR,
  14 * HOUR,
  20 * HOUR,
  24 * HOUR,
];

/** Unless an operator sets others. */
export const USUAL_SCHEDULES: RetrySchedules = { standard: STANDARD_SECONDS, extended: EXTENDED_SECONDS };

import type { Retention } from '../../../../src/tenants/schema.ts';

const MOST_DAYS = 400;
/** The extended retry schedule takes more than three days. */
export const EXTENDED_SCHEDULE_DAYS = 4;

/** How long is kept, as it is typed. */
export interface RetentionValues {
  readonly days: string;
  readonly isPayloadSooner: boolean;
  readonly payloadDays: string;
}

export const valuesOf = ({ retentionDays, payloadRetentionDays }: Retention): RetentionValues => ({
  days: String(retentionDays),
  isPayloadSooner: payloadRetentionDays !== null,
  payloadDays: String(payloadRetentionDays ?? Math.min(7, retentionDays)),
});

export const toRetention = ({ days, isPayloadSooner, payloadDays }: RetentionValues): Retention => ({
  retentionDays: Number(days),
  payloadRetentionDays: isPayloadSooner ? Number(payloadDays) : null,
});

const isDays = (text: string): boolean => /^\d{1,3}$/.test(text.trim()) && isWithin(Number(text));
const isWithin = (days: number): boolean => days >= 1 && days <= MOST_DAYS;

/** Why the values cannot be saved, by field. */
export function findValueErrors({ days, isPayloadSooner, payloadDays }: RetentionValues) {
  const range = `A whole number of days, 1 to ${MOST_DAYS}.`;
  return {
    ...(!isDays(days) && { days: range }),
    ...(isPayloadSooner && !isDays(payloadDays) && { payloadDays: range }),
    ...(isPayloadSooner &&
      isDays(days) &&
      isDays(payloadDays) &&
      Number(payloadDays) > Number(days) && { payloadDays: 'Not longer than the events themselves.' }),
  };
}

/** How long what is in them is kept. */
const payloadDaysOf = ({ retentionDays, payloadRetentionDays }: Retention): number =>
  payloadRetentionDays ?? retentionDays;

export interface Shortening {
  readonly question: string;
  /** What goes that would have stayed, and when. */
  readonly consequence: string;
}

/** What is kept for a shorter time than before; undefined where nothing is. */
export function findShortening(from: Retention, to: Retention): Shortening | undefined {
  const payloadDays = payloadDaysOf(to);
  const isPayloadShorter = payloadDays < payloadDaysOf(from);
  const payload = `What is in those older than ${daysText(payloadDays)}, that is bodies, headers and answers`;
  if (to.retentionDays < from.retentionDays)
    return {
      question: `Keep events for ${daysText(to.retentionDays)}?`,
      consequence: `Events, deliveries and attempts older than ${daysText(to.retentionDays)} are erased for good within minutes, and what of them still waits to be sent is cancelled.${
        isPayloadShorter && payloadDays < to.retentionDays ? ` ${payload}, is erased as well.` : ''
      }`,
    };
  if (isPayloadShorter)
    return {
      question: `Keep what is in events for ${daysText(payloadDays)}?`,
      consequence: `${payload}, is erased for good within minutes, and what of it still waits to be sent is cancelled. That something was sent, when, and what came of it stays.`,
    };
  return undefined;
}

export const daysText = (days: number): string => (days === 1 ? '1 day' : `${days} days`);

export const payloadText = ({ payloadRetentionDays }: Retention): string =>
  payloadRetentionDays === null ? 'As long as those' : daysText(payloadRetentionDays);

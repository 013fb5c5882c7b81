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

/** Whether something goes that would have stayed. */
export const isShorter = (from: Retention, to: Retention): boolean =>
  to.retentionDays < from.retentionDays ||
  (to.payloadRetentionDays ?? to.retentionDays) < (from.payloadRetentionDays ?? from.retentionDays);

export const daysText = (days: number): string => (days === 1 ? '1 day' : `${days} days`);

export const payloadText = ({ payloadRetentionDays }: Retention): string =>
  payloadRetentionDays === null ? 'As long as those' : daysText(payloadRetentionDays);

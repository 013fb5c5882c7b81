import { formatSeconds } from '../ui/explain.ts';

const numbers = new Intl.NumberFormat('en-GB');
const percents = new Intl.NumberFormat('en-GB', { style: 'percent', maximumFractionDigits: 1 });
/** What the server counts no further. */
const CAP = 100_000;

export const formatShare = (share: number): string => percents.format(share);
export const formatCapped = (count: number): string =>
  count >= CAP ? `${numbers.format(CAP)} or more` : numbers.format(count);
export const formatMs = (ms: number): string =>
  ms < 1_000 ? `${ms} ms` : `${numbers.format(Math.round(ms / 100) / 10)} s`;
export const formatLag = (seconds: number | null): string =>
  seconds === null ? 'none' : formatSeconds(Math.round(seconds));

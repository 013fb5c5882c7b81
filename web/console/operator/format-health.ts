import { formatSeconds } from '../ui/explain.ts';
import { formatCount } from '../ui/format-number.ts';

/** What the server counts no further. */
const CAP = 100_000;

export const formatCapped = (count: number): string =>
  count >= CAP ? `${formatCount(CAP)} or more` : formatCount(count);
export const formatMs = (ms: number): string =>
  ms < 1_000 ? `${ms} ms` : `${formatCount(Math.round(ms / 100) / 10)} s`;
export const formatLag = (seconds: number | null): string =>
  seconds === null ? 'none' : formatSeconds(Math.round(seconds));

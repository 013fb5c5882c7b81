/** A time as it is typed. */
export interface Duration {
  readonly amount: string;
  readonly unit: 's' | 'min';
}

const SECONDS: Readonly<Record<Duration['unit'], number>> = { s: 1, min: 60 };

/** In minutes where that is a whole number. */
export function durationOf(seconds: number): Duration {
  return seconds >= 60 && seconds % 60 === 0
    ? { amount: String(seconds / 60), unit: 'min' }
    : { amount: String(seconds), unit: 's' };
}

/** NaN when it is no whole number of seconds. */
export function secondsOf({ amount, unit }: Duration): number {
  const text = amount.trim().replace(',', '.');
  if (!/^\d{1,6}(\.\d{1,3})?$/.test(text)) return Number.NaN;
  const seconds = Number(text) * SECONDS[unit];
  return Number.isInteger(seconds) ? seconds : Number.NaN;
}

/** `45 s`, `5 min`, `1 min 30 s` */
export function formatDuration(seconds: number): string {
  const [minutes, rest] = [Math.floor(seconds / 60), seconds % 60];
  return [
    ...(minutes > 0 ? [`${minutes} min`] : []),
    ...(rest > 0 || minutes === 0 ? [`${rest} s`] : []),
  ].join(' ');
}

const points = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 1, signDisplay: 'exceptZero' });
const changes = new Intl.NumberFormat('en-GB', {
  style: 'percent',
  maximumFractionDigits: 0,
  signDisplay: 'exceptZero',
});

/** `+12%`; a rate changes by points: `−2.5 points`. */
export function formatChange(now: number, before: number, isRate: boolean): string {
  if (isRate) return `${points.format((now - before) * 100)} points`;
  if (before === 0) return now === 0 ? 'as before' : 'none before';
  return now === before ? 'as before' : changes.format((now - before) / before);
}

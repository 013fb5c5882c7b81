/** The zone of whoever looks. */
export const ownZone = Intl.DateTimeFormat().resolvedOptions().timeZone;

const formats = new Map<string, Intl.DateTimeFormat>();

function formatIn(zone: string, withSeconds: boolean): Intl.DateTimeFormat {
  const key = `${zone} ${withSeconds}`;
  const made =
    formats.get(key) ??
    new Intl.DateTimeFormat('en-GB', {
      timeZone: zone,
      day: 'numeric',
      month: 'short',
      year: 'numeric',
      hour: '2-digit',
      minute: '2-digit',
      ...(withSeconds && { second: '2-digit' }),
      timeZoneName: 'short',
    });
  formats.set(key, made);
  return made;
}

/** `25 Nov 2026, 14:03 CET` */
export function formatInstant(at: Date, zone = ownZone, withSeconds = false): string {
  return formatIn(zone, withSeconds).format(at);
}

/** `25 Nov 2026, 14:00–16:00 CET` */
export function formatWindow(start: Date, end: Date, zone = ownZone): string {
  return formatIn(zone, false).formatRange(start, end);
}

const steps: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['year', 365 * 86_400],
  ['month', 30 * 86_400],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
];
const relative = new Intl.RelativeTimeFormat('en-GB', { numeric: 'auto' });

/** `3 minutes ago`, `in 2 days`, `just now` */
export function formatRelative(at: Date, now: Date): string {
  const seconds = (at.getTime() - now.getTime()) / 1000;
  const [unit, length] = steps.find(([, step]) => Math.abs(seconds) >= step) ?? [];
  if (unit === undefined || length === undefined) return 'just now';
  return relative.format(Math.trunc(seconds / length), unit);
}

import { StateBadge } from '../ui/state-badge.tsx';

/** How an attempt ended: taken, refused with a status, or without an answer. */
export function AttemptBadge({
  status,
  isTaken,
}: {
  readonly status: number | null;
  readonly isTaken: boolean;
}) {
  if (isTaken) return <StateBadge kind="good">{`Taken (${status ?? 'no status'})`}</StateBadge>;
  return <StateBadge kind="bad">{status === null ? 'No answer' : `Refused (${status})`}</StateBadge>;
}

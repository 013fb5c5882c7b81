import { StateBadge } from '../../ui/state-badge.tsx';

/** Whom an app is seen by: every tenant that it names, or those of its own organisation. */
export function ApprovalBadge({
  approved,
  isRefused,
}: {
  readonly approved: boolean;
  readonly isRefused: boolean;
}) {
  if (approved) return <StateBadge kind="good">Approved</StateBadge>;
  return isRefused ? (
    <StateBadge kind="bad">Refused</StateBadge>
  ) : (
    <StateBadge kind="quiet">Own tenants only</StateBadge>
  );
}

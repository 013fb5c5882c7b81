import { StateBadge } from '../ui/state-badge.tsx';
import type { PersonView } from './person-view.ts';

export function PersonState({ disabledAt, hasAccepted }: PersonView) {
  if (disabledAt !== null) return <StateBadge kind="bad">Disabled</StateBadge>;
  return hasAccepted ? (
    <StateBadge kind="good">Enabled</StateBadge>
  ) : (
    <StateBadge kind="busy">Invited</StateBadge>
  );
}

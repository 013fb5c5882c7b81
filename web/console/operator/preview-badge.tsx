import { StateBadge } from '../ui/state-badge.tsx';

export function PreviewBadge({ isOn }: { readonly isOn: boolean }) {
  return isOn ? <StateBadge kind="good">On</StateBadge> : <StateBadge kind="quiet">Off</StateBadge>;
}

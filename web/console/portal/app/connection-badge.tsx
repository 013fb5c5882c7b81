import { StateBadge } from '../../ui/state-badge.tsx';

/** Connected · Not Connected Yet · Disabled */
export function ConnectionBadge({ state }: { readonly state: string }) {
  if (state === 'connected') return <StateBadge kind="good">Connected</StateBadge>;
  if (state === 'disabled') return <StateBadge kind="warn">Disabled</StateBadge>;
  return <StateBadge kind="quiet">Not Connected Yet</StateBadge>;
}

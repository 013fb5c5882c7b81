import type { TenantDelivery } from '../../../src/delivery-log/schema.ts';
import { StateBadge } from '../ui/state-badge.tsx';
import { deliveryStates } from './delivery-words.ts';

/** The state of a delivery; a replay that is under way comes first. */
export function DeliveryBadge({ state, replaying }: Pick<TenantDelivery, 'state' | 'replaying'>) {
  if (replaying) return <StateBadge kind="busy">Replaying</StateBadge>;
  const { kind, word } = deliveryStates[state];
  return <StateBadge kind={kind}>{word}</StateBadge>;
}

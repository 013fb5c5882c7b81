import type { TenantDelivery } from '../../../src/delivery-log/schema.ts';
import type { StateKind } from '../ui/state-kind.ts';

type State = TenantDelivery['state'];

export const eventNames: Readonly<Record<string, string>> = {
  'tn.sp.session-completed': 'Session Completed',
  'tn.sp.session-abandoned-qualified': 'Qualified Abandoned Session',
};

export const eventName = (type: string): string => eventNames[type] ?? type;

export const deliveryStates: Readonly<Record<State, { readonly kind: StateKind; readonly word: string }>> = {
  pending: { kind: 'busy', word: 'Pending' },
  delivered: { kind: 'good', word: 'Delivered' },
  failed: { kind: 'bad', word: 'Failed' },
  skipped: { kind: 'warn', word: 'Skipped' },
  cancelled: { kind: 'quiet', word: 'Cancelled' },
};

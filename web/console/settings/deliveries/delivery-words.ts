import type { TenantDelivery } from '../../../../src/delivery-log/schema.ts';
import type { StateKind } from '../../ui/state-badge.tsx';

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

/** Why a delivery was not made, and what can be done; by the codes of the log. */
export const deliveryReasons: Readonly<Record<string, string>> = {
  retries_exhausted:
    "The developer's server did not take it at any attempt. The developer can replay it from the failed events.",
  webhook_disabled:
    'The developer has paused or disabled the webhook. They can replay it once it is on again.',
  connection_disabled:
    'The app was disabled for this tenant. After Enable under API Application Access the developer can replay it.',
  webhook_removed: 'The developer has removed the webhook. It will not be sent.',
  app_deleted: 'The app was deleted. It will not be sent.',
  erased: 'What would have been sent was erased. It will not be sent.',
};

/** Why an event has no delivery at all. */
export const undeliveredReasons: Readonly<Record<string, string>> = {
  preview_off:
    'Webhooks are in private preview and were off for this tenant, so it was recorded and not sent. It is not sent later either.',
  no_connection: 'No app was connected, so there was nobody to tell.',
  no_subscription: 'No connected app has asked for this event in the version that was allowed.',
};

/** What became of a delivery in one sentence. */
export function explainDelivery(
  delivery: Pick<TenantDelivery, 'state' | 'reason' | 'attempts' | 'replaying'>,
): string {
  const { state, reason, attempts, replaying } = delivery;
  if (replaying) return 'The developer is replaying it.';
  switch (state) {
    case 'pending':
      return attempts === 0
        ? 'It is about to be sent.'
        : `${times(attempts)} without success; it is tried again.`;
    case 'delivered':
      return attempts <= 1
        ? "The developer's server took it."
        : `The developer's server took it at attempt ${attempts}.`;
    case 'failed':
    case 'skipped':
    case 'cancelled':
      return deliveryReasons[reason ?? ''] ?? reason ?? '';
  }
}

const times = (attempts: number): string => (attempts === 1 ? 'Tried once' : `Tried ${attempts} times`);

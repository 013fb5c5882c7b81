import type { TenantDelivery } from '../../../src/delivery-log/schema.ts';

/** Who reads: the tenant whose session it tells of, or the developer whose server it is sent to. */
export type Reader = 'tenant' | 'developer';

/** Why a delivery was not made, and what can be done; by the codes of the log. */
const reasons: Readonly<Record<Reader, Readonly<Record<string, string>>>> = {
  tenant: {
    retries_exhausted:
      "The developer's server did not take it at any attempt. The developer can replay it from the failed events.",
    webhook_disabled:
      'The developer has paused or disabled the webhook. They can replay it once it is on again.',
    connection_disabled:
      'The app was disabled for this tenant. After Enable under API Application Access the developer can replay it.',
    webhook_removed: 'The developer has removed the webhook. It will not be sent.',
    app_deleted: 'The app was deleted. It will not be sent.',
    erased: 'What would have been sent was erased. It will not be sent.',
  },
  developer: {
    retries_exhausted: 'Your server did not take it at any attempt. Mend the cause, then replay it.',
    webhook_disabled:
      'The webhook was paused or disabled, so it was not sent. Replay it once the webhook is enabled.',
    connection_disabled:
      'The tenant had disabled the app, so it was not sent. Replay it once the tenant has enabled it again.',
    webhook_removed:
      'The version that the tenant accepted no longer has this event. It is never sent, and cannot be replayed.',
    app_deleted: 'The app was deleted. It is never sent, and cannot be replayed.',
    erased: 'The tenant has erased what it told of. It is never sent, and cannot be replayed.',
  },
};

const servers: Readonly<Record<Reader, string>> = {
  tenant: "The developer's server",
  developer: 'Your server',
};

/** Why an event has no delivery at all. */
export const undeliveredReasons: Readonly<Record<string, string>> = {
  preview_off:
    'Webhooks are in private preview and were off for this tenant, so it was recorded and not sent. It is not sent later either.',
  no_connection: 'No app was connected, so there was nobody to tell.',
  no_subscription: 'No connected app has asked for this event in the version that was allowed.',
};

/** What became of a delivery, in one or two sentences. */
export function explainDelivery(
  delivery: Pick<TenantDelivery, 'state' | 'reason' | 'attempts' | 'replaying' | 'lastAttempt'>,
  reader: Reader,
): string {
  const { state, reason, attempts, replaying, lastAttempt } = delivery;
  if (replaying) return reader === 'tenant' ? 'The developer is replaying it.' : 'A replay is under way.';
  switch (state) {
    case 'pending':
      return attempts === 0
        ? 'It is about to be sent.'
        : `${times(attempts)} without success; it is tried again.`;
    case 'delivered':
      if (lastAttempt?.isReplay === true && lastAttempt.errorCode === null)
        return `${servers[reader]} took it when it was replayed.`;
      return `${servers[reader]} took it${attempts <= 1 ? '' : ` at attempt ${attempts}`}.`;
    case 'failed':
    case 'skipped':
    case 'cancelled':
      return reasons[reader][reason ?? ''] ?? reason ?? '';
  }
}

const times = (attempts: number): string => (attempts === 1 ? 'Tried once' : `Tried ${attempts} times`);

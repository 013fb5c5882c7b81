import type { DeliveryView } from '../../../../../src/delivery-log/schema.ts';

type Refusal = NonNullable<DeliveryView['replayRefusal']>;

interface Words {
  /** For a row of a list. */
  readonly short: string;
  readonly sentence: string;
}

/** Why a delivery cannot be replayed now, and what would have to change. */
export const refusalWords: Readonly<Record<Refusal, Words>> = {
  delivery_cancelled: { short: 'cancelled', sentence: 'What was cancelled is never sent again.' },
  payload_erased: {
    short: 'erased',
    sentence: 'There is nothing left to send: what it told was erased, or is no longer kept.',
  },
  already_replaying: { short: 'being replayed', sentence: 'A replay is under way; wait for its attempt.' },
  delivery_under_way: { short: 'being sent', sentence: 'It is being sent at this moment.' },
  consent_missing: {
    short: 'no consent now',
    sentence:
      'The tenant does not consent to it now: it has disabled the app, has accepted a version without this event, or connected only after it happened. It can be replayed once the tenant enables the app or upgrades.',
  },
  webhook_disabled: {
    short: 'webhook disabled',
    sentence: 'The webhook is disabled. Enable it, then replay.',
  },
  webhook_removed: {
    short: 'webhook removed',
    sentence: 'No version in use has this event any more, so there is no webhook to send it to.',
  },
};

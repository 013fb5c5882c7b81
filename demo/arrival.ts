import type { EventType } from '../src/events/event-types.ts';

/** What the demo reads of a CloudEvents body; the receiver has checked the whole. */
export interface ReceivedEvent {
  readonly id: string;
  readonly type: EventType;
  readonly userassignedid: string;
  readonly data: {
    readonly tenantId: number;
    readonly session: {
      readonly id: string;
      readonly sessionOutcome: string | null;
      readonly jobId: number | null;
      readonly leadId: number | null;
    };
  };
}

/** One POST at the receiver, as it tells its parent. Instants are Unix milliseconds. */
export interface Arrival {
  readonly arrivedAt: number;
  readonly answeredAt: number;
  readonly status: number;
  /** Null when everything about it verified, whatever the answer was. */
  readonly problem: string | null;
  readonly event: ReceivedEvent | null;
  readonly webhookId: string;
  readonly timestamp: string;
  readonly bodySha256: string;
}

export type FromReceiver =
  | { readonly kind: 'listening'; readonly url: string }
  | { readonly kind: 'arrival'; readonly arrival: Arrival };

/** The key is known only once fieldhook, which must know the receiver's URL first, has made its demo tenant. */
export interface ToReceiver {
  readonly hmacKey: string;
}

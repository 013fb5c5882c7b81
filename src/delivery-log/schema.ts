import { type Static, type TSchema, Type } from 'typebox';
import { eventTypes } from '../events/catalogue.ts';
import { MAX_ID } from '../lib/ids.ts';

const orNull = <Schema extends TSchema>(schema: Schema) => Type.Union([schema, Type.Null()]);
const instant = (options: { description?: string } = {}) =>
  Type.String({ ...options, format: 'date-time', maxLength: 40 });

export const deliveryStates = ['pending', 'delivered', 'failed', 'skipped', 'cancelled'] as const;
export const deliveryReasons = [
  'retries_exhausted',
  'webhook_disabled',
  'connection_disabled',
  'webhook_removed',
  'app_deleted',
  'erased',
] as const;

export const AppParams = Type.Object({ appId: Type.String() });
export const DeliveryParams = Type.Object({ appId: Type.String(), deliveryId: Type.String() });

export const DeliveriesQuery = Type.Object({
  state: Type.Optional(Type.Enum([...deliveryStates])),
  reason: Type.Optional(Type.Enum([...deliveryReasons])),
  eventType: Type.Optional(Type.Enum([...eventTypes])),
  tenantId: Type.Optional(Type.Integer({ minimum: 1, maximum: MAX_ID })),
  from: Type.Optional(instant({ description: 'Of the event; inclusive.' })),
  until: Type.Optional(instant({ description: 'Of the event; exclusive.' })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, description: '1 to 200; 50.' })),
  cursor: Type.Optional(
    Type.String({
      pattern: '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$',
      description: 'The `nextCursor` of the page before.',
    }),
  ),
});
export type DeliveriesQuery = Static<typeof DeliveriesQuery>;

export const DeliveryView = Type.Object({
  id: Type.String({
    description: 'The CloudEvents `id` and `webhook-id`, the same over all attempts and replays.',
  }),
  eventId: Type.String({ description: 'The CloudEvents `userassignedid`.' }),
  eventType: Type.String(),
  tenantId: Type.Integer(),
  state: Type.Enum([...deliveryStates]),
  reason: orNull(Type.String({ description: 'Why it failed, was skipped or was cancelled.' })),
  attempts: Type.Integer({
    description: 'POSTs of its schedule that were recorded; replays are not among them.',
  }),
  nextAttemptAt: orNull(instant({ description: 'While pending. It may begin later, never earlier.' })),
  replaying: Type.Boolean({ description: 'Whether a replay waits or is under way.' }),
  occurredAt: instant({ description: 'When the event happened.' }),
  createdAt: instant(),
  finishedAt: orNull(instant()),
});
export type DeliveryView = Static<typeof DeliveryView>;

export const DeliveriesPage = Type.Object({
  data: Type.Array(DeliveryView),
  nextCursor: orNull(
    Type.String({
      description:
        'For the page after this, which may be short or even empty and not yet the last; null on the last.',
    }),
  ),
});
export type DeliveriesPage = Static<typeof DeliveriesPage>;

export const AttemptView = Type.Object({
  id: Type.String(),
  number: orNull(
    Type.Integer({
      description: 'Counted from 1; null for a replay, and where a fault was ours and no retry was used up.',
    }),
  ),
  replayId: orNull(Type.String({ description: 'The replay that it belongs to, if it is one.' })),
  startedAt: instant(),
  durationMs: orNull(Type.Integer()),
  timing: Type.Object(
    {
      dnsMs: orNull(Type.Integer()),
      connectMs: orNull(Type.Integer()),
      tlsMs: orNull(Type.Integer()),
      firstByteMs: orNull(Type.Integer()),
    },
    { description: 'Null where a connection was used again or the phase was not reached.' },
  ),
  url: Type.String({ description: 'As it was dialled.' }),
  requestHeaders: orNull(Type.Object({}, { additionalProperties: true })),
  status: orNull(Type.Integer()),
  error: orNull(
    Type.Object({
      code: Type.String(),
      sentence: Type.String({ description: 'What to do.' }),
      detail: orNull(Type.String()),
    }),
  ),
  responseHeaders: orNull(Type.Object({}, { additionalProperties: true })),
  responseBody: orNull(Type.String({ description: 'The first 16 KiB at most.' })),
});
export type AttemptView = Static<typeof AttemptView>;

export const DeliveryDetail = Type.Object({
  ...DeliveryView.properties,
  log: Type.Array(AttemptView, { description: 'The newest attempt first; the newest 200.' }),
  body: orNull(
    Type.String({ description: 'What is sent, byte for byte; null when it is withheld or erased.' }),
  ),
  bodyWithheld: orNull(
    Type.Enum(['consent_missing', 'erased'], {
      description: 'Why there is no body: the tenant does not consent now, or it was erased.',
    }),
  ),
});
export type DeliveryDetail = Static<typeof DeliveryDetail>;

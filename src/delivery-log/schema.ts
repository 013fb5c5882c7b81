import { type Static, type TSchema, Type } from 'typebox';
import { attemptErrors } from '../deliveries/attempt-errors.ts';
import { eventTypes } from '../events/event-types.ts';
import { MAX_ID } from '../lib/ids.ts';
import { refusalCodes } from './judge-refusal.ts';

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

const anyState = deliveryStates.join('|');
const choice = {
  state: Type.Optional(
    Type.String({
      pattern: `^(${anyState})(,(${anyState}))*$`,
      description: `One of ${deliveryStates.map((state) => `\`${state}\``).join(', ')}, or several with commas between.`,
    }),
  ),
  reason: Type.Optional(Type.Enum([...deliveryReasons])),
  eventType: Type.Optional(Type.Enum([...eventTypes])),
};
const span = {
  from: Type.Optional(instant({ description: 'Of the event; inclusive.' })),
  until: Type.Optional(instant({ description: 'Of the event; exclusive.' })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, description: '1 to 200; 50.' })),
  cursor: Type.Optional(
    Type.String({
      pattern: '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$',
      description: 'The `nextCursor` of the page before.',
    }),
  ),
};
/** What is asked of the log of attempts. */
const ofLog = {
  httpStatus: Type.Optional(
    Type.String({
      pattern: '^[1-5](\\d\\d|xx)$',
      description: 'That an attempt was answered with: one, such as 404, or a class, such as 4xx.',
    }),
  ),
  errorCode: Type.Optional(
    Type.Enum(Object.keys(attemptErrors), { description: 'That an attempt ended with.' }),
  ),
  text: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 200,
      description: 'The id of a delivery, an event or a session, or else a part of the URL.',
    }),
  ),
};
export const DeliveriesQuery = Type.Object({
  ...choice,
  ...ofLog,
  tenantId: Type.Optional(Type.Integer({ minimum: 1, maximum: MAX_ID })),
  ...span,
});
export type DeliveriesQuery = Static<typeof DeliveriesQuery>;

export const LastAttempt = Type.Object({
  startedAt: instant(),
  durationMs: orNull(Type.Integer()),
  isReplay: Type.Boolean(),
  status: orNull(Type.Integer()),
  errorCode: orNull(Type.String({ description: 'Null when it was taken.' })),
});
export type LastAttempt = Static<typeof LastAttempt>;

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
  lastAttempt: orNull(LastAttempt),
  replayRefusal: orNull(
    Type.Enum([...refusalCodes], {
      description: 'Why a replay would be refused now, by the code of that answer; null if it would not.',
    }),
  ),
});
export type DeliveryView = Static<typeof DeliveryView>;

const nextCursor = orNull(
  Type.String({
    description:
      'For the page after this, which may be short or even empty and not yet the last; null on the last.',
  }),
);
const searchedBackTo = orNull(
  instant({
    description:
      'Set when this page ends because enough was looked at, not because it is full: so far back it looked.',
  }),
);
export const DeliveriesPage = Type.Object({ data: Type.Array(DeliveryView), nextCursor, searchedBackTo });
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

export const AskedReplay = Type.Object({
  id: Type.String({ description: 'The `replayId` of its attempts.' }),
  isMany: Type.Boolean({ description: 'One of many, by a filter; its progress is under `/replays`.' }),
  askedAt: instant(),
  askedBy: orNull(Type.Object({ name: Type.String(), email: Type.String() })),
});
export type AskedReplay = Static<typeof AskedReplay>;

export const DeliveryDetail = Type.Object({
  ...DeliveryView.properties,
  log: Type.Array(AttemptView, { description: 'The newest attempt first; the newest 200.' }),
  replays: Type.Array(AskedReplay, {
    description: 'Of the attempts, and the one that waits; the newest first.',
  }),
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

export const OfTenant = Type.Object({ tenantId: Type.String() });
export const OfDelivery = Type.Object({ tenantId: Type.String(), deliveryId: Type.String() });

export const TenantDeliveriesQuery = Type.Object({
  ...choice,
  appId: Type.Optional(Type.String({ format: 'uuid', maxLength: 36 })),
  sessionId: Type.Optional(
    Type.String({ maxLength: 200, description: 'Those that tell of this session; all on one page.' }),
  ),
  ...span,
});
export type TenantDeliveriesQuery = Static<typeof TenantDeliveriesQuery>;

const { tenantId: _tenantId, replayRefusal: _refusal, ...ofAnyDelivery } = DeliveryView.properties;

/** A delivery as the tenant sees it whose session it tells of. */
export const TenantDelivery = Type.Object({
  ...ofAnyDelivery,
  sessionId: orNull(Type.String({ description: 'Null once the event is no longer kept.' })),
  app: Type.Object({ id: Type.String(), name: Type.String() }),
});
export type TenantDelivery = Static<typeof TenantDelivery>;

export const TenantDeliveriesPage = Type.Object({ data: Type.Array(TenantDelivery), nextCursor });
export type TenantDeliveriesPage = Static<typeof TenantDeliveriesPage>;

/**
 * An attempt as the tenant sees it: when, to which host, and what came of it. What else passed between fieldhook and the developer's
 * server is the developer's: the path and query of the URL and the custom headers may hold credentials, and what the server answers
 * may tell of its inside or of other customers. The tenant has consented to give its data away, not got a right to look in there.
 */
export const TenantAttempt = Type.Object({
  id: Type.String(),
  number: orNull(Type.Integer({ description: 'Counted from 1; null for a replay.' })),
  isReplay: Type.Boolean(),
  startedAt: instant(),
  durationMs: orNull(Type.Integer()),
  host: Type.String({ description: 'Of the delivery URL.' }),
  status: orNull(Type.Integer({ description: 'What the server of the developer answered with.' })),
  error: orNull(Type.Object({ code: Type.String(), sentence: Type.String() })),
});
export type TenantAttempt = Static<typeof TenantAttempt>;

export const TenantDeliveryDetail = Type.Object({
  ...TenantDelivery.properties,
  log: Type.Array(TenantAttempt, { description: 'The newest attempt first; the newest 200.' }),
  body: orNull(
    Type.String({
      description: 'What is sent, byte for byte; null when it was erased or is no longer kept.',
    }),
  ),
});
export type TenantDeliveryDetail = Static<typeof TenantDeliveryDetail>;

import { type Static, type TSchema, Type } from 'typebox';
import { deliveryReasons } from '../delivery-log/schema.ts';
import { eventTypes } from '../events/event-types.ts';
import { MAX_ID } from '../lib/ids.ts';

const strict = { additionalProperties: false };
const orNull = <Schema extends TSchema>(schema: Schema) => Type.Union([schema, Type.Null()]);
const instant = (options: { description?: string } = {}) =>
  Type.String({ ...options, format: 'date-time', maxLength: 64 });

/** Cancelled ones are never sent again, and pending ones are sent anyway. */
const ReplayableState = Type.Enum(['failed', 'skipped', 'delivered']);
const replayableReasons = deliveryReasons.filter(
  (reason) =>
    reason === 'retries_exhausted' || reason === 'webhook_disabled' || reason === 'connection_disabled',
);

export const AppParams = Type.Object({ appId: Type.String() });
export const DeliveryParams = Type.Object({ appId: Type.String(), deliveryId: Type.String() });
export const ReplayParams = Type.Object({ appId: Type.String(), replayId: Type.String() });
export const WebhookParams = Type.Object({ appId: Type.String(), eventType: Type.String() });

export const MAX_RANGE_DAYS = 31;
/** What somebody can have picked from a list by hand. */
const MOST_CHOSEN = 500;

const PerSecond = Type.Optional(
  Type.Integer({
    minimum: 1,
    maximum: 1_000,
    description: 'How many are queued per second at most, by all processes together; 50.',
  }),
);

const filter = {
  from: instant({ description: 'Of the event; inclusive.' }),
  until: instant({ description: `Of the event; exclusive. At most ${MAX_RANGE_DAYS} days after from.` }),
  states: Type.Optional(
    Type.Array(ReplayableState, {
      minItems: 1,
      uniqueItems: true,
      maxItems: 3,
      description: 'Failed and skipped.',
    }),
  ),
  reasons: Type.Optional(
    Type.Array(Type.Enum(replayableReasons), { minItems: 1, uniqueItems: true, maxItems: 3 }),
  ),
  eventType: Type.Optional(Type.Enum([...eventTypes])),
  tenantId: Type.Optional(Type.Integer({ minimum: 1, maximum: MAX_ID })),
  deliveryIds: Type.Optional(
    Type.Array(Type.String({ format: 'uuid', maxLength: 36 }), {
      minItems: 1,
      maxItems: MOST_CHOSEN,
      uniqueItems: true,
      description: 'Only these.',
    }),
  ),
};

export const ReplayFilterBody = Type.Object(filter, {
  ...strict,
  description: 'Deliveries of this app; all that is given must fit.',
});
export type ReplayFilterBody = Static<typeof ReplayFilterBody>;

export const ReplayBody = Type.Object({ ...filter, perSecond: PerSecond }, strict);
export type ReplayBody = Static<typeof ReplayBody>;

export const MAX_BACKFILL_DAYS = 30;
const Days = Type.Integer({
  minimum: 1,
  maximum: MAX_BACKFILL_DAYS,
  description: 'How far back; never before a tenant connected.',
});
export const BackfillFilterBody = Type.Object({ days: Days }, strict);
export const BackfillBody = Type.Object({ days: Days, perSecond: PerSecond }, strict);
export type BackfillBody = Static<typeof BackfillBody>;

/** Deliveries of which a preview looks up whether they may be sent: some 0.2 s. */
export const MOST_JUDGED = 10_000;

const Exactness = Type.Boolean({ description: 'False: at least so many; there were too many to count.' });

export const ReplayPreview = Type.Object({
  total: Type.Integer(),
  isExact: Exactness,
  byState: Type.Object({
    failed: Type.Integer(),
    skipped: Type.Integer(),
    delivered: Type.Integer(),
  }),
  refused: Type.Object(
    {
      among: Type.Integer({ description: `Of how many it was looked up: ${MOST_JUDGED} at most.` }),
      byReason: Type.Record(Type.String(), Type.Integer()),
    },
    { description: 'How many of them would not be sent now, by the reasons that progress has.' },
  ),
});
export type ReplayPreview = Static<typeof ReplayPreview>;

export const BackfillPreview = Type.Object({
  total: Type.Integer({ description: 'Events that this webhook has not been given.' }),
  isExact: Exactness,
});
export type BackfillPreview = Static<typeof BackfillPreview>;

export const QueuedReplay = Type.Object({
  deliveryId: Type.String(),
  replayId: Type.String({ description: 'Its attempt in the log carries it.' }),
});

export const SkippedOffer = Type.Object({
  count: Type.Integer({
    description: 'Deliveries that were skipped because the webhook was disabled, and still are.',
  }),
  isExact: Exactness,
  filter: ReplayFilterBody,
});
export type SkippedOffer = Static<typeof SkippedOffer>;

export const Progress = Type.Object({
  queued: Type.Integer(),
  delivered: Type.Integer(),
  failed: Type.Integer({ description: 'Of a replay: failed again. Of a backfill: all retries have failed.' }),
  waiting: Type.Integer({ description: 'Queued and not yet done with.' }),
  takenBack: Type.Integer({ description: 'Queued, and taken out again by cancelling.' }),
  skipped: Type.Record(Type.String(), Type.Integer(), {
    description:
      'Why something was not sent → how many: `connection_disabled` (no consent now), `webhook_disabled`, `webhook_removed`, `app_deleted`, `payload_erased`, `already_replaying`, and `refused_when_due`: allowed when it was queued, and no longer when its turn came.',
  }),
});
export type Progress = Static<typeof Progress>;

export const ReplayView = Type.Object({
  id: Type.String(),
  kind: Type.Enum(['replay', 'backfill']),
  state: Type.Enum(['queueing', 'sending', 'done', 'cancelled'], {
    description: '`sending`: everything is queued, and something of it still waits.',
  }),
  eventType: orNull(Type.String({ description: 'Of a backfill.' })),
  filter: Type.Object(
    {},
    {
      additionalProperties: true,
      description: 'As it was asked for; in a list with `deliveryCount` in place of `deliveryIds`.',
    },
  ),
  perSecond: Type.Integer(),
  total: Type.Integer({ description: 'How many fitted when it began.' }),
  isTotalExact: Exactness,
  progress: Progress,
  createdAt: instant(),
  createdBy: orNull(Type.Object({ name: Type.String(), email: Type.String() })),
  cancelledAt: orNull(instant()),
  finishedAt: orNull(instant({ description: 'When nothing of it waited any more.' })),
});
export type ReplayView = Static<typeof ReplayView>;

export const ReplaysQuery = Type.Object({
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 50, description: '1 to 50; 20.' })),
  cursor: Type.Optional(
    Type.String({
      pattern: '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$',
      description: 'The `nextCursor` of the page before.',
    }),
  ),
});

export const ReplaysPage = Type.Object({
  data: Type.Array(ReplayView),
  nextCursor: orNull(Type.String({ description: 'For the page after this; null on the last.' })),
});

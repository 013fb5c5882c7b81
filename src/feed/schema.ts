import { type TSchema, Type } from 'typebox';

const orNull = <Schema extends TSchema>(schema: Schema) => Type.Union([schema, Type.Null()]);

export const MAX_LIMIT = 500;

export const FeedQuery = Type.Object({
  appId: Type.Optional(
    Type.String({ maxLength: 200, description: 'One app; left out, every app one acts for.' }),
  ),
  after: Type.Optional(
    Type.String({ maxLength: 100, description: 'The last `nextCursor`; left out, from the beginning.' }),
  ),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: MAX_LIMIT, description: 'Events at most; 100.' })),
});

const FeedDelivery = Type.Object({
  state: Type.String({ description: '`pending`, `delivered`, `failed`, `skipped` or `cancelled`.' }),
  reason: orNull(Type.String()),
  attempts: Type.Integer({ description: 'POSTs recorded so far.' }),
  finishedAt: orNull(Type.String({ format: 'date-time' })),
});

const FeedItem = Type.Object({
  cursor: Type.String({ description: 'The place behind this event.' }),
  appId: Type.String(),
  tenantId: Type.Integer(),
  eventId: Type.String({ description: 'The `userassignedid`: unique per occurrence.' }),
  deliveryId: orNull(
    Type.String({
      description:
        'The id that the delivery to this app has, or would have; null while the app has no webhook for the type.',
    }),
  ),
  event: orNull(
    Type.Object(
      {},
      {
        additionalProperties: true,
        description:
          'The body of the delivery, as in the catalogue. Without a webhook its `id` is the event’s. Null once it was erased.',
      },
    ),
  ),
  delivery: orNull(FeedDelivery),
});
export type FeedItem = Type.Static<typeof FeedItem>;

export const FeedAnswer = Type.Object({
  data: Type.Array(FeedItem),
  nextCursor: Type.String({ description: 'For the next call as `after`, also when there is no more yet.' }),
  hasMore: Type.Boolean({
    description: 'Ask on at once, even if `data` is empty: the call stopped where it would take too long.',
  }),
});

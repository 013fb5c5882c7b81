import { type Static, type TSchema, Type } from 'typebox';

const strict = { additionalProperties: false };
const orNull = <Schema extends TSchema>(schema: Schema) => Type.Union([schema, Type.Null()]);
const Ms = orNull(Type.Integer());

export const TestBody = Type.Object(
  {
    eventId: Type.Optional(
      Type.String({
        maxLength: 200,
        description:
          'An event that the app was entitled to, whose payload is taken; left out, the example of the catalogue.',
      }),
    ),
    data: Type.Optional(
      Type.Object({}, { additionalProperties: true, description: 'Instead of its `data`, as a whole.' }),
    ),
    to: Type.Optional(
      Type.Enum(['webhook', 'inbox'], {
        description:
          'Where it goes: `webhook`, to the delivery URL of the webhook, unless said otherwise; `inbox`, to the inbox of the app, which is made if there is none.',
      }),
    ),
    session: Type.Optional(
      Type.Object(
        {},
        {
          additionalProperties: true,
          description: 'Members that replace those of `data.session`; objects in it likewise.',
        },
      ),
    ),
  },
  strict,
);
export type TestBody = Static<typeof TestBody>;

const Headers = Type.Record(Type.String(), Type.String());

export const TestAnswer = Type.Object({
  isTest: Type.Literal(true),
  request: Type.Object({
    method: Type.Literal('POST'),
    url: Type.String(),
    headers: orNull(
      Type.Record(Type.String(), Type.String(), { description: 'As sent; sensitive ones masked.' }),
    ),
    body: Type.String({ description: 'The very bytes, in UTF-8.' }),
  }),
  response: orNull(
    Type.Object({
      status: Type.Integer(),
      headers: Headers,
      body: Type.String({ description: 'At most 16 KiB of it.' }),
    }),
  ),
  error: orNull(
    Type.Object({
      code: Type.String({ description: 'As in the log of deliveries.' }),
      text: Type.String({ description: 'What the developer of the receiving server should do.' }),
      detail: orNull(Type.String()),
    }),
  ),
  timing: Type.Object(
    { dnsMs: Ms, connectMs: Ms, tlsMs: Ms, firstByteMs: Ms, totalMs: Type.Integer() },
    { description: 'Null: not reached or, on a connection that was used again, not needed.' },
  ),
  signature: Type.Object(
    {
      verifies: Type.Boolean({
        description: 'Whether a receiver that has the current key, and the clock it has, accepts it.',
      }),
      keyFormat: Type.String({
        description: '`whsec`: `new Webhook(key)`; `raw`: `new Webhook(key, { format: "raw" })`.',
      }),
      currentKeyMatches: Type.Boolean(),
      previousKeyMatches: orNull(Type.Boolean({ description: 'Null unless an old key signs along.' })),
      publicKeyMatches: orNull(Type.Boolean({ description: 'Null unless it signs asymmetrically, too.' })),
      hexMatches: Type.Boolean({ description: '`x-servicetitan-signature`, with the oldest key.' }),
      receiverClockSeconds: orNull(
        Type.Integer({
          description: 'How far the receiver’s clock is ahead, by the Date of its answer; null without one.',
        }),
      ),
      toleranceSeconds: Type.Integer({ description: 'How far it may be off, either way.' }),
    },
    { description: 'Of the very bytes and headers that were sent.' },
  ),
});
export type TestAnswer = Static<typeof TestAnswer>;

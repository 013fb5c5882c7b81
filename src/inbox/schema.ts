import { type Static, Type } from 'typebox';

const orNull = <Schema extends Type.TSchema>(schema: Schema) => Type.Union([schema, Type.Null()]);

export const AppParams = Type.Object({ appId: Type.String() });

export const Arrival = Type.Object({
  id: Type.String(),
  at: Type.String({ format: 'date-time' }),
  eventType: orNull(Type.String()),
  isTest: Type.Boolean({ description: 'Whether it was a test, by its header `webhook-test`.' }),
  headers: Type.Object(
    {},
    { additionalProperties: true, description: 'Custom headers come without their values.' },
  ),
  body: Type.String({ description: 'As it came.' }),
  verdict: Type.Enum(['verified', 'verified_by_old_key', 'not_verified'], {
    description: 'Whether `webhook-signature` is right for the webhook of this event type.',
  }),
});
export type Arrival = Static<typeof Arrival>;

export const Inbox = Type.Object({
  url: orNull(
    Type.String({ description: 'What to set as the delivery URL; null: none was made yet, so POST.' }),
  ),
  arrivals: Type.Array(Arrival, { description: 'The newest first, 50 at most, for 24 hours.' }),
});
export type Inbox = Static<typeof Inbox>;

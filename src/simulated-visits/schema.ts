import { type Static, type TSchema, Type } from 'typebox';
import { eventTypes } from '../events/event-types.ts';
import { milestones } from '../sessions/schema.ts';

const strict = { additionalProperties: false };
const orNull = <Schema extends TSchema>(schema: Schema) => Type.Union([schema, Type.Null()]);
const text = (maxLength: number) => Type.Optional(Type.String({ minLength: 1, maxLength }));

export const TenantParams = Type.Object({ tenantId: Type.String() });

export const SimulatedVisitBody = Type.Object(
  {
    schedulerId: Type.String({ maxLength: 200 }),
    kind: Type.Enum(['complete', 'abandon']),
    leavesAfter: Type.Optional(
      Type.Enum([...milestones], {
        description: 'The last step of one who abandons; `details`. Before `customer` no contact is given.',
      }),
    ),
    customer: Type.Optional(
      Type.Object(
        { firstName: text(100), lastName: text(100), email: text(320), phone: text(50) },
        { ...strict, description: 'Left out: somebody new with an address that reaches nobody.' },
      ),
    ),
  },
  strict,
);
export type SimulatedVisitBody = Static<typeof SimulatedVisitBody>;

export const SimulatedVisit = Type.Object({
  sessionId: Type.String({ description: 'Read it to see what follows.' }),
  schedulerId: Type.String(),
  kind: Type.Enum(['complete', 'abandon']),
  decidedAt: Type.String({
    format: 'date-time',
    description:
      'When it is decided: a completion at once, an abandonment as long after the page was closed as the scheduler is set.',
  }),
  eventType: orNull(
    Type.Enum([...eventTypes], {
      description:
        'The event to expect; null where none qualifies. The same contact having booked within the last hour suppresses it.',
    }),
  ),
});
export type SimulatedVisit = Static<typeof SimulatedVisit>;

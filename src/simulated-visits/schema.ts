import { type Static, type TSchema, Type } from 'typebox';
import { eventTypes } from '../events/event-types.ts';
import { blockerTypes, milestones } from '../sessions/schema.ts';

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
    leaves: Type.Optional(
      Type.Enum(['closed', 'hidden', 'silent'], {
        description:
          'How one who abandons goes: closes the page (as usual), leaves it out of sight, or is heard of no more.',
      }),
    ),
    blockerType: Type.Optional(
      Type.Enum([...blockerTypes], { description: 'What stops one who abandons, after the last step.' }),
    ),
    bookedBefore: Type.Optional(
      Type.Boolean({
        description:
          'One who abandons has completed another visit right before, which is played too, with the same contact: so the abandonment is suppressed.',
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
      'When it is decided: a completion at once, an abandonment as long after the visitor went as the scheduler is set.',
  }),
  eventType: orNull(
    Type.Enum([...eventTypes], {
      description: 'The event to expect, as it would be decided now; null where none qualifies.',
    }),
  ),
  whyNone: orNull(
    Type.Enum(['bot', 'test', 'call_center', 'no_contact', 'booked_recently'], {
      description: 'Why no event is to be expected, as in the log of the session.',
    }),
  ),
});
export type SimulatedVisit = Static<typeof SimulatedVisit>;

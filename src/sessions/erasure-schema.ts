import { type Static, type TSchema, Type } from 'typebox';

const orNull = <Schema extends TSchema>(schema: Schema) => Type.Union([schema, Type.Null()]);
const instant = () => Type.String({ format: 'date-time' });

export const TenantParams = Type.Object({ tenantId: Type.String() });
export const SessionParams = Type.Object({ tenantId: Type.String(), sessionId: Type.String() });

export const PersonBody = Type.Object(
  {
    email: Type.Optional(Type.String({ minLength: 1, maxLength: 320, pattern: '\\S' })),
    phone: Type.Optional(Type.String({ minLength: 1, maxLength: 50, pattern: '\\S' })),
  },
  { additionalProperties: false, minProperties: 1, description: 'Either finds a session.' },
);
export type PersonBody = Static<typeof PersonBody>;

export const ErasedSessionView = Type.Object({ sessionId: Type.String(), erasedAt: instant() });
export type ErasedSessionView = Static<typeof ErasedSessionView>;

export const PersonErased = Type.Object({
  erasedCount: Type.Integer({ description: 'Sessions that were erased by this call.' }),
  sessionIds: Type.Array(Type.String()),
  hasMore: Type.Boolean(),
});
export type PersonErased = Static<typeof PersonErased>;

export const PersonVisits = Type.Object({
  data: Type.Array(
    Type.Object({
      id: Type.String(),
      createdOn: instant(),
      firstName: orNull(Type.String()),
      lastName: orNull(Type.String()),
      email: orNull(Type.String()),
      phone: orNull(Type.String()),
      sessionOutcome: orNull(Type.Enum(['booked', 'completed', 'abandoned'])),
    }),
    { description: 'The oldest 100 visits.' },
  ),
  hasMore: Type.Boolean({ description: 'Whether there are more than these.' }),
});
export type PersonVisits = Static<typeof PersonVisits>;

export const ErasuresQuery = Type.Object({
  cursor: Type.Optional(
    Type.String({
      pattern: '^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$',
      description: 'The `nextCursor` of the page before.',
    }),
  ),
});
export const ErasurePage = Type.Object({
  data: Type.Array(
    Type.Object({
      id: Type.String({ description: 'Of the line in the audit log.' }),
      sessionId: Type.String(),
      erasedAt: instant(),
      actor: Type.String({ description: 'As whom somebody did it, as in the audit log.' }),
      personEmail: orNull(Type.String({ description: 'Who did it; null for outsiders and the shell.' })),
    }),
  ),
  nextCursor: orNull(Type.String({ description: 'For the page after this; null on the last.' })),
});
export type ErasurePage = Static<typeof ErasurePage>;

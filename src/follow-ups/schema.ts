import { type Static, type TSchema, Type } from 'typebox';

const orNull = <Schema extends TSchema>(schema: Schema) => Type.Union([schema, Type.Null()]);
const instant = () => Type.String({ format: 'date-time' });
const bound = (description: string) => Type.String({ format: 'date-time', maxLength: 40, description });
const text = () => orNull(Type.String());

export const followUpStates = ['open', 'contacted', 'won', 'lost'] as const;
const State = Type.Enum([...followUpStates]);

export const TenantParams = Type.Object({ tenantId: Type.String() });
export const LeadParams = Type.Object({ tenantId: Type.String(), sessionId: Type.String() });

export const LeadsQuery = Type.Object({
  state: Type.Optional(State),
  kind: Type.Optional(Type.Enum(['lead', 'booking'], { description: 'As what the contact was filed.' })),
  schedulerId: Type.Optional(Type.String({ maxLength: 200, description: 'Where the visit was.' })),
  from: Type.Optional(bound('Filed then or later.')),
  until: Type.Optional(bound('Filed before.')),
  search: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 200,
      description: 'A part of the name, of the e-mail address or of the phone number, or the session id.',
    }),
  ),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, description: '1 to 200; 50.' })),
  cursor: Type.Optional(
    Type.String({
      maxLength: 250,
      pattern: '^\\d{1,14}\\.[\\x21-\\x7e]{1,200}$',
      description: 'The `nextCursor` of the page before.',
    }),
  ),
});

export type LeadsQuery = Static<typeof LeadsQuery>;

export const FollowUpBody = Type.Object(
  {
    from: Type.Enum([...followUpStates], {
      description: 'The state that was shown: of two who change it, one is told.',
    }),
    to: State,
  },
  { additionalProperties: false },
);
export type FollowUpBody = Static<typeof FollowUpBody>;

export const LeadView = Type.Object({
  sessionId: Type.String({ description: 'A session files its contact once, so it names the lead.' }),
  kind: Type.Enum(['lead', 'booking']),
  id: Type.Integer({ description: 'The `leadId` or `bookingId` of the session.' }),
  filedAt: instant(),
  state: State,
  stateChangedAt: orNull(instant()),
  stateChangedBy: orNull(
    Type.Object({ id: Type.String(), name: Type.String() }, { description: 'Null for who is no more.' }),
  ),
  convertedAt: orNull(
    Type.String({ format: 'date-time', description: 'When the visitor completed after all.' }),
  ),
  schedulerId: text(),
  sessionOutcome: orNull(Type.Enum(['booked', 'completed', 'abandoned'])),
  lastStep: text(),
  blockerType: text(),
  category: text(),
  firstName: text(),
  lastName: text(),
  email: text(),
  phone: text(),
  zip: text(),
  campaignName: text(),
  utmSource: text(),
  erasedAt: orNull(instant()),
});
export type LeadView = Static<typeof LeadView>;

export const LeadPage = Type.Object({
  data: Type.Array(LeadView),
  nextCursor: orNull(Type.String({ description: 'For the page after this; null on the last.' })),
});
export type LeadPage = Static<typeof LeadPage>;

import { type Static, type TSchema, Type } from 'typebox';
import { MAX_ID } from '../lib/ids.ts';

const nullable = <Schema extends TSchema>(schema: Schema) => Type.Optional(Type.Union([schema, Type.Null()]));
const text = (maxLength: number) => nullable(Type.String({ maxLength }));
const flag = () => nullable(Type.Boolean());
const int64 = () => nullable(Type.Integer({ minimum: 0, maximum: MAX_ID }));
const strict = { additionalProperties: false };

const Secret = Type.Optional(
  Type.String({
    maxLength: 200,
    description:
      'The session secret, for callers that cannot set an Authorization header, as beacons cannot.',
  }),
);

const Sequence = Type.Integer({
  minimum: 1,
  maximum: MAX_ID,
  description:
    'Rises with every call of the session, whatever its kind. A call whose number is not above the last one changes nothing and is answered with `applied: false`.',
});

export const milestones = ['zipcode', 'interacted', 'issue', 'schedule', 'customer', 'details'] as const;

const Address = Type.Object(
  { street: text(200), unit: text(50), city: text(100), state: text(100), zip: text(20), country: text(100) },
  strict,
);

const Customer = Type.Object(
  {
    firstName: text(100),
    lastName: text(100),
    email: text(320),
    phone: text(50),
    isNewCustomer: Type.Optional(Type.Boolean()),
    isNewLocation: Type.Optional(Type.Boolean()),
    address: Type.Optional(Address),
  },
  strict,
);

export const blockerTypes = [
  'OutOfServiceArea',
  'NoJobTypeForZone',
  'NoAvailability',
  'DoNotService',
  'InvalidAddress',
] as const;

/** Everything a visitor tells on any step. Left out = unchanged, null = taken back. */
const sessionFields = {
  customer: Type.Optional(Customer),
  gbpName: text(200),
  timeslotStart: nullable(
    Type.String({ format: 'date-time', description: 'RFC 3339, with its offset from UTC.' }),
  ),
  timeslotEnd: nullable(Type.String({ format: 'date-time' })),
  category: text(200),
  jobTypeId: int64(),
  businessUnitId: int64(),
  zoneId: int64(),
  customerResponses: nullable(Type.Array(Type.String({ maxLength: 2_000 }), { maxItems: 100 })),
  notes: text(5_000),
  mobileNotificationOptIn: flag(),
  blockerType: nullable(Type.Enum([...blockerTypes])),
  blockerToBookAdditionalData: text(2_000),
  dispatchFeeQuoted: text(100),
  isLocationTakeover: flag(),
  customOptIn: flag(),
  marketingOptIn: flag(),
  membershipInterest: text(200),
  paymentInfoCaptured: flag(),
  externalId: text(200),
  recurringServiceId: int64(),
  campaignName: text(200),
  linearNavigationEnabled: flag(),
  aiModeEnabled: flag(),
};

export const SessionFields = Type.Object(sessionFields);
export type SessionFields = Static<typeof SessionFields>;

export const SourceTracking = Type.Object(
  {
    isRWGSession: flag(),
    campaignId: text(200),
    landingPageUrl: text(2_000),
    gclid: text(500),
    fbclid: text(500),
    msclkid: text(500),
    utmSource: text(500),
    utmMedium: text(500),
    utmCampaign: text(500),
    utmAdgroup: text(500),
    utmTerm: text(500),
    utmContent: text(500),
    googleAnalyticsClientId: text(200),
    bookedFrom: text(200),
    sourcedFromMarketingPro: text(200),
    gbraid: text(500),
    wbraid: text(500),
    marketingSource: text(200),
  },
  strict,
);

const dataApiKey = Type.String({
  maxLength: 200,
  description: "The brand's key for embedding its schedulers and routers.",
});

const arrivalFields = {
  sourceTracking: Type.Optional(SourceTracking),
  previousSession: Type.Optional(
    Type.Object(
      { id: Type.String({ maxLength: 200 }), secret: Type.String({ maxLength: 200 }) },
      {
        ...strict,
        description: 'An earlier session of this browser; it is linked only if the secret is right.',
      },
    ),
  ),
  isTest: Type.Optional(
    Type.Boolean({ description: 'A test session never qualifies and is never counted.' }),
  ),
};

export const OpenSessionBody = Type.Object(
  { dataApiKey, schedulerId: Type.String({ maxLength: 200 }), ...arrivalFields },
  strict,
);
export type OpenSessionBody = Static<typeof OpenSessionBody>;

export const OpenRouterSessionBody = Type.Object(
  { dataApiKey, routerId: Type.String({ maxLength: 200 }), ...arrivalFields },
  strict,
);
export type OpenRouterSessionBody = Static<typeof OpenRouterSessionBody>;

export const OpenedSession = Type.Object({
  sessionId: Type.String(),
  secret: Type.String({ description: 'Shown once; alone may write to the session.' }),
  sequence: Type.Integer({ description: 'Number the next call above this.' }),
});

export const SaveBody = Type.Object(
  {
    secret: Secret,
    sequence: Sequence,
    milestone: Type.Optional(Type.Enum([...milestones])),
    ...sessionFields,
  },
  strict,
);
export type SaveBody = Static<typeof SaveBody>;

/** What a router may ask before it knows the scheduler: nothing that only one tenant's ids or arrival windows can answer. */
const collectedByRouters = {
  customer: sessionFields.customer,
  gbpName: sessionFields.gbpName,
  category: sessionFields.category,
  customerResponses: sessionFields.customerResponses,
  notes: sessionFields.notes,
  mobileNotificationOptIn: sessionFields.mobileNotificationOptIn,
  customOptIn: sessionFields.customOptIn,
  marketingOptIn: sessionFields.marketingOptIn,
  externalId: sessionFields.externalId,
  campaignName: sessionFields.campaignName,
};

export const RouteBody = Type.Object(
  {
    secret: Secret,
    sequence: Sequence,
    brandId: Type.Optional(
      Type.Union([Type.String({ maxLength: 200 }), Type.Null()], {
        description: 'The brand that was chosen.',
      }),
    ),
    ...collectedByRouters,
  },
  strict,
);
export type RouteBody = Static<typeof RouteBody>;

export const Routed = Type.Object({
  applied: Type.Boolean({
    description:
      'False when a call with this sequence number or a higher one came before, or the visitor was sent on already: nothing was saved.',
  }),
  blockerType: Type.Union([Type.Literal('OutOfServiceArea'), Type.Null()], {
    description: 'No rule matches: show the dead end, or ask for another ZIP code and call again.',
  }),
  sentOn: Type.Union([
    Type.Object(
      {
        dataApiKey: Type.String(),
        schedulerId: Type.String(),
        sessionId: Type.String(),
        secret: Type.String({ description: 'Of the scheduler session; the same whenever this is called.' }),
        sequence: Type.Integer({ description: 'Number the next call of the scheduler session above this.' }),
      },
      { description: 'Go on with this session, at this scheduler.' },
    ),
    Type.Null(),
  ]),
});
export type Routed = Static<typeof Routed>;

export const HeartbeatBody = Type.Object({ secret: Secret, sequence: Sequence }, strict);
export type HeartbeatBody = Static<typeof HeartbeatBody>;

export const HintBody = Type.Object(
  { secret: Secret, sequence: Sequence, hint: Type.Enum(['hidden', 'closed', 'resumed']) },
  strict,
);
export type HintBody = Static<typeof HintBody>;

export const CompleteBody = Type.Object({ secret: Secret, sequence: Sequence, ...sessionFields }, strict);
export type CompleteBody = Static<typeof CompleteBody>;

export const Applied = Type.Object({
  applied: Type.Boolean({
    description: 'False when a call with this sequence number or a higher one came before.',
  }),
});

export const Completion = Type.Object({
  applied: Type.Boolean(),
  sessionId: Type.String(),
  sessionOutcome: Type.Union([Type.String(), Type.Null()]),
  jobId: Type.Union([Type.Integer(), Type.Null()]),
  bookingId: Type.Union([Type.Integer(), Type.Null()]),
});
export type Completion = Static<typeof Completion>;

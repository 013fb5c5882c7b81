import { type Static, type TSchema, Type } from 'typebox';
import { TenantDelivery } from '../delivery-log/schema.ts';
import { undeliveredReasons } from '../events/undelivered-reasons.ts';
import { LeadView } from '../follow-ups/schema.ts';
import { MAX_ID } from '../lib/ids.ts';
import { SessionResponse } from '../sessions/session-response.ts';

const orNull = <Schema extends TSchema>(schema: Schema) => Type.Union([schema, Type.Null()]);
const text = () => orNull(Type.String());
const id = () => orNull(Type.Integer({ minimum: 0, maximum: MAX_ID }));
const instant = (description?: string) =>
  Type.String({ format: 'date-time', maxLength: 40, ...(description === undefined ? {} : { description }) });
const exactly = (what: string) =>
  Type.Optional(Type.String({ minLength: 1, maxLength: 500, description: `${what}, whole, in any case.` }));

export const outcomes = ['open', 'booked', 'completed', 'abandoned'] as const;
export const lastSteps = [
  'Location',
  'Service Selection',
  'Availability',
  'Contact Info',
  'Booking Confirmation',
] as const;

export const TenantParams = Type.Object({ tenantId: Type.String() });
export const SessionParams = Type.Object({ tenantId: Type.String(), sessionId: Type.String() });

const filters = {
  outcome: Type.Optional(
    Type.Enum([...outcomes], { description: '`open`: nothing is decided; not sent on, not erased.' }),
  ),
  qualified: Type.Optional(
    Type.Boolean({ description: 'Of the abandoned: whether an event was made and the contact filed.' }),
  ),
  lastStep: Type.Optional(Type.Enum([...lastSteps])),
  schedulerId: Type.Optional(Type.String({ maxLength: 200 })),
  routerId: Type.Optional(
    Type.String({ maxLength: 200, description: 'Visits to this router, before they were sent on.' }),
  ),
  source: exactly('Where the visitor came from: the campaign, else the UTM source, else `Direct`'),
  utmSource: exactly('The UTM source'),
  utmMedium: exactly('The UTM medium'),
  utmCampaign: exactly('The UTM campaign'),
  campaignName: exactly('The campaign'),
  from: Type.Optional(instant('Created then or later.')),
  until: Type.Optional(instant('Created before.')),
  search: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 200,
      description: 'A part of the name, of the e-mail address or of the phone number, or the session id.',
    }),
  ),
};

/** What the list and the export can be narrowed by; all of it must fit. */
export const SessionFilters = Type.Object(filters);
export type SessionFilters = Static<typeof SessionFilters>;

export const SessionsQuery = Type.Object({
  ...filters,
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, description: '1 to 200; 50.' })),
  cursor: Type.Optional(
    Type.String({
      maxLength: 250,
      pattern: '^\\d{1,14}\\.[\\x21-\\x7e]{1,200}$',
      description: 'The `nextCursor` of the page before.',
    }),
  ),
});
export type SessionsQuery = Static<typeof SessionsQuery>;

const qualified = orNull(
  Type.Boolean({
    description:
      'Whether the abandonment was worth an event; null while none was decided. The log of the session says why not.',
  }),
);

export const SessionLine = Type.Object({
  id: Type.String(),
  createdOn: instant(),
  modifiedOn: instant(),
  schedulerId: orNull(
    Type.String({ description: 'Of a router session the one that it was sent on to, if any.' }),
  ),
  schedulerName: orNull(Type.String({ description: "Null for another tenant's." })),
  routerId: orNull(Type.String({ description: 'Of a router session.' })),
  routerName: text(),
  sessionOutcome: orNull(Type.Enum(['booked', 'completed', 'abandoned'])),
  qualified,
  lastStep: text(),
  blockerType: text(),
  firstName: text(),
  lastName: text(),
  email: text(),
  phone: text(),
  campaignName: text(),
  utmSource: text(),
  utmMedium: text(),
  utmCampaign: text(),
  jobId: id(),
  bookingId: id(),
  leadId: id(),
  isBot: Type.Boolean(),
  isTest: Type.Boolean(),
  erasedAt: orNull(instant()),
});
export type SessionLine = Static<typeof SessionLine>;

export const SessionPage = Type.Object({
  data: Type.Array(SessionLine),
  nextCursor: orNull(
    Type.String({
      description:
        'For the page after this, which may be short or even empty and not yet the last; null on the last.',
    }),
  ),
});
export type SessionPage = Static<typeof SessionPage>;

export const SourcesQuery = Type.Object({ from: filters.from, until: filters.until });
export type SourcesQuery = Static<typeof SourcesQuery>;

export const SessionSources = Type.Object({
  data: Type.Array(Type.String(), {
    description: 'As the filter `source` takes them, the most frequent first; at most 100.',
  }),
});
export type SessionSources = Static<typeof SessionSources>;

export const milestones = [
  'opened',
  'zipcode',
  'interacted',
  'issue',
  'schedule',
  'customer',
  'details',
  'booked',
  'abandoned',
] as const;

const Named = Type.Object({ id: Type.String(), name: Type.String() });

export const TimelineEntry = Type.Object({
  at: instant(),
  kind: Type.String({
    description:
      'As in the session log: opened, hint, abandoned, reopened, qualified, not_qualified, suppressed, filed, followed_up, completed, blocked, unblocked, sent_on, erased; and `milestone`.',
  }),
  detail: Type.Object(
    {},
    {
      additionalProperties: true,
      description:
        'Of a milestone its name; of a hint which; of abandoned the cause (closed, hidden, silent, idle); of not_qualified and suppressed the reason; of blocked the `blockerType`; of erased `by`: tenant, person (who acted for another tenant) or command_line.',
    },
  ),
});
export type TimelineEntry = Static<typeof TimelineEntry>;

export const SessionEvent = Type.Object({
  id: Type.String({ description: 'The CloudEvents `userassignedid`.' }),
  type: Type.String(),
  occurredAt: instant(),
  isKept: Type.Boolean({ description: 'False once it was dropped for its age, deliveries and all.' }),
  undeliveredReason: orNull(
    Type.Enum([...undeliveredReasons], {
      description: 'Why there is no delivery.',
    }),
  ),
  deliveries: Type.Array(TenantDelivery),
});
export type SessionEvent = Static<typeof SessionEvent>;

export const SessionDetail = Type.Object({
  session: SessionResponse,
  scheduler: orNull(Named),
  router: orNull(Named),
  qualified,
  isTest: Type.Boolean(),
  recoveredBy: orNull(Type.Enum(['recovery_link', 'ai_agent'])),
  erasedAt: orNull(instant()),
  dueAt: orNull(
    instant('When it counts as abandoned if nothing is heard before; null when nothing is to be decided.'),
  ),
  lead: orNull(LeadView),
  cameThroughRouterSessionId: text(),
  sentOn: orNull(
    Type.Object(
      {
        schedulerId: Type.String(),
        sessionId: orNull(Type.String({ description: "Null for another tenant's." })),
      },
      { description: 'Of a router session: where the visitor went on.' },
    ),
  ),
  milestones: Type.Object(
    Object.fromEntries(milestones.map((name) => [name, orNull(instant())])) as Record<
      (typeof milestones)[number],
      Type.TUnion<[Type.TString, Type.TNull]>
    >,
    { description: 'When each was reached first.' },
  ),
  timeline: Type.Array(TimelineEntry, {
    description: 'The milestones and the session log, in order; of a very long log the first 500 lines.',
  }),
  events: Type.Array(SessionEvent, { description: 'At most one of each type.' }),
});
export type SessionDetail = Static<typeof SessionDetail>;

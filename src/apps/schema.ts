import { type Static, type TSchema, Type } from 'typebox';
import { MAX_HEADERS } from '../deliveries/signing/custom-headers.ts';
import { eventTypes } from '../events/event-types.ts';
import { MAX_ID } from '../lib/ids.ts';
import { MAX_URL_LENGTH } from './delivery-url.ts';
import { CustomHeaderInput, CustomHeaderView, HmacKey, LastUsed, publicKeys } from './signing-schema.ts';
import { WebhookHealth } from '../webhook-health/schema.ts';
import { Refusal } from './refusal.ts';
import { SCHEDULERS_READ } from './scope-catalogue.ts';

export const categories = [
  'Marketing & Attribution',
  'CRM & Lead Management',
  'Call Center & AI',
  'Customer Communication',
  'Reporting & Analytics',
  'Accounting & Payments',
  'Dispatch & Operations',
  'Other',
] as const;

const strict = { additionalProperties: false };
const orNull = <Schema extends TSchema>(schema: Schema) => Type.Union([schema, Type.Null()]);
const text = (maxLength: number) => Type.String({ minLength: 1, maxLength });
const instant = () => Type.String({ format: 'date-time' });

const MAX_AUDIENCE = 1_000;

const Note = Type.Optional(orNull(Type.String({ maxLength: 200 })));
const Id = Type.Integer({ minimum: 1, maximum: MAX_ID });
export const Tenants = Type.Array(Type.Object({ tenantId: Id, note: Note }, strict), {
  maxItems: MAX_AUDIENCE,
  description: 'Any well-formed id is taken; whether there is such a tenant is not told.',
});
export const Networks = Type.Array(Type.Object({ networkId: Id, note: Note }, strict), {
  maxItems: MAX_AUDIENCE,
  description: 'Any well-formed id is taken; whether there is such a network is not told.',
});
export const TenantsBody = Type.Object({ tenants: Tenants }, strict);
export const NetworksBody = Type.Object({ networks: Networks }, strict);

const EventTypeName = Type.Enum([...eventTypes]);
const ContentType = Type.Enum(['application/json', 'application/cloudevents+json']);
const RetrySchedule = Type.Enum(['standard', 'extended']);
const RateLimit = orNull(
  Type.Integer({ minimum: 1, maximum: 1_000, description: 'POSTs a second at most; null: no limit.' }),
);
const DeliveryUrl = Type.String({
  maxLength: MAX_URL_LENGTH,
  description: 'https, with a public host name; serves both environments.',
});
const Event = Type.Object(
  {
    eventType: EventTypeName,
    deliveryUrl: Type.Optional(DeliveryUrl),
    hmacKey: Type.Optional(HmacKey),
    contentType: Type.Optional(ContentType),
    retrySchedule: Type.Optional(RetrySchedule),
    rateLimitPerSecond: Type.Optional(RateLimit),
  },
  { ...strict, description: 'An event type that the app is to receive, with its webhook.' },
);
export type Event = Static<typeof Event>;

const details = {
  organizationName: text(200),
  website: text(MAX_URL_LENGTH),
  email: text(320),
  name: text(200),
  description: text(2_000),
  category: Type.Enum([...categories]),
  externalDataGuid: orNull(
    Type.String({
      maxLength: 100,
      description: "The GUID under which the app's key/value data on records is kept apart.",
    }),
  ),
};
const Scopes = Type.Array(Type.Enum([SCHEDULERS_READ]), { minItems: 1, maxItems: 50, uniqueItems: true });
const Events = Type.Array(Event, { maxItems: eventTypes.length });
const CredentialMode = Type.Enum(['developer', 'tenant'], {
  description: 'Who generates the client secrets: the developer on behalf of each tenant, or the tenants.',
});

export const NewAppBody = Type.Object(
  {
    organisationId: Type.Optional(
      Type.String({ maxLength: 200, description: 'May be left out by who acts for exactly one.' }),
    ),
    ...details,
    externalDataGuid: Type.Optional(details.externalDataGuid),
    scopes: Scopes,
    events: Type.Optional(Events),
    tenants: Type.Optional(Tenants),
    networks: Type.Optional(Networks),
    credentialMode: CredentialMode,
  },
  strict,
);
export type NewAppBody = Static<typeof NewAppBody>;

/** Left out = unchanged. */
export const ChangeAppBody = Type.Partial(
  Type.Object(
    {
      ...details,
      scopes: Scopes,
      events: Type.Array(Event, {
        maxItems: eventTypes.length,
        description:
          'The whole set. One that is new needs a deliveryUrl; of one that is there already, what is given changes its webhook.',
      }),
      credentialMode: CredentialMode,
    },
    strict,
  ),
  strict,
);
export type ChangeAppBody = Static<typeof ChangeAppBody>;

export const ChangeWebhookBody = Type.Object(
  {
    deliveryUrl: Type.Optional(DeliveryUrl),
    contentType: Type.Optional(ContentType),
    retrySchedule: Type.Optional(RetrySchedule),
    rateLimitPerSecond: Type.Optional(RateLimit),
    enabled: Type.Optional(
      Type.Boolean({
        description:
          'While false, its deliveries are skipped and can be replayed. True also forgets all failures and closes the circuit.',
      }),
    ),
    asymmetric: Type.Optional(
      Type.Boolean({ description: 'Whether it also signs by ed25519 (`v1a`), with a key pair made here.' }),
    ),
    customHeaders: Type.Optional(
      Type.Array(CustomHeaderInput, {
        maxItems: MAX_HEADERS,
        description: 'The whole list of what is sent along with every POST.',
      }),
    ),
  },
  strict,
);
export type ChangeWebhookBody = Static<typeof ChangeWebhookBody>;

export const ApprovalBody = Type.Object(
  { approved: Type.Boolean(), note: Type.String({ minLength: 1, maxLength: 500, pattern: '\\S' }) },
  strict,
);

export const WebhookView = Type.Object({
  id: Type.String(),
  eventType: Type.String(),
  deliveryUrl: Type.String(),
  maskedKey: Type.String(),
  keyLastUsedAt: LastUsed,
  previousKeyUntil: orNull(
    Type.String({ format: 'date-time', description: 'Until then the old key signs along.' }),
  ),
  previousKeyLastUsedAt: LastUsed,
  asymmetric: Type.Boolean(),
  ...publicKeys,
  publicKeyLastUsedAt: LastUsed,
  previousPublicKeyLastUsedAt: LastUsed,
  publicKeysPath: orNull(Type.String({ description: 'Where receivers read the public keys.' })),
  customHeaders: orNull(
    Type.Array(CustomHeaderView, {
      description: 'Null when what sealed them is lost: then nothing is sent until they are set anew.',
    }),
  ),
  contentType: Type.String(),
  retrySchedule: Type.String(),
  rateLimitPerSecond: orNull(Type.Integer()),
  enabled: Type.Boolean(),
  disabledAt: orNull(instant()),
  disabledReason: orNull(
    Type.Enum(['paused', 'gone', 'failing'], {
      description:
        '`paused` by a developer; `gone`: its server answered 410; `failing`: for 5 days there was nothing but failures.',
    }),
  ),
  inNewestVersion: Type.Boolean({
    description: 'False when only tenants that are connected to an older version still receive this event.',
  }),
});
export type WebhookView = Static<typeof WebhookView>;

export const WebhookWithHealth = Type.Object({ ...WebhookView.properties, health: WebhookHealth });
export type WebhookWithHealth = Static<typeof WebhookWithHealth>;

export const AppView = Type.Object({
  id: Type.String(),
  organisationId: Type.String(),
  appKey: Type.String({ description: 'Stays for the life of the app. Never publish it.' }),
  organizationName: Type.String(),
  website: Type.String(),
  email: Type.String(),
  name: Type.String(),
  description: Type.String(),
  category: Type.String(),
  externalDataGuid: orNull(Type.String()),
  version: Type.Integer({ description: 'The newest; scopes and event types are what it asks for.' }),
  scopes: Type.Array(Type.String()),
  eventTypes: Type.Array(Type.String()),
  webhooks: Type.Array(WebhookView),
  tenants: Type.Array(Type.Object({ tenantId: Type.Integer(), note: orNull(Type.String()) })),
  networks: Type.Array(Type.Object({ networkId: Type.Integer(), note: orNull(Type.String()) })),
  credentialMode: Type.String(),
  approved: Type.Boolean({ description: "Until then only the organisation's own tenants see the app." }),
  approvedAt: orNull(instant()),
  refusal: orNull(Refusal),
  createdAt: instant(),
  modifiedAt: instant(),
});
export type AppView = Static<typeof AppView>;

const ShownKey = Type.Object({ eventType: Type.String(), hmacKey: Type.String() });

/** Only the answer to the change that made the keys holds them. */
export const AppViewWithKeys = Type.Object({
  ...AppView.properties,
  hmacKeys: Type.Array(ShownKey, { description: 'Keys of the webhooks that this call made; later masked.' }),
});
export type AppViewWithKeys = Static<typeof AppViewWithKeys>;

export const AppsQuery = Type.Object({
  search: Type.Optional(Type.String({ maxLength: 200, description: 'A part of the name, in any case.' })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, description: '1 to 200; 100.' })),
  cursor: Type.Optional(Type.String({ format: 'uuid', description: 'The `nextCursor` of the page before.' })),
});
export type AppsQuery = Static<typeof AppsQuery>;

export const AppSummary = Type.Object({
  id: Type.String(),
  organisationId: Type.String(),
  name: Type.String(),
  category: Type.String(),
  version: Type.Integer(),
  approved: Type.Boolean(),
  approvedAt: orNull(instant()),
  refused: Type.Boolean({ description: 'Whether an operator refused to approve it; the app says why.' }),
  createdAt: instant(),
  modifiedAt: instant(),
  tenants: Type.Object(
    { notConnectedYet: Type.Integer(), connected: Type.Integer(), disabled: Type.Integer() },
    { description: 'How many tenants are in each state; those of a network count once they have connected.' },
  ),
});
export type AppSummary = Static<typeof AppSummary>;
export const AppSummaries = Type.Object({
  data: Type.Array(AppSummary),
  nextCursor: orNull(Type.String({ description: 'For the page after this; null on the last.' })),
});

const Names = Type.Array(Type.String());

export const VersionView = Type.Object({
  version: Type.Integer(),
  scopes: Names,
  eventTypes: Names,
  createdAt: instant(),
  createdBy: orNull(Type.Object({ name: Type.String(), email: Type.String() })),
  diff: Type.Object(
    { addedScopes: Names, removedScopes: Names, addedEventTypes: Names, removedEventTypes: Names },
    { description: 'Against the version before; the first adds all it has.' },
  ),
});
export type VersionView = Static<typeof VersionView>;

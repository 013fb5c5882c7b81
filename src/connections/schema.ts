import { type Static, type TSchema, Type } from 'typebox';
import { SessionResponse } from '../sessions/session-response.ts';

const orNull = <Schema extends TSchema>(schema: Schema) => Type.Union([schema, Type.Null()]);
const instant = (description?: string) =>
  Type.String({ format: 'date-time', ...(description === undefined ? {} : { description }) });

export const TenantParams = Type.Object({ tenantId: Type.String() });
export const AppParams = Type.Object({ tenantId: Type.String(), appId: Type.String() });
export const SecretParams = Type.Object({
  tenantId: Type.String(),
  appId: Type.String(),
  secretId: Type.String(),
});

export const VersionBody = Type.Object(
  {
    version: Type.Integer({
      minimum: 1,
      maximum: 2_147_483_647,
      description: 'The version that was shown. If there is a newer one by now, nothing happens: 409.',
    }),
  },
  { additionalProperties: false },
);

/** What every answer of this screen begins with. */
export const PreviewState = {
  preview: Type.Boolean({ description: 'Whether events of this tenant are delivered.' }),
  notice: orNull(Type.String({ description: 'To be shown on the screen while the preview is off.' })),
};

const state = Type.Enum(['not_connected', 'connected', 'disabled']);

const used = {
  lastUsedAt: orNull(
    instant(
      'When the client last asked for an access token; for any tenant of its network, if it is shared.',
    ),
  ),
  lastDeliveredAt: orNull(
    instant("When the app last took an event of this tenant, among the tenant's newest 5,000 deliveries."),
  ),
};

export const AppSummary = Type.Object({
  id: Type.String(),
  name: Type.String(),
  description: Type.String(),
  category: Type.String(),
  organizationName: Type.String(),
  state,
  newestVersion: Type.Integer(),
  acceptedVersion: orNull(Type.Integer()),
  newVersionAvailable: Type.Boolean({ description: 'Connected, and to an older version than the newest.' }),
  asksFor: Type.Array(Type.String(), {
    description: 'What the newest version asks for, in words: scopes, then events.',
  }),
  clientId: orNull(Type.String()),
  connectedAt: orNull(instant()),
  disabledAt: orNull(instant()),
  networkName: orNull(Type.String({ description: 'The network whose tenants share the client.' })),
  ...used,
});
export type AppSummary = Static<typeof AppSummary>;

export const AppsQuery = Type.Object({
  search: Type.Optional(
    Type.String({ maxLength: 200, description: 'A part of the name of the app or of its organisation.' }),
  ),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, description: '1 to 200; 200.' })),
  cursor: Type.Optional(
    Type.String({
      pattern: '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$',
      description: 'The `nextCursor` of the page before.',
    }),
  ),
});
export type AppsQuery = Static<typeof AppsQuery>;

export const AppList = Type.Object({
  ...PreviewState,
  data: Type.Array(AppSummary),
  nextCursor: orNull(Type.String({ description: 'For the page after this; null on the last.' })),
});
export type AppList = Static<typeof AppList>;

const Version = Type.Object({
  version: Type.Integer(),
  scopes: Type.Array(Type.String()),
  eventTypes: Type.Array(Type.String()),
});

const Secret = Type.Object({
  id: Type.String(),
  hint: Type.String({ description: 'The last four characters.' }),
  createdAt: instant(),
  lastUsedAt: orNull(instant()),
  revokedAt: orNull(instant()),
});

const Connection = Type.Object({
  clientId: Type.String(),
  networkId: orNull(
    Type.Integer({ description: 'The network whose tenants share this client and its secrets.' }),
  ),
  accepted: Version,
  newVersionAvailable: Type.Boolean(),
  diff: Type.Object(
    {
      addedScopes: Type.Array(Type.String()),
      removedScopes: Type.Array(Type.String()),
      addedEventTypes: Type.Array(Type.String()),
      removedEventTypes: Type.Array(Type.String()),
    },
    { description: 'From the accepted version to the newest.' },
  ),
  acceptedAt: instant('When the accepted version was allowed.'),
  acceptedBy: orNull(Type.String({ description: 'The e-mail address of who allowed it, if a person did.' })),
  connectedAt: instant(),
  disabledAt: orNull(instant()),
  ...used,
  secrets: Type.Array(Secret, { description: 'The active ones, then those revoked last; at most 20.' }),
});

const Words = Type.Object(
  {
    scopes: Type.Array(
      Type.Object({
        scope: Type.String(),
        product: Type.String(),
        part: Type.String(),
        title: Type.String(),
        description: Type.String(),
      }),
    ),
    events: Type.Array(
      Type.Object({
        eventType: Type.String(),
        title: Type.String(),
        description: Type.String(),
        host: orNull(Type.String({ description: "Where it is sent: the host of the developer's server." })),
      }),
    ),
  },
  { description: 'All that the newest and the accepted version name, for people.' },
);

export const AppDetail = Type.Object({
  ...PreviewState,
  tenantId: Type.Integer(),
  id: Type.String(),
  name: Type.String(),
  description: Type.String(),
  category: Type.String(),
  developer: Type.Object({
    organizationName: Type.String(),
    website: Type.String(),
    email: Type.String(),
  }),
  credentialMode: Type.Enum(['developer', 'tenant'], {
    description: "Who generates the client's secrets.",
  }),
  network: orNull(
    Type.Object(
      { id: Type.Integer(), name: Type.String() },
      {
        description:
          'The network whose tenants share one client of this app, or will once the tenant connects.',
      },
    ),
  ),
  state,
  words: Words,
  newest: Type.Object({ ...Version.properties, createdAt: instant() }),
  connection: orNull(Connection),
});
export type AppDetail = Static<typeof AppDetail>;

export const GeneratedSecret = Type.Object({
  id: Type.String(),
  clientId: Type.String(),
  clientSecret: Type.String({ description: 'Shown this once. Never publish it.' }),
  hint: Type.String(),
});
export type GeneratedSecret = Static<typeof GeneratedSecret>;

const Sample = {
  from: Type.Enum(['own', 'example'], {
    description:
      "`own`: of the tenant's own latest session of the kind; `example`: made up, of the catalogue.",
  }),
  sessionId: orNull(Type.String({ description: 'Which session it is, if it is an own one.' })),
  at: instant('When it happened, or when the session was opened.'),
};

/** A sample of what a tenant shares by allowing the newest version of an app. */
export const SharedData = Type.Object({
  version: Type.Integer({ description: 'The version that asks for it: the newest.' }),
  events: Type.Array(
    Type.Object({
      eventType: Type.String(),
      title: Type.String(),
      ...Sample,
      payload: Type.Object(
        {},
        { additionalProperties: true, description: 'The body of the POST, as the app receives it.' },
      ),
    }),
    { description: 'One for each event that the version asks for.' },
  ),
  session: orNull(
    Type.Object(
      { ...Sample, session: SessionResponse },
      { description: 'As the public API answers; null when no scope lets the app read sessions.' },
    ),
  ),
});
export type SharedData = Static<typeof SharedData>;

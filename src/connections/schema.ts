import { type Static, type TSchema, Type } from 'typebox';

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
  clientId: orNull(Type.String()),
  connectedAt: orNull(instant()),
  disabledAt: orNull(instant()),
  lastUsedAt: orNull(instant('When a secret of the client was last used.')),
});
export type AppSummary = Static<typeof AppSummary>;

export const AppsQuery = Type.Object({
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
  connectedAt: instant(),
  disabledAt: orNull(instant()),
  lastUsedAt: orNull(instant()),
  secrets: Type.Array(Secret, { description: 'The active ones, then those revoked last; at most 20.' }),
});

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
  state,
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

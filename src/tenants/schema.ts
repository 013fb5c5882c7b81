import { type Static, type TSchema, Type } from 'typebox';
import { Name } from '../http/single-line.ts';
import { MAX_ID } from '../lib/ids.ts';

const orNull = <Schema extends TSchema>(schema: Schema) => Type.Union([schema, Type.Null()]);
const strict = { additionalProperties: false };
const instant = () => Type.String({ format: 'date-time' });
const environment = Type.Enum(['production', 'integration']);

export const TenantParams = Type.Object({ tenantId: Type.String() });
export const NetworkParams = Type.Object({ networkId: Type.String() });

const TimeZone = Type.String({
  maxLength: 100,
  description: 'The name of an IANA time zone, such as America/Los_Angeles.',
});
const Region = Type.String({
  maxLength: 10,
  description: 'ISO 3166-1 alpha-2; phone numbers without a country code are read as of this one.',
});

export const NewTenantBody = Type.Object(
  {
    name: Name(),
    timeZone: TimeZone,
    region: Region,
    brandName: Type.Optional(Name({ description: 'Of a first brand, if there is to be one.' })),
  },
  strict,
);

/** Left out = unchanged. */
export const ChangeTenantBody = Type.Partial(
  Type.Object({ name: Name(), timeZone: TimeZone, region: Region }, strict),
  strict,
);

export const MoveBody = Type.Object(
  { networkId: orNull(Type.Integer({ minimum: 1, maximum: MAX_ID })) },
  strict,
);
export const PreviewBody = Type.Object(
  {
    on: Type.Boolean(),
    note: Type.String({
      minLength: 1,
      maxLength: 1_000,
      pattern: '\\S',
      description: 'Who wanted it and why.',
    }),
  },
  strict,
);
export const NetworkBody = Type.Object({ name: Name() }, strict);

/** For lists that an operator searches and pages through. */
export const SearchQuery = Type.Object({
  search: Type.Optional(
    Type.String({ maxLength: 200, description: 'A part of the name, in any case, or the whole id.' }),
  ),
  limit: Type.Optional(
    Type.String({ pattern: '^([1-9]|[1-9]\\d|1\\d\\d|200)$', description: '1 to 200; 50.' }),
  ),
  cursor: Type.Optional(
    Type.String({ pattern: '^[1-9]\\d{0,15}$', description: 'The `nextCursor` of the page before.' }),
  ),
});
export type SearchQuery = Static<typeof SearchQuery>;

const nextCursor = orNull(Type.String({ description: 'For the page after this; null on the last.' }));

/** A tenant as an operator sees it. */
export const TenantView = Type.Object({
  id: Type.Integer(),
  name: Type.String(),
  environment,
  timeZone: Type.String(),
  region: Type.String(),
  networkId: orNull(Type.Integer()),
  preview: Type.Boolean(),
  previewNote: orNull(Type.String({ description: 'Of the last switch: who wanted it and why.' })),
  previewChangedAt: orNull(instant()),
  createdAt: instant(),
});
export type TenantView = Static<typeof TenantView>;
export const TenantPage = Type.Object({ data: Type.Array(TenantView), nextCursor });

export const CreatedTenantView = Type.Object({
  ...TenantView.properties,
  organisationId: Type.String({ description: "The tenant's own developer organisation." }),
  brand: orNull(Type.Object({ id: Type.String(), dataApiKey: Type.String() })),
});

export const NetworkView = Type.Object({
  id: Type.Integer(),
  name: Type.String(),
  environment,
  createdAt: instant(),
});
export type NetworkView = Static<typeof NetworkView>;
export const NetworkPage = Type.Object({ data: Type.Array(NetworkView), nextCursor });
export const NetworkWithTenants = Type.Object({
  ...NetworkView.properties,
  tenants: Type.Array(Type.Object({ id: Type.Integer(), name: Type.String() })),
});

const permissions = {
  role: Type.Enum(['administrator', 'office_employee']),
  mayManageApiAccess: Type.Boolean(),
  mayGenerateAppKey: Type.Boolean(),
};

/** A tenant as the signed-in person sees it among their own. */
export const OwnTenant = Type.Object({
  id: Type.Integer(),
  name: Type.String(),
  environment,
  preview: Type.Boolean(),
  ...permissions,
});

/** A tenant as its people see it. */
export const TenantSettings = Type.Object({
  id: Type.Integer(),
  name: Type.String(),
  environment,
  timeZone: Type.String(),
  region: Type.String(),
  network: orNull(Type.Object({ id: Type.Integer(), name: Type.String() })),
  preview: Type.Boolean({ description: 'Whether events of this tenant are delivered.' }),
  notice: orNull(Type.String({ description: 'To be shown while the preview is off.' })),
  permissions: Type.Object(permissions, {
    description: 'Of whoever asks. Administrators may do everything.',
  }),
});
export type TenantSettings = Static<typeof TenantSettings>;

export const MAX_RETENTION_DAYS = 400;
const days = (description: string) => Type.Integer({ minimum: 1, maximum: MAX_RETENTION_DAYS, description });

/** How long is kept what was published. */
export const Retention = Type.Object(
  {
    retentionDays: days('Events, deliveries and attempts, in days.'),
    payloadRetentionDays: orNull(
      days(
        'What is in them: bodies of events, headers and answers of attempts. Not more than retentionDays; null: as long. Less than 4 cuts the extended retry schedule short.',
      ),
    ),
  },
  strict,
);
export type Retention = Static<typeof Retention>;

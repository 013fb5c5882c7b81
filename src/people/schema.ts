import { type Static, Type } from 'typebox';
import { Name } from '../http/single-line.ts';
import { MAX_ID } from '../lib/ids.ts';
import { PASSWORD_MIN_LENGTH } from './password-length.ts';
import { tokenScopes } from './judge-access.ts';

const strict = { additionalProperties: false };
const instant = () => Type.String({ format: 'date-time' });
const nullable = <Schema extends Parameters<typeof Type.Union>[0][number]>(schema: Schema) =>
  Type.Union([schema, Type.Null()]);

/** As better-auth takes them; also checked on the command line. */
export const Email = Type.String({
  maxLength: 254,
  pattern: "^(?!\\.)(?!.*\\.\\.)[A-Za-z0-9_'+.-]*[A-Za-z0-9_+-]@([A-Za-z0-9][A-Za-z0-9-]*\\.)+[A-Za-z]{2,}$",
  description: 'Compared without regard to case.',
});
export const Password = Type.String({ maxLength: 128 });
export const NewPassword = Type.String({ minLength: PASSWORD_MIN_LENGTH, maxLength: 128 });
const Code = Type.String({
  minLength: 1,
  maxLength: 50,
  description: 'Of the authenticator app, or a backup code.',
});
export const EnvironmentName = Type.Enum(['production', 'integration']);
export const Role = Type.Enum(['administrator', 'office_employee']);

/** An id in a path; the guard has answered what cannot be one. */
export const pathId = () => Type.String();

export const SignInBody = Type.Object(
  {
    email: Type.String({ maxLength: 254 }),
    password: Password,
    environment: Type.Enum(['production', 'integration'], {
      description: 'Decides which tenants are seen until the next sign-in.',
    }),
  },
  strict,
);
export const SignInState = Type.Object({ status: Type.Enum(['signed_in', 'second_factor_required']) });
export const CodeBody = Type.Object({ code: Code }, strict);
export const PasswordBody = Type.Object({ password: Password }, strict);
export const ChangePasswordBody = Type.Object(
  { currentPassword: Password, newPassword: NewPassword },
  strict,
);
export const ResetBody = Type.Object({ email: Type.String({ maxLength: 254 }) }, strict);
export const ConfirmResetBody = Type.Object(
  { token: Type.String({ maxLength: 200 }), newPassword: NewPassword },
  strict,
);
export const SecondFactorSetUp = Type.Object({
  totpUri: Type.String({ description: 'For the authenticator app, most often shown as a QR code.' }),
  backupCodes: Type.Array(Type.String(), { description: 'Each works once. Shown only now.' }),
});

const OwnTenant = Type.Object({
  id: Type.Integer({ maximum: MAX_ID }),
  name: Type.String(),
  role: Role,
  preview: Type.Boolean(),
  permissions: Type.Object({ manageApiAccess: Type.Boolean(), generateAppKey: Type.Boolean() }),
});
export const Organisation = Type.Object({
  id: Type.String(),
  name: Type.String(),
  tenantId: nullable(Type.Integer()),
});
export type Organisation = Static<typeof Organisation>;

export const Me = Type.Object({
  person: Type.Object({
    id: Type.String(),
    name: Type.String(),
    email: Type.String(),
    hasSecondFactor: Type.Boolean(),
  }),
  environment: EnvironmentName,
  isOperator: Type.Boolean(),
  tenants: Type.Array(OwnTenant),
  organisations: Type.Array(Organisation),
  terms: Type.Object({ newestVersion: nullable(Type.Integer()), accepted: Type.Boolean() }),
});
export type Me = Static<typeof Me>;
export const ChangeMeBody = Type.Object({ name: Name() }, strict);

const token = {
  id: Type.String(),
  name: Type.String(),
  environment: EnvironmentName,
  scopes: Type.Array(Type.Enum([...tokenScopes])),
  createdAt: instant(),
  expiresAt: instant(),
  lastUsedAt: nullable(instant()),
};
export const Token = Type.Object(token);
export type Token = Static<typeof Token>;
export const Tokens = Type.Object({ data: Type.Array(Token) });
export const NewToken = Type.Object({
  ...token,
  token: Type.String({ description: 'Shown only now. Never publish it.' }),
});
export const NewTokenBody = Type.Object(
  {
    name: Name(),
    scopes: Type.Array(Type.Enum([...tokenScopes]), { minItems: 1, maxItems: 20, uniqueItems: true }),
    expiresAt: Type.String({ format: 'date-time', description: 'Within a year.' }),
    environment: Type.Optional(EnvironmentName),
  },
  strict,
);
export type NewTokenBody = Static<typeof NewTokenBody>;

export const Terms = Type.Object({
  version: Type.Integer(),
  text: Type.String(),
  publishedAt: instant(),
  acceptedAt: nullable(instant()),
});
export type Terms = Static<typeof Terms>;
export const AcceptanceBody = Type.Object(
  { version: Type.Integer({ minimum: 1, maximum: 2 ** 31 - 1 }) },
  strict,
);

export const MailState = Type.Enum(['sent', 'failed', 'not_configured'], {
  description:
    'Whether the invitation went out. Without mail, or when it failed, the operator prints a link by `fieldhook user reset-link`.',
});
const hasAccepted = Type.Boolean({
  description: 'Has signed in since the invitation. Until then it can be sent again.',
});
const member = {
  personId: Type.String(),
  name: Type.String(),
  email: Type.String(),
  role: Role,
  mayManageApiAccess: Type.Boolean({
    description: 'Manage API Application Access. Administrators always may.',
  }),
  mayGenerateAppKey: Type.Boolean({
    description: 'Generate API Application Key. Administrators always may.',
  }),
  hasAccepted,
};
export const Member = Type.Object(member);
export type Member = Static<typeof Member>;
export const Members = Type.Object({ data: Type.Array(Member), nextCursor: nullable(Type.String()) });
export const Administrators = Type.Object({
  data: Type.Array(Type.Object({ name: Type.String(), email: Type.String() })),
});
export type Administrators = Static<typeof Administrators>;
export const InviteMemberBody = Type.Object(
  {
    email: Email,
    name: Type.Optional(Name()),
    role: Role,
    mayManageApiAccess: Type.Optional(Type.Boolean()),
    mayGenerateAppKey: Type.Optional(Type.Boolean()),
  },
  strict,
);
export type InviteMemberBody = Static<typeof InviteMemberBody>;
export const InvitedMember = Type.Object({ ...member, mail: MailState });
export const InvitedAgain = Type.Object({ email: Type.String(), mail: MailState });
export const ChangeMemberBody = Type.Object(
  {
    role: Type.Optional(Role),
    mayManageApiAccess: Type.Optional(Type.Boolean()),
    mayGenerateAppKey: Type.Optional(Type.Boolean()),
  },
  { ...strict, minProperties: 1 },
);
export type ChangeMemberBody = Static<typeof ChangeMemberBody>;

export const CursorQuery = Type.Object({
  cursor: Type.Optional(
    Type.String({
      maxLength: 254,
      pattern: '^[\\x21-\\x7e]*$',
      description: 'The `nextCursor` of the page before.',
    }),
  ),
});
export const MembersQuery = Type.Object({
  search: Type.Optional(Type.String({ maxLength: 200, description: 'A part of the name or address.' })),
  ...CursorQuery.properties,
});
export const IdCursorQuery = Type.Object({
  cursor: Type.Optional(Type.String({ format: 'uuid', description: 'The `nextCursor` of the page before.' })),
});
const organisationMember = {
  personId: Type.String(),
  name: Type.String(),
  email: Type.String(),
  hasAccepted,
};
export const OrganisationMembers = Type.Object({
  data: Type.Array(Type.Object(organisationMember)),
  nextCursor: nullable(Type.String()),
});
export const InvitePersonBody = Type.Object({ email: Email, name: Type.Optional(Name()) }, strict);
export const InvitedOrganisationMember = Type.Object({ ...organisationMember, mail: MailState });
export const Organisations = Type.Object({
  data: Type.Array(Organisation),
  nextCursor: nullable(Type.String()),
});
export const OrganisationsQuery = Type.Object({
  search: Type.Optional(Type.String({ maxLength: 200, description: 'A part of the name, or the id.' })),
  ...IdCursorQuery.properties,
});
export const NewOrganisation = Type.Object({ ...Organisation.properties, mail: nullable(MailState) });
export const NewOrganisationBody = Type.Object({ name: Name(), memberEmail: Type.Optional(Email) }, strict);

import { type Static, Type } from 'typebox';
import { Name } from '../http/single-line.ts';
import { Email, EnvironmentName, NewPassword, Password } from '../people/schema.ts';

const strict = { additionalProperties: false };

export const RegistrationBody = Type.Object(
  {
    email: Email,
    name: Name(),
    password: NewPassword,
    organisationName: Name(),
    environment: Type.Enum(['production', 'integration'], {
      description: 'Where the person means to sign in; the mailed link leads back there.',
    }),
  },
  strict,
);
export type RegistrationBody = Static<typeof RegistrationBody>;

export const RegistrationAccepted = Type.Object({
  status: Type.Enum(['accepted']),
  next: Type.Enum(['sign_in', 'confirm_by_mail'], {
    description:
      'What the person does next. It depends on the server alone: the same whether or not the address has an account.',
  }),
});

export const ConfirmRegistrationBody = Type.Object(
  { token: Type.String({ maxLength: 200 }), password: Password },
  strict,
);
export const ConfirmedRegistration = Type.Object({ email: Type.String(), environment: EnvironmentName });

export const RegistrationState = Type.Object({
  open: Type.Boolean(),
  confirmation: Type.Enum(['mail', 'none'], { description: 'Whether a mailed link has to be opened first.' }),
  testTenant: Type.Boolean({
    description: 'Whether a test tenant in the integration environment comes with the account.',
  }),
  passwordMinLength: Type.Integer(),
});

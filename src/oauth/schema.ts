import { Type } from 'typebox';

const parameter = (description: string) => Type.String({ maxLength: 200, description });

/** For the description alone: the handler reads the form itself, since its errors are those of RFC 6749. */
export const TokenForm = Type.Object(
  {
    grant_type: Type.String({ enum: ['client_credentials'] }),
    client_id: Type.Optional(parameter('Left out when it is sent by HTTP Basic.')),
    client_secret: Type.Optional(parameter('Likewise.')),
  },
  { additionalProperties: true },
);

export const IssuedToken = Type.Object(
  {
    access_token: Type.String({
      description: 'A JWT (RS256). Send it as `Authorization`, with or without `Bearer`.',
    }),
    expires_in: Type.Integer({ description: 'Seconds.', examples: [900] }),
    token_type: Type.String({ enum: ['Bearer'] }),
    scope: Type.String({ description: 'Separated by spaces.', examples: ['tn.sp.schedulers:r'] }),
  },
  { additionalProperties: false },
);

export const TokenFailure = Type.Object(
  {
    error: Type.String({ enum: ['invalid_request', 'invalid_client', 'unsupported_grant_type'] }),
    error_description: Type.Optional(Type.String()),
  },
  { additionalProperties: false, description: 'As RFC 6749 has it.' },
);

export const KeySet = Type.Object({
  keys: Type.Array(
    Type.Object({
      kty: Type.String(),
      kid: Type.String(),
      use: Type.String(),
      alg: Type.String(),
      n: Type.String(),
      e: Type.String(),
    }),
  ),
});

import { type Static, type TSchema, Type } from 'typebox';
import { MASK, MAX_HEADER_BYTES, MAX_NAME_LENGTH } from '../deliveries/signing/custom-headers.ts';

// What signs a webhook's POSTs beside the HMAC key, and what goes along with them.

const strict = { additionalProperties: false };
const orNull = <Schema extends TSchema>(schema: Schema) => Type.Union([schema, Type.Null()]);
const instant = () => Type.String({ format: 'date-time' });

export const CustomHeaderInput = Type.Object(
  {
    name: Type.String({ maxLength: MAX_NAME_LENGTH }),
    value: Type.Optional(
      orNull(
        Type.String({
          maxLength: MAX_HEADER_BYTES,
          description: 'Visible ASCII. Left out or null, a sensitive header keeps the value that it has.',
        }),
      ),
    ),
    sensitive: Type.Optional(
      Type.Boolean({ description: 'Shown and logged masked; `Authorization` always is.' }),
    ),
  },
  strict,
);
export type CustomHeaderInput = Static<typeof CustomHeaderInput>;

export const CustomHeaderView = Type.Object({
  name: Type.String(),
  value: Type.String({ description: `${MASK} when it is sensitive.` }),
  sensitive: Type.Boolean(),
});
export type CustomHeaderView = Static<typeof CustomHeaderView>;

export const LastUsed = orNull(
  Type.String({
    format: 'date-time',
    description: 'When it last signed an attempt that was answered with 2xx, to a second or so.',
  }),
);

/** Of the view of a webhook. */
export const publicKeys = {
  publicKey: orNull(Type.String({ description: '`whpk_` and base64 of the 32 bytes of ed25519.' })),
  previousPublicKey: orNull(Type.String({ description: 'The one before it while it signs along.' })),
  previousPublicKeyUntil: orNull(instant()),
};

/** As receivers read it. */
export const PublicKey = Type.Object({
  publicKey: Type.String({ description: '`whpk_` and base64 of the 32 bytes.' }),
  algorithm: Type.Literal('ed25519'),
  until: orNull(Type.String({ format: 'date-time', description: 'Until when it signs along.' })),
});
export type PublicKey = Static<typeof PublicKey>;

export const RotatedKeyPair = Type.Object({ eventType: Type.String(), ...publicKeys });

export const HmacKey = Type.String({
  maxLength: 200,
  description: '32 to 64 printable ASCII characters; left out, one is generated.',
});

export const RotationBody = Type.Object(
  {
    hmacKey: Type.Optional(HmacKey),
    overlapHours: Type.Optional(
      Type.Enum([0, 24, 168], {
        description:
          'How long the old key signs along; 24. A key that still signs along from before ends at once.',
      }),
    ),
  },
  strict,
);
export type RotationBody = Static<typeof RotationBody>;

export const KeyPairRotationBody = Type.Object(
  { overlapHours: RotationBody.properties.overlapHours },
  strict,
);

export const RotatedKey = Type.Object({
  eventType: Type.String(),
  hmacKey: Type.String({ description: 'The new key; later masked.' }),
  previousKeyUntil: orNull(instant()),
});
export type RotatedKey = Static<typeof RotatedKey>;

export const RevealedKey = Type.Object({
  eventType: Type.String(),
  hmacKey: Type.String(),
  previousHmacKey: orNull(Type.String({ description: 'The old key while it still signs along.' })),
  previousKeyUntil: orNull(instant()),
});
export type RevealedKey = Static<typeof RevealedKey>;

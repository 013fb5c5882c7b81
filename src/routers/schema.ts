import { type Static, Type } from 'typebox';
import { Name } from '../http/single-line.ts';

const strict = { additionalProperties: false };
const orNull = <Schema extends Type.TSchema>(schema: Schema) => Type.Union([schema, Type.Null()]);
const instant = () => Type.String({ format: 'date-time' });

const MAX_RULES = 500;

const Rule = Type.Object(
  {
    zipPrefix: orNull(
      Type.String({
        pattern: '^[0-9A-Z]{1,10}$',
        description: 'How the ZIP code begins, in capitals and without spaces; null is any.',
      }),
    ),
    brandId: orNull(Type.String({ maxLength: 200, description: 'The brand that was chosen; null is any.' })),
    schedulerId: Type.String({
      maxLength: 200,
      description: 'Where to send the visitor: a scheduler of this tenant, or of another one of its network.',
    }),
  },
  strict,
);
export type Rule = Static<typeof Rule>;

const rules = Type.Array(Rule, {
  maxItems: MAX_RULES,
  description:
    'In order: the first that matches decides. Without a match the visitor is out of the service area.',
});

export const RouterBody = Type.Object(
  {
    name: Name(),
    brandId: Type.Optional(
      orNull(
        Type.String({
          maxLength: 200,
          description:
            'The brand whose data API key opens it; null or left out: that of any brand of the tenant.',
        }),
      ),
    ),
    rules,
  },
  strict,
);
export type RouterBody = Static<typeof RouterBody>;

const summary = {
  id: Type.String(),
  name: Type.String(),
  brandId: orNull(Type.String()),
  createdOn: instant(),
  modifiedOn: instant(),
};

export const RoutersQuery = Type.Object({
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, description: '1 to 200; 200.' })),
  cursor: Type.Optional(
    Type.String({
      maxLength: 200,
      pattern: '^[\\x21-\\x7e]+$',
      description: 'The `nextCursor` of the page before.',
    }),
  ),
});

export const RouterList = Type.Object({
  data: Type.Array(Type.Object(summary)),
  nextCursor: orNull(Type.String({ description: 'For the page after this; null on the last.' })),
});
export type RouterList = Static<typeof RouterList>;

export const Router = Type.Object({ ...summary, rules: Type.Array(Rule) });
export type Router = Static<typeof Router>;

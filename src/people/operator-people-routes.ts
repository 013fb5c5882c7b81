import { Type } from 'typebox';
import { forbidCaching } from '../http/forbid-caching.ts';
import type { Server } from '../http/server.ts';
import type { Clock } from '../lib/clock.ts';
import type { Db } from '../lib/db.ts';
import { type OperatorPersonRow, requirePerson, searchPeople, switchPerson } from './operator-people.ts';
import { actorOf, principalOf } from './principal.ts';
import { CursorQuery, pathId, Role } from './schema.ts';

const tags = ['Operator'];
const common = { config: { access: { by: 'operator' } }, onRequest: forbidCaching } as const;
const url = '/api/operator/people';
const orNull = <Schema extends Type.TSchema>(schema: Schema) => Type.Union([schema, Type.Null()]);
const instant = () => Type.String({ format: 'date-time' });

const PeopleQuery = Type.Object({
  search: Type.Optional(Type.String({ maxLength: 200, description: 'A part of the name or address.' })),
  tenantId: Type.Optional(
    Type.String({ pattern: '^[1-9]\\d{0,15}$', description: 'Who works for this tenant.' }),
  ),
  ...CursorQuery.properties,
});
const PersonView = Type.Object({
  personId: Type.String(),
  name: Type.String(),
  email: Type.String(),
  createdAt: instant(),
  disabledAt: orNull(instant()),
  isOperator: Type.Boolean(),
  hasSecondFactor: Type.Boolean(),
  hasAccepted: Type.Boolean({
    description: 'Has chosen a password. Until then the invitation can be sent again.',
  }),
  lastSignInAt: orNull(instant()),
  tenants: Type.Array(Type.Object({ id: Type.Integer(), name: Type.String(), role: Role }), {
    description: 'Of the environment of the sign-in; 20 at most.',
  }),
  organisations: Type.Array(Type.Object({ id: Type.String(), name: Type.String() }), {
    description: 'Developer organisations that they were added to; 20 at most.',
  }),
});

/** Everybody who has an account, for the vendor's staff. */
export function operatorPeopleRoutes(
  app: Server,
  { db, clock }: { readonly db: Db; readonly clock: Clock },
): void {
  app.get(
    url,
    {
      ...common,
      schema: {
        tags,
        summary: 'List or search people with what they may do',
        querystring: PeopleQuery,
        response: { 200: Type.Object({ data: Type.Array(PersonView), nextCursor: orNull(Type.String()) }) },
      },
    },
    async (req) => {
      const { rows, nextCursor } = await searchPeople(db, principalOf(req).environment, req.query);
      return { data: rows.map(toView), nextCursor };
    },
  );

  app.post(
    `${url}/:personId/access`,
    {
      ...common,
      schema: {
        tags,
        summary: 'Disable or enable a person',
        description:
          'Disabled, no sign-in and no token of theirs works, from the next request on. What they may do stays as it is for when they are enabled.',
        params: Type.Object({ personId: pathId() }),
        body: Type.Object({ disabled: Type.Boolean() }, { additionalProperties: false }),
        response: { 200: PersonView },
      },
    },
    async (req) => {
      const { personId } = req.params;
      const { disabled } = req.body;
      const { environment } = principalOf(req);
      const row = await db.transaction().execute(async (trx) => {
        await switchPerson(trx, actorOf(req), { personId, disabled }, clock());
        return requirePerson(trx, environment, personId);
      });
      return toView(row);
    },
  );
}

function toView(row: OperatorPersonRow) {
  return {
    personId: row.id,
    name: row.name,
    email: row.email,
    createdAt: row.created_at.toISOString(),
    disabledAt: row.disabled_at?.toISOString() ?? null,
    isOperator: row.is_operator,
    hasSecondFactor: row.has_second_factor,
    hasAccepted: row.has_accepted,
    lastSignInAt: row.last_sign_in_at?.toISOString() ?? null,
    tenants: [...row.tenants],
    organisations: [...row.organisations],
  };
}

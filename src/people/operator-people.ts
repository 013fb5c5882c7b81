import { type RawBuilder, sql, type SqlBool } from 'kysely';
import { type Actor, personIdOf, recordAudit } from '../audit/record.ts';
import type { Db } from '../lib/db.ts';
import { ApiError } from '../lib/errors.ts';
import type { Environment } from './principal.ts';

export interface OperatorPersonRow {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly created_at: Date;
  readonly disabled_at: Date | null;
  readonly is_operator: boolean;
  readonly has_second_factor: boolean;
  readonly has_accepted: boolean;
  readonly last_sign_in_at: Date | null;
  readonly tenants: readonly {
    readonly id: number;
    readonly name: string;
    readonly role: 'administrator' | 'office_employee';
  }[];
  readonly organisations: readonly { readonly id: string; readonly name: string }[];
}

const PAGE_SIZE = 50;
/** Of each person. */
const MOST_PLACES = 20;

/** By e-mail, from after `cursor` on; of tenants only those of the environment. */
export async function searchPeople(
  db: Db,
  environment: Environment,
  {
    search,
    tenantId,
    cursor = '',
  }: {
    readonly search?: string | undefined;
    readonly tenantId?: string | undefined;
    readonly cursor?: string | undefined;
  },
): Promise<{ rows: OperatorPersonRow[]; nextCursor: string | null }> {
  const part = search?.trim().toLowerCase();
  const fits =
    part === undefined || part === ''
      ? sql<SqlBool>`true`
      : sql<SqlBool>`(position(${part} in p.email) > 0 or position(${part} in lower(p.name)) > 0)`;
  const works =
    tenantId === undefined
      ? sql<SqlBool>`true`
      : sql<SqlBool>`exists (select from tenant_members m
          join tenants t on t.id = m.tenant_id and t.environment = ${environment}
          where m.tenant_id = ${tenantId} and m.person_id = p.id)`;
  const which = sql<SqlBool>`p.email > ${cursor} and ${fits} and ${works}`;
  const rows = await listPeople(db, environment, which);
  const page = rows.slice(0, PAGE_SIZE);
  return { rows: page, nextCursor: rows.length > PAGE_SIZE ? (page.at(-1)?.email ?? null) : null };
}

/** @throws ApiError not_found */
export async function requirePerson(
  db: Db,
  environment: Environment,
  personId: string,
): Promise<OperatorPersonRow> {
  const [row] = await listPeople(db, environment, sql<SqlBool>`p.id = ${personId}`);
  if (row === undefined) throw new ApiError('not_found');
  return row;
}

async function listPeople(
  db: Db,
  environment: Environment,
  which: RawBuilder<SqlBool>,
): Promise<OperatorPersonRow[]> {
  const { rows } = await sql<OperatorPersonRow>`
    select p.id, p.name, p.email, p.created_at, p.disabled_at, p.two_factor_enabled as has_second_factor,
      exists (select from operators o where o.person_id = p.id) as is_operator,
      exists (select from credentials c where c.person_id = p.id and c.password is not null) as has_accepted,
      (select max(s.created_at) from sign_ins s where s.person_id = p.id) as last_sign_in_at,
      (select coalesce(jsonb_agg(to_jsonb(place)), '[]') from (
        select t.id, t.name, m.role from tenant_members m
        join tenants t on t.id = m.tenant_id and t.environment = ${environment}
        where m.person_id = p.id order by t.id limit ${MOST_PLACES}) place) as tenants,
      (select coalesce(jsonb_agg(to_jsonb(place)), '[]') from (
        select o.id, o.name from organisation_members m
        join developer_organisations o on o.id = m.organisation_id
        where m.person_id = p.id order by o.id limit ${MOST_PLACES}) place) as organisations
    from people p
    where ${which}
    order by p.email
    limit ${PAGE_SIZE + 1}`.execute(db);
  return rows;
}

/**
 * Lets a person in no more, by any sign-in or token, or in again. Nobody does it to themselves, so that an operator stays.
 * Doing it again changes nothing.
 * @throws ApiError
 */
export async function switchPerson(
  trx: Db,
  actor: Actor,
  { personId, disabled }: { readonly personId: string; readonly disabled: boolean },
  now: Date,
): Promise<void> {
  if (disabled && personIdOf(actor) === personId)
    throw new ApiError('validation_failed', {
      disabled: ['You cannot disable yourself; ask another operator.'],
    });
  const found = await trx
    .selectFrom('people')
    .select(['email', 'disabled_at'])
    .where('id', '=', personId)
    .forUpdate()
    .executeTakeFirst();
  if (found === undefined) throw new ApiError('not_found');
  if ((found.disabled_at !== null) === disabled) return;
  await trx
    .updateTable('people')
    .set({ disabled_at: disabled ? now : null })
    .where('id', '=', personId)
    .execute();
  if (disabled) await trx.deleteFrom('sign_ins').where('person_id', '=', personId).execute();
  const action = disabled ? 'person.disabled' : 'person.enabled';
  await recordAudit(trx, actor, now, { action, detail: { email: found.email } });
}

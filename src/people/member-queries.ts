import { sql } from 'kysely';
import type { Db } from '../lib/db.ts';
import type { Environment } from './principal.ts';
import type { Member, Organisation } from './schema.ts';

const PAGE_SIZE = 200;

function toPage<Row>(rows: Row[], keyOf: (row: Row) => string): { data: Row[]; nextCursor: string | null } {
  const data = rows.slice(0, PAGE_SIZE);
  const last = data.at(-1);
  return { data, nextCursor: rows.length > PAGE_SIZE && last !== undefined ? keyOf(last) : null };
}

/** Those who are called so, by e-mail address, from after `cursor` on. */
export async function listTenantMembers(
  trx: Db,
  tenantId: number,
  { search, cursor = '' }: { readonly search?: string | undefined; readonly cursor?: string | undefined },
): Promise<{ data: Member[]; nextCursor: string | null }> {
  const part = search?.trim().toLowerCase() ?? '';
  const rows = await tenantMembers(trx, tenantId)
    .$if(part !== '', (members) =>
      members.where(
        sql<boolean>`(position(${part} in people.email) > 0
          or position(${part} in lower(coalesce(tenant_members.invited_name, people.name))) > 0)`,
      ),
    )
    .where('people.email', '>', cursor)
    .orderBy('people.email')
    .limit(PAGE_SIZE + 1)
    .execute();
  return toPage(rows, ({ email }) => email);
}

/** More than anybody would ask, and few enough to be named. */
const MOST_ADMINISTRATORS = 20;

/** Whom the others may ask; by e-mail address. */
export async function listAdministrators(trx: Db, tenantId: number) {
  const rows = await tenantMembers(trx, tenantId)
    .where('role', '=', 'administrator')
    .orderBy('people.email')
    .limit(MOST_ADMINISTRATORS)
    .execute();
  return rows.map(({ name, email }) => ({ name, email }));
}

export function findTenantMember(trx: Db, tenantId: number, personId: string): Promise<Member | undefined> {
  return tenantMembers(trx, tenantId).where('people.id', '=', personId).executeTakeFirst();
}

function tenantMembers(trx: Db, tenantId: number) {
  return trx
    .selectFrom('tenant_members')
    .innerJoin('people', 'people.id', 'tenant_members.person_id')
    .select([
      'people.id as personId',
      sql<string>`coalesce(tenant_members.invited_name, people.name)`.as('name'),
      'people.email',
      sql<Member['role']>`tenant_members.role`.as('role'),
      'may_manage_api_access as mayManageApiAccess',
      'may_generate_app_key as mayGenerateAppKey',
      // Signing in takes the name away.
      sql<boolean>`tenant_members.invited_name is null`.as('hasAccepted'),
    ])
    .where('tenant_id', '=', tenantId);
}

export async function findTenantName(trx: Db, tenantId: number): Promise<string> {
  const { name } = await trx
    .selectFrom('tenants')
    .select('name')
    .where('id', '=', tenantId)
    .executeTakeFirstOrThrow();
  return name;
}

/** Undefined for one of the other environment, too. */
export function findTenantOf(db: Db, tenantId: number, environment: Environment) {
  return db
    .selectFrom('tenants')
    .select(['id', 'name'])
    .where('id', '=', tenantId)
    .where('environment', '=', environment)
    .executeTakeFirst();
}

const organisationColumns = ['id', 'name', 'tenant_id as tenantId'] as const;

export function findOrganisation(db: Db, id: string): Promise<Organisation | undefined> {
  return db
    .selectFrom('developer_organisations')
    .select(organisationColumns)
    .where('id', '=', id)
    .executeTakeFirst();
}

/** Those of `ids`, or all, that are called so; by id, from after `cursor` on. */
export async function listOrganisations(
  db: Db,
  ids: readonly string[] | undefined,
  { search, cursor }: { readonly search?: string | undefined; readonly cursor?: string | undefined },
): Promise<{ data: Organisation[]; nextCursor: string | null }> {
  const part = search?.trim().toLowerCase() ?? '';
  const rows = await db
    .selectFrom('developer_organisations')
    .select(organisationColumns)
    .$if(ids !== undefined, (query) => query.where(sql<boolean>`id = any(${ids}::uuid[])`))
    .$if(part !== '', (query) =>
      query.where(sql<boolean>`(position(${part} in lower(name)) > 0 or id::text = ${part})`),
    )
    .$if(cursor !== undefined, (query) => query.where('id', '>', cursor ?? ''))
    .orderBy('id')
    .limit(PAGE_SIZE + 1)
    .execute();
  return toPage(rows, ({ id }) => id);
}

export async function listOrganisationMembers(db: Db, organisationId: string, cursor = '') {
  const rows = await organisationMembers(db, organisationId)
    .where('people.email', '>', cursor)
    .orderBy('people.email')
    .limit(PAGE_SIZE + 1)
    .execute();
  return toPage(rows, ({ email }) => email);
}

export function findOrganisationMember(db: Db, organisationId: string, personId: string) {
  return organisationMembers(db, organisationId).where('people.id', '=', personId).executeTakeFirst();
}

function organisationMembers(db: Db, organisationId: string) {
  return db
    .selectFrom('organisation_members')
    .innerJoin('people', 'people.id', 'organisation_members.person_id')
    .select([
      'people.id as personId',
      sql<string>`coalesce(organisation_members.invited_name, people.name)`.as('name'),
      'people.email',
      sql<boolean>`organisation_members.invited_name is null`.as('hasAccepted'),
    ])
    .where('organisation_id', '=', organisationId);
}

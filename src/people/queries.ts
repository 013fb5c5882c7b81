import { type RawBuilder, sql } from 'kysely';
import type { Db } from '../lib/db.ts';
import type { Environment, Membership } from './principal.ts';

/** Everything about a person that decides what they may do, and by what they were recognised. */
export interface PrincipalRow {
  readonly personId: string;
  readonly name: string;
  readonly email: string;
  readonly environment: Environment;
  readonly isOperator: boolean;
  readonly memberships: readonly Membership[];
  readonly organisationIds: readonly string[];
  readonly hasAcceptedTerms: boolean;
  readonly credentialId: string;
  /** Null for a sign-in. */
  readonly scopes: readonly string[] | null;
  readonly lastUsedAt: Date | null;
}

/** Whoever is signed in with this token of a sign-in. */
export function findPrincipalBySignIn(db: Db, token: string, now: Date): Promise<PrincipalRow | undefined> {
  const shown = sql`select id, person_id, environment, null::text[] as scopes, null::timestamptz as last_used_at
    from sign_ins where token = ${token} and expires_at > ${now}`;
  return findPrincipal(db, shown, now);
}

/** Whoever made the personal access token with this hash. */
export function findPrincipalByToken(db: Db, hash: Buffer, now: Date): Promise<PrincipalRow | undefined> {
  const shown = sql`select id::text as id, person_id, environment, scopes, last_used_at
    from personal_access_tokens where hash = ${hash} and expires_at > ${now} and revoked_at is null`;
  return findPrincipal(db, shown, now);
}

// One statement for each request, so that what is taken away is gone with the next one.
async function findPrincipal(
  db: Db,
  shown: RawBuilder<unknown>,
  now: Date,
): Promise<PrincipalRow | undefined> {
  const { rows } = await sql<PrincipalRow>`
    with shown as (${shown}),
    member as (
      select m.* from shown join tenant_members m using (person_id)
        join tenants t on t.id = m.tenant_id and t.environment = shown.environment
    )
    select p.id as "personId", p.name, p.email, shown.environment, shown.id as "credentialId", shown.scopes,
      shown.last_used_at as "lastUsedAt",
      exists (select from operators o where o.person_id = p.id) as "isOperator",
      (select coalesce(jsonb_agg(jsonb_build_object('tenantId', tenant_id, 'role', role,
          'mayManageApiAccess', may_manage_api_access, 'mayGenerateAppKey', may_generate_app_key)), '[]')
        from member) as memberships,
      array(select o.organisation_id::text from organisation_members o where o.person_id = p.id
        union select o.id::text from member join developer_organisations o using (tenant_id)
          where member.role = 'administrator' or member.may_generate_app_key) as "organisationIds",
      -- Null, so not accepted, while no version was published.
      coalesce((select max(version) from terms_versions where published_at <= ${now})
        in (select version from terms_acceptances a where a.person_id = p.id), false) as "hasAcceptedTerms"
    from shown join people p on p.id = shown.person_id and p.disabled_at is null`.execute(db);
  return rows[0];
}

/** For the list of tokens; precise to the minute, so that a busy token does not write all the time. */
export async function updateTokenUse(db: Db, tokenId: string, now: Date): Promise<void> {
  await sql`update personal_access_tokens set last_used_at = ${now}
    where id = ${tokenId} and (last_used_at is null or last_used_at <= ${now}::timestamptz - interval '1 minute')`.execute(
    db,
  );
}

/** Nobody who is disabled. */
export function findPersonByEmail(db: Db, email: string): Promise<{ id: string } | undefined> {
  return db
    .selectFrom('people')
    .select('id')
    .where('email', '=', email)
    .where('disabled_at', 'is', null)
    .executeTakeFirst();
}

export async function findEmail(db: Db, personId: string): Promise<string | undefined> {
  const row = await db.selectFrom('people').select('email').where('id', '=', personId).executeTakeFirst();
  return row?.email;
}

/** Whether signing in asks for one. */
export async function hasSecondFactor(db: Db, personId: string): Promise<boolean> {
  const row = await db
    .selectFrom('people')
    .select('two_factor_enabled')
    .where('id', '=', personId)
    .executeTakeFirst();
  return row?.two_factor_enabled === true;
}

export async function updatePersonName(db: Db, personId: string, name: string, now: Date): Promise<void> {
  await db.updateTable('people').set({ name, updated_at: now }).where('id', '=', personId).execute();
}

export function findSecondFactor(
  db: Db,
  personId: string,
): Promise<{ id: string; secret: string } | undefined> {
  return db
    .selectFrom('second_factors')
    .select(['id', 'secret'])
    .where('person_id', '=', personId)
    .executeTakeFirst();
}

/** Whether this step is later than every one before it; of several at once with the same step one is. */
export async function updateLastStep(db: Db, factorId: string, step: number): Promise<boolean> {
  const updated = await db
    .updateTable('second_factors')
    .set({ last_step: step })
    .where('id', '=', factorId)
    .where((eb) => eb.or([eb('last_step', 'is', null), eb('last_step', '<', step)]))
    .returning('id')
    .executeTakeFirst();
  return updated !== undefined;
}

export async function deleteSignIn(db: Db, token: string): Promise<void> {
  await db.deleteFrom('sign_ins').where('token', '=', token).execute();
}

/** Whoever signs in is known by their own name where they were invited. */
export async function forgetInvitedNames(db: Db, personId: string): Promise<void> {
  for (const table of ['tenant_members', 'organisation_members'] as const) {
    await db
      .updateTable(table)
      .set({ invited_name: null })
      .where('person_id', '=', personId)
      .where('invited_name', 'is not', null)
      .execute();
  }
}

export async function isDisabled(db: Db, personId: string): Promise<boolean> {
  const row = await db
    .selectFrom('people')
    .select('disabled_at')
    .where('id', '=', personId)
    .executeTakeFirst();
  return row !== undefined && row.disabled_at !== null;
}

/** Nothing else removes them. */
export async function deleteExpiredSignIns(db: Db, personId: string, now: Date): Promise<void> {
  await db.deleteFrom('sign_ins').where('person_id', '=', personId).where('expires_at', '<=', now).execute();
}

export interface MeRow {
  readonly hasSecondFactor: boolean;
  readonly tenants: readonly { readonly id: number; readonly name: string; readonly preview: boolean }[];
  readonly organisations: readonly {
    readonly id: string;
    readonly name: string;
    readonly tenantId: number | null;
  }[];
  readonly newestTerms: number | null;
}

export async function findMe(
  db: Db,
  personId: string,
  tenantIds: readonly number[],
  organisationIds: readonly string[],
  now: Date,
): Promise<MeRow> {
  const { rows } = await sql<MeRow>`
    select two_factor_enabled as "hasSecondFactor",
      (select coalesce(jsonb_agg(jsonb_build_object('id', id, 'name', name, 'preview', preview) order by name, id), '[]')
        from tenants where id = any(${tenantIds}::bigint[])) as tenants,
      (select coalesce(jsonb_agg(jsonb_build_object('id', id, 'name', name, 'tenantId', tenant_id) order by name, id), '[]')
        from developer_organisations where id = any(${organisationIds}::uuid[])) as organisations,
      (select max(version) from terms_versions where published_at <= ${now}) as "newestTerms"
    from people where id = ${personId}`.execute(db);
  const [row] = rows;
  if (row === undefined) throw new Error('the person is gone');
  return row;
}

import { randomUUID } from 'node:crypto';
import { type Insertable, type Selectable, sql } from 'kysely';
import type { Db } from '../lib/db.ts';
import type { Registrations } from '../lib/tables.ts';

export type RegistrationRow = Selectable<Registrations>;

export interface NewAccount {
  readonly email: string;
  readonly name: string;
  /** Hashed, as better-auth does. */
  readonly password: string;
  /** Whether the address was shown to be theirs. */
  readonly isVerified: boolean;
}

/** The new person's id; undefined when the address has an account, invited people's included. Any number may race. */
export async function insertAccount(
  trx: Db,
  { email, name, password, isVerified }: NewAccount,
  now: Date,
): Promise<string | undefined> {
  const id = randomUUID();
  const times = { created_at: now, updated_at: now };
  const made = await trx
    .insertInto('people')
    .values({ id, email, name, email_verified: isVerified, ...times })
    .onConflict((conflict) => conflict.column('email').doNothing())
    .returning('id')
    .executeTakeFirst();
  if (made === undefined) return undefined;
  await trx
    .insertInto('credentials')
    .values({
      id: randomUUID(),
      account_id: id,
      provider_id: 'credential',
      person_id: id,
      password,
      ...times,
    })
    .execute();
  return id;
}

/** Those that were never confirmed go with the next one. */
export async function insertRegistration(
  db: Db,
  registration: Insertable<Registrations>,
  now: Date,
): Promise<void> {
  await db.deleteFrom('registrations').where('expires_at', '<=', now).execute();
  await db.insertInto('registrations').values(registration).execute();
}

export function findRegistration(db: Db, tokenHash: Buffer, now: Date): Promise<RegistrationRow | undefined> {
  return db
    .selectFrom('registrations')
    .selectAll()
    .where('token_hash', '=', tokenHash)
    .where('expires_at', '>', now)
    .executeTakeFirst();
}

/** Whether it was still there: of two who confirm at once one is too late. */
export async function deleteRegistration(trx: Db, tokenHash: Buffer): Promise<boolean> {
  const { numDeletedRows } = await trx
    .deleteFrom('registrations')
    .where('token_hash', '=', tokenHash)
    .executeTakeFirstOrThrow();
  return numDeletedRows > 0n;
}

export async function hasAccount(db: Db, email: string): Promise<boolean> {
  const { rows } = await sql<{ found: boolean }>`
    select exists (select from people where email = ${email}) as found`.execute(db);
  return rows[0]?.found === true;
}

export async function insertOrganisationMember(
  trx: Db,
  organisationId: string,
  personId: string,
  now: Date,
): Promise<void> {
  await trx
    .insertInto('organisation_members')
    .values({ organisation_id: organisationId, person_id: personId, created_at: now })
    .execute();
}

export async function insertAdministrator(
  trx: Db,
  tenantId: number,
  personId: string,
  now: Date,
): Promise<void> {
  await trx
    .insertInto('tenant_members')
    .values({ tenant_id: tenantId, person_id: personId, role: 'administrator', created_at: now })
    .execute();
}

export async function insertDefaultScheduler(
  trx: Db,
  { tenantId, brandId, id }: { readonly tenantId: number; readonly brandId: string; readonly id: string },
  now: Date,
): Promise<void> {
  await trx
    .insertInto('schedulers')
    .values({
      tenant_id: tenantId,
      brand_id: brandId,
      id,
      name: 'Book a visit',
      is_default: true,
      creates: 'job',
      // So that whoever tries abandoning sees it while still looking.
      closed_after_seconds: 10,
      created_at: now,
      modified_at: now,
    })
    .execute();
}

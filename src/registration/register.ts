import { type PersonActor, recordAudit } from '../audit/record.ts';
import { addSeconds, type Clock } from '../lib/clock.ts';
import type { Db } from '../lib/db.ts';
import { ApiError } from '../lib/errors.ts';
import { hashSecret, newSecret } from '../lib/ids.ts';
import { mayMail } from '../people/guessing.ts';
import { alreadyRegisteredMail, registrationMail, type SendMail } from '../people/mail.ts';
import { createOrganisation } from '../people/organisations.ts';
import { normaliseEmail } from '../people/people.ts';
import type { Environment } from '../people/principal.ts';
import {
  deleteRegistration,
  findRegistration,
  hasAccount,
  insertAccount,
  insertOrganisationMember,
  insertRegistration,
} from './queries.ts';
import type { RegistrationBody } from './schema.ts';
import { createTestTenant } from './test-tenant.ts';

const CONFIRM_SECONDS = 24 * 60 * 60;

export interface RegistrationRules {
  readonly isOpen: boolean;
  /** Whether each new organisation gets a tenant of its own to try things with. */
  readonly makesTestTenant: boolean;
}

export interface RegistrationDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly rules: RegistrationRules;
}

interface Applicant {
  readonly email: string;
  readonly name: string;
  readonly organisationName: string;
  /** Hashed. */
  readonly password: string;
}

/** Makes the account at once: for a server that sends no mail. An address that has an account stays as it is, and nobody is told. */
export async function registerAtOnce(
  deps: RegistrationDeps,
  body: RegistrationBody,
  ipAddress: string,
): Promise<void> {
  // First, so that it takes as long for an address that has an account.
  const password = await hash(body.password);
  const applicant = { ...body, email: normaliseEmail(body.email), password };
  await deps.db
    .transaction()
    .execute((trx) => openAccount(trx, deps, applicant, { ipAddress, isVerified: false }));
}

/** Mails the one who has the address what to do: confirm it, or sign in if there is an account. */
export async function mailRegistration(
  { db, clock }: RegistrationDeps,
  { sendMail, baseUrl }: { readonly sendMail: SendMail; readonly baseUrl: () => string },
  body: RegistrationBody,
): Promise<void> {
  const now = clock();
  const email = normaliseEmail(body.email);
  if (!(await mayMail(db, email, now))) return;
  if (await hasAccount(db, email)) return sendMail(alreadyRegisteredMail(email, baseUrl()));
  const token = newSecret('');
  const { name, organisationName, environment } = body;
  await insertRegistration(
    db,
    {
      token_hash: hashSecret(token),
      email,
      name,
      organisation_name: organisationName,
      environment,
      password: await hash(body.password),
      created_at: now,
      expires_at: addSeconds(now, CONFIRM_SECONDS),
    },
    now,
  );
  const link = `${baseUrl()}/register/confirm#token=${token}&environment=${environment}`;
  await sendMail(registrationMail(email, link));
}

/**
 * Makes the account of a registration whose mail was read. The password is asked again: whoever gets the mail of a registration
 * that somebody else began must not open an account that the other knows the password of.
 * @throws ApiError `validation_failed` with the field
 */
export async function confirmRegistration(
  deps: RegistrationDeps,
  { token, password }: { readonly token: string; readonly password: string },
  ipAddress: string,
): Promise<{ email: string; environment: Environment }> {
  const tokenHash = hashSecret(token);
  const row = await findRegistration(deps.db, tokenHash, deps.clock());
  if (row === undefined) throw used();
  const { verifyPassword } = await import('better-auth/crypto');
  if (!(await verifyPassword({ hash: row.password, password })))
    throw new ApiError('validation_failed', { password: ['It is not the one that you registered with.'] });
  const applicant = { ...row, organisationName: row.organisation_name };
  await deps.db.transaction().execute(async (trx) => {
    const isMade =
      (await deleteRegistration(trx, tokenHash)) &&
      (await openAccount(trx, deps, applicant, { ipAddress, isVerified: true }));
    // Confirmed twice, or the address got an account in another way meanwhile.
    if (!isMade) throw used();
  });
  return { email: row.email, environment: row.environment as Environment };
}

const used = (): ApiError =>
  new ApiError('validation_failed', { token: ['It is not right, was used, or is too old; register again.'] });

/** Account, organisation and first member in one; false when the address has an account. */
async function openAccount(
  trx: Db,
  { clock, rules }: RegistrationDeps,
  { organisationName, ...applicant }: Applicant,
  { ipAddress, isVerified }: { readonly ipAddress: string; readonly isVerified: boolean },
): Promise<boolean> {
  const now = clock();
  const { email } = applicant;
  const personId = await insertAccount(trx, { ...applicant, isVerified }, now);
  if (personId === undefined) return false;
  const developer: PersonActor = { kind: 'person', personId, email, ipAddress };
  await recordAudit(trx, developer, now, { action: 'person.registered', detail: { email } });
  const organisationId = rules.makesTestTenant
    ? (await createTestTenant(trx, developer, organisationName, now)).organisationId
    : (await createOrganisation(trx, developer, organisationName, now)).id;
  // Also of a tenant's own: signed in to the other environment, the developer is no administrator.
  await insertOrganisationMember(trx, organisationId, personId, now);
  return true;
}

/** Loaded late, as by everything that signs in. */
async function hash(password: string): Promise<string> {
  const { hashPassword } = await import('better-auth/crypto');
  return hashPassword(password);
}

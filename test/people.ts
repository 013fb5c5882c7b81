import { randomUUID } from 'node:crypto';
import type { Db } from '../src/lib/db.ts';
import { hashSecret, newSecret } from '../src/lib/ids.ts';
import { type TokenScope, tokenScopes } from '../src/people/judge-access.ts';
import type { Environment } from '../src/people/principal.ts';
import { peopleSecrets, signInCookieName, toCookieValue } from '../src/people/sign-in-cookie.ts';
import { testSealer } from './factories.ts';

const baseUrl = 'https://fieldhook.test';
const farAway = new Date('2100-01-01T00:00:00Z');

export interface TestMembership {
  readonly tenantId: number;
  readonly role: 'administrator' | 'office_employee';
  readonly mayManageApiAccess?: boolean;
  readonly mayGenerateAppKey?: boolean;
}

/** What `app.inject` needs to be this person. */
export type PersonHeaders = Record<'cookie' | 'origin', string>;

export interface TestPerson {
  readonly personId: string;
  readonly email: string;
  readonly headers: PersonHeaders;
}

/** Creates a person with these roles and signs them in, in the production environment unless said otherwise. */
export async function signIn(
  db: Db,
  given: {
    email?: string;
    environment?: Environment;
    operator?: boolean;
    memberships?: readonly TestMembership[];
    organisationIds?: readonly string[];
    /** True unless said otherwise. */
    acceptsTerms?: boolean;
  } = {},
): Promise<TestPerson> {
  const personId = randomUUID();
  const email = given.email ?? `${personId}@people.test`;
  await db.insertInto('people').values({ id: personId, name: 'Robin Reed', email }).execute();
  if (given.operator) await db.insertInto('operators').values({ person_id: personId }).execute();
  for (const member of given.memberships ?? []) {
    await db
      .insertInto('tenant_members')
      .values({
        tenant_id: member.tenantId,
        person_id: personId,
        role: member.role,
        may_manage_api_access: member.mayManageApiAccess ?? false,
        may_generate_app_key: member.mayGenerateAppKey ?? false,
      })
      .execute();
  }
  for (const organisationId of given.organisationIds ?? []) {
    await db
      .insertInto('organisation_members')
      .values({ organisation_id: organisationId, person_id: personId })
      .execute();
  }
  if (given.acceptsTerms ?? true) await acceptTerms(db, personId);
  return { personId, email, headers: await signInAgain(db, personId, given.environment) };
}

/** Another sign-in of the same person, for instance in the other environment. */
export async function signInAgain(
  db: Db,
  personId: string,
  environment: Environment = 'production',
): Promise<PersonHeaders> {
  const [newest] = peopleSecrets(testSealer);
  if (newest === undefined) throw new Error('the test sealer has no key');
  const token = newSecret('');
  await db
    .insertInto('sign_ins')
    .values({ id: randomUUID(), token, person_id: personId, environment, expires_at: farAway })
    .execute();
  return { cookie: `${signInCookieName(baseUrl)}=${toCookieValue(token, newest)}`, origin: baseUrl };
}

/** A personal access token of the person, with every scope unless said otherwise. */
export async function tokenFor(
  db: Db,
  personId: string,
  given: {
    scopes?: readonly TokenScope[];
    environment?: Environment;
    expiresAt?: Date;
    revokedAt?: Date;
  } = {},
): Promise<{ tokenId: string; token: string; headers: { authorization: string } }> {
  const [tokenId, token] = [randomUUID(), newSecret('fht_')];
  await db
    .insertInto('personal_access_tokens')
    .values({
      id: tokenId,
      person_id: personId,
      name: 'A token of a test',
      environment: given.environment ?? 'production',
      hash: hashSecret(token),
      scopes: [...(given.scopes ?? tokenScopes)],
      created_at: new Date(),
      expires_at: given.expiresAt ?? farAway,
      revoked_at: given.revokedAt ?? null,
    })
    .execute();
  return { tokenId, token, headers: { authorization: `Bearer ${token}` } };
}

async function acceptTerms(db: Db, personId: string): Promise<void> {
  const versions = await db.selectFrom('terms_versions').select('version').execute();
  await db
    .insertInto('terms_acceptances')
    .values(
      versions.map(({ version }) => ({
        person_id: personId,
        version,
        accepted_at: new Date(),
        ip_address: '192.0.2.1',
      })),
    )
    .execute();
}

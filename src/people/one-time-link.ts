import { addSeconds } from '../lib/clock.ts';
import type { Db } from '../lib/db.ts';
import { newSecret } from '../lib/ids.ts';
import type { Auth } from './auth.ts';

const RESET_SECONDS = 60 * 60;
const INVITATION_SECONDS = 7 * 24 * 60 * 60;

/**
 * A link by which a person sets their password, once. It stands in the part of the address that browsers send to no server,
 * so that no log can hold it; the database has only its hash.
 */
export async function createOneTimeLink(
  auth: Auth,
  baseUrl: string,
  personId: string,
  kind: 'reset' | 'invitation',
  now: Date,
): Promise<{ link: string; expiresAt: Date }> {
  const token = newSecret('');
  const expiresAt = addSeconds(now, kind === 'reset' ? RESET_SECONDS : INVITATION_SECONDS);
  const { internalAdapter } = await auth.$context;
  await internalAdapter.createVerificationValue({
    identifier: identifierOf(token),
    value: personId,
    expiresAt,
  });
  return { link: `${baseUrl}/password#token=${token}`, expiresAt };
}

/** Whose link it is, if there is such a one; whether it still works is for better-auth to say. */
export async function findPersonOfLink(auth: Auth, token: string): Promise<string | undefined> {
  const { internalAdapter } = await auth.$context;
  return (await internalAdapter.findVerificationValue(identifierOf(token)))?.value;
}

/** What somebody was mailed and has not used, by id: of a person without a password there is nothing else in that table. */
export async function listLinks(db: Db, personId: string): Promise<string[]> {
  const rows = await db.selectFrom('verifications').select('id').where('value', '=', personId).execute();
  return rows.map(({ id }) => id);
}

export async function deleteLinks(db: Db, ids: readonly string[]): Promise<void> {
  if (ids.length > 0) await db.deleteFrom('verifications').where('id', 'in', ids).execute();
}

/** As better-auth names it. */
const identifierOf = (token: string): string => `reset-password:${token}`;

import { randomUUID } from 'node:crypto';
import type { Db } from '../lib/db.ts';

export interface NewPerson {
  readonly email: string;
  /** Left out: what stands before the @. */
  readonly name?: string | undefined;
}

/** E-mail addresses are kept and compared in lower case. */
export const normaliseEmail = (email: string): string => email.trim().toLowerCase();

/** What an invitation calls somebody. */
export const nameOfInvited = ({ email, name }: NewPerson): string => name ?? (email.split('@')[0] || email);

/** The person with this address, made if there is none; whoever exists keeps their name. Any number may race. */
export async function ensurePerson(
  db: Db,
  { email, name }: NewPerson,
  now: Date,
): Promise<{ personId: string; hasPassword: boolean }> {
  const address = normaliseEmail(email);
  await db
    .insertInto('people')
    .values({
      id: randomUUID(),
      email: address,
      name: nameOfInvited({ email: address, name }),
      created_at: now,
      updated_at: now,
    })
    .onConflict((conflict) => conflict.column('email').doNothing())
    .execute();
  const { id: personId } = await db
    .selectFrom('people')
    .select('id')
    .where('email', '=', address)
    .executeTakeFirstOrThrow();
  return { personId, hasPassword: await hasPassword(db, personId) };
}

/** Whether they have chosen one: else they need a link to come in. */
export async function hasPassword(db: Db, personId: string): Promise<boolean> {
  const found = await db
    .selectFrom('credentials')
    .select('id')
    .where('person_id', '=', personId)
    .where('password', 'is not', null)
    .limit(1)
    .executeTakeFirst();
  return found !== undefined;
}

/** A person who can sign in at once, for the demo; everybody else sets their own password by a one-time link. */
export async function createPersonWithPassword(
  db: Db,
  { email, name, password }: Required<NewPerson> & { password: string },
  now: Date,
): Promise<string> {
  const { hashPassword } = await import('better-auth/crypto');
  const hash = await hashPassword(password);
  const { personId } = await ensurePerson(db, { email, name }, now);
  await db
    .insertInto('credentials')
    .values({
      id: randomUUID(),
      account_id: personId,
      provider_id: 'credential',
      person_id: personId,
      password: hash,
      created_at: now,
      updated_at: now,
    })
    .execute();
  return personId;
}

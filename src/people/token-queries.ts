import { sql } from 'kysely';
import type { Db } from '../lib/db.ts';
import type { Token } from './schema.ts';

/** Those that still work, the newest first. */
export async function listTokens(db: Db, personId: string, now: Date): Promise<Token[]> {
  const rows = await db
    .selectFrom('personal_access_tokens')
    .select(['id', 'name', 'environment', 'scopes', 'created_at', 'expires_at', 'last_used_at'])
    .where('person_id', '=', personId)
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', now)
    .orderBy('created_at', 'desc')
    .orderBy('id')
    .execute();
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    environment: row.environment as Token['environment'],
    scopes: row.scopes as Token['scopes'],
    createdAt: row.created_at.toISOString(),
    expiresAt: row.expires_at.toISOString(),
    lastUsedAt: row.last_used_at?.toISOString() ?? null,
  }));
}

/** Whether there was room for it among the person's `limit`; those that expired make room. Call it in a transaction. */
export async function insertToken(
  trx: Db,
  token: {
    readonly id: string;
    readonly personId: string;
    readonly name: string;
    readonly environment: string;
    readonly scopes: readonly string[];
    readonly hash: Buffer;
    readonly expiresAt: Date;
  },
  limit: number,
  now: Date,
): Promise<boolean> {
  // One at a time for each person, so that the count stays right.
  await trx.selectFrom('people').select('id').where('id', '=', token.personId).forUpdate().execute();
  await trx
    .deleteFrom('personal_access_tokens')
    .where('person_id', '=', token.personId)
    .where('expires_at', '<=', now)
    .execute();
  const { count } = await trx
    .selectFrom('personal_access_tokens')
    .select(sql<number>`count(*)`.as('count'))
    .where('person_id', '=', token.personId)
    .where('revoked_at', 'is', null)
    .executeTakeFirstOrThrow();
  if (count >= limit) return false;
  await trx
    .insertInto('personal_access_tokens')
    .values({
      id: token.id,
      person_id: token.personId,
      name: token.name,
      environment: token.environment,
      hash: token.hash,
      scopes: [...token.scopes],
      created_at: now,
      expires_at: token.expiresAt,
    })
    .execute();
  return true;
}

/** The token of this person, if there was one that was not revoked yet. */
export function updateTokenAsRevoked(
  db: Db,
  personId: string,
  tokenId: string,
  now: Date,
): Promise<{ id: string; name: string } | undefined> {
  return (
    db
      .updateTable('personal_access_tokens')
      .set({ revoked_at: now })
      // As text: what is no UUID is simply not there.
      .where(sql`id::text`, '=', tokenId)
      .where('person_id', '=', personId)
      .where('revoked_at', 'is', null)
      .returning(['id', 'name'])
      .executeTakeFirst()
  );
}

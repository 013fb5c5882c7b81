import { randomUUID } from 'node:crypto';
import { type PersonActor, recordAudit } from '../audit/record.ts';
import { addSeconds } from '../lib/clock.ts';
import type { Db } from '../lib/db.ts';
import { ApiError } from '../lib/errors.ts';
import { hashSecret, newSecret } from '../lib/ids.ts';
import type { Environment } from './principal.ts';
import { insertToken, updateTokenAsRevoked } from './token-queries.ts';
import type { NewTokenBody, Token } from './schema.ts';

const MAX_TOKENS = 50;
const LONGEST_LIFE_SECONDS = 366 * 24 * 60 * 60;

/** Makes a token and returns it with its secret, which is not kept. */
export async function createToken(
  db: Db,
  actor: PersonActor,
  given: NewTokenBody & { environment: Environment },
  now: Date,
): Promise<Token & { token: string }> {
  const expiresAt = new Date(given.expiresAt);
  if (!(expiresAt > now && expiresAt <= addSeconds(now, LONGEST_LIFE_SECONDS))) {
    throw new ApiError('validation_failed', { expiresAt: ['It must lie within the next year.'] });
  }
  const [id, token] = [randomUUID(), newSecret('fht_')];
  const { name, environment, scopes } = given;
  const { personId } = actor;
  const row = { id, personId, name, environment, scopes, hash: hashSecret(token), expiresAt };
  await db.transaction().execute(async (trx) => {
    if (!(await insertToken(trx, row, MAX_TOKENS, now))) {
      throw new ApiError('validation_failed', {
        token: [`There are ${MAX_TOKENS} already; revoke one first.`],
      });
    }
    const detail = { tokenId: id, name, environment, scopes, expiresAt: expiresAt.toISOString() };
    await recordAudit(trx, actor, now, { action: 'token.created', detail });
  });
  return {
    id,
    name,
    environment,
    scopes,
    createdAt: now.toISOString(),
    expiresAt: expiresAt.toISOString(),
    lastUsedAt: null,
    token,
  };
}

/** @throws ApiError not_found when there is no such token of this person that is not revoked yet */
export async function revokeToken(db: Db, actor: PersonActor, tokenId: string, now: Date): Promise<void> {
  await db.transaction().execute(async (trx) => {
    const revoked = await updateTokenAsRevoked(trx, actor.personId, tokenId, now);
    if (revoked === undefined) throw new ApiError('not_found');
    const detail = { tokenId: revoked.id, name: revoked.name };
    await recordAudit(trx, actor, now, { action: 'token.revoked', detail });
  });
}

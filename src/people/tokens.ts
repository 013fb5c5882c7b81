import { randomUUID } from 'node:crypto';
import { addSeconds } from '../lib/clock.ts';
import type { Db } from '../lib/db.ts';
import { ApiError } from '../lib/errors.ts';
import { hashSecret, newSecret } from '../lib/ids.ts';
import type { Environment } from './principal.ts';
import { insertToken } from './token-queries.ts';
import type { NewTokenBody, Token } from './schema.ts';

const MAX_TOKENS = 50;
const LONGEST_LIFE_SECONDS = 366 * 24 * 60 * 60;

/** Makes a token and returns it with its secret, which is not kept. */
export async function createToken(
  db: Db,
  personId: string,
  given: NewTokenBody & { environment: Environment },
  now: Date,
): Promise<Token & { token: string }> {
  const expiresAt = new Date(given.expiresAt);
  if (!(expiresAt > now && expiresAt <= addSeconds(now, LONGEST_LIFE_SECONDS))) {
    throw new ApiError('validation_failed', { expiresAt: ['It must lie within the next year.'] });
  }
  const [id, token] = [randomUUID(), newSecret('fht_')];
  const { name, environment, scopes } = given;
  const row = { id, personId, name, environment, scopes, hash: hashSecret(token), expiresAt };
  if (!(await insertToken(db, row, MAX_TOKENS, now))) {
    throw new ApiError('validation_failed', {
      token: [`There are ${MAX_TOKENS} already; revoke one first.`],
    });
  }
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

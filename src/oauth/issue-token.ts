import { timingSafeEqual } from 'node:crypto';
import type { Clock } from '../lib/clock.ts';
import type { Db } from '../lib/db.ts';
import { hashSecret } from '../lib/ids.ts';
import { findWait, rateLimited, takeToken } from '../lib/rate-limit.ts';
import { signAccessToken, TOKEN_SECONDS } from './access-token.ts';
import { type ClientRow, findClient, updateSecretUse } from './queries.ts';
import type { SigningKeys } from './signing-keys.ts';
import { TokenError, type TokenRequest } from './token-request.ts';

export interface IssueDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly baseUrl: () => string;
  readonly signingKeys: SigningKeys;
}

export interface IssuedToken {
  readonly access_token: string;
  readonly expires_in: number;
  readonly token_type: 'Bearer';
  readonly scope: string;
}

const PER_CLIENT = { perSecond: 10, burst: 10 };
const FAILURES_PER_ADDRESS = { perSecond: 10, burst: 10 };

/**
 * Issues a token to a client that knows one of its secrets and that a tenant is connected through. Unknown client, wrong secret,
 * disabled connection and deleted app are one answer and the same work.
 *
 * Failures are counted by address, and an address that has had its fill is refused before its secret is looked at: else the right
 * one would still pass. Not by client, or whoever knows a client's id could keep its owner out.
 * @throws TokenError, or ApiError `rate_limited`
 */
export async function issueToken(
  { db, clock, baseUrl, signingKeys }: IssueDeps,
  request: TokenRequest,
  address: string,
): Promise<IssuedToken> {
  const now = clock();
  const failures = `token failures ${address}`;
  const waitForAddress = await findWait(db, failures, now);
  if (waitForAddress !== null) throw rateLimited(waitForAddress);

  const client = await findClient(db, isClientId(request.clientId) ? request.clientId : '');
  const secret = findMatching(client, request.clientSecret);
  if (client === undefined || secret === undefined || client.consents.length === 0) {
    const wait = await takeToken(db, failures, FAILURES_PER_ADDRESS, now);
    throw wait === null ? new TokenError('invalid_client') : rateLimited(wait);
  }
  const wait = await takeToken(db, `tokens ${client.id}`, PER_CLIENT, now);
  if (wait !== null) throw rateLimited(wait);
  if (isUseWorthNoting(secret.usedAt, now)) await updateSecretUse(db, secret.id, now);

  const scopes = [...new Set(client.consents.flat())].toSorted();
  const claims = {
    clientId: client.id,
    tenant: client.tenantId === null ? undefined : String(client.tenantId),
    network: client.networkId === null ? undefined : String(client.networkId),
    scopes,
  };
  return {
    access_token: await signAccessToken(signingKeys, claims, baseUrl(), now),
    expires_in: TOKEN_SECONDS,
    token_type: 'Bearer',
    scope: scopes.join(' '),
  };
}

/** What no client can be called is not asked of the database, which would choke on some of it. */
const isClientId = (text: string): boolean => /^[\x21-\x7e]{1,200}$/.test(text);

/** Two comparisons whatever there is, so that the time says nothing about the client. */
function findMatching(
  client: ClientRow | undefined,
  clientSecret: string,
): ClientRow['secrets'][number] | undefined {
  const hash = hashSecret(clientSecret);
  const nothing = Buffer.alloc(hash.length);
  const matches = [0, 1].map((index) => {
    const secret = client?.secrets[index];
    return timingSafeEqual(hash, secret === undefined ? nothing : Buffer.from(secret.hash, 'hex'));
  });
  const found = matches.indexOf(true);
  return found === -1 ? undefined : client?.secrets[found];
}

/** Saves the statement that would find nothing to do; the statement itself decides. */
function isUseWorthNoting(usedAt: string | null, now: Date): boolean {
  return usedAt === null || now.getTime() - new Date(usedAt).getTime() >= 60_000;
}

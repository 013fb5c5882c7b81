import { errors, jwtVerify, SignJWT } from 'jose';
import { randomUUID } from 'node:crypto';
import { SIGNING_ALGORITHM, type SigningKeys } from './signing-keys.ts';

export const TOKEN_SECONDS = 900;

const TYPE = 'at+jwt';

/** Clocks of two processes differ a little; a token made a moment ago is valid everywhere. */
const SKEW_SECONDS = 5;

/** Whom an access token speaks for: an app at one tenant, or at the tenants of one network. */
export interface TokenClaims {
  readonly clientId: string;
  readonly tenant: string | undefined;
  readonly network: string | undefined;
  readonly scopes: readonly string[];
}

export async function signAccessToken(
  keys: SigningKeys,
  { clientId, tenant, network, scopes }: TokenClaims,
  issuer: string,
  now: Date,
): Promise<string> {
  const { kid, key } = await keys.findSigning();
  const issuedAt = Math.floor(now.getTime() / 1000);
  const covers = tenant === undefined ? { network } : { tenant };
  return new SignJWT({ client_id: clientId, ...covers, scope: [...scopes] })
    .setProtectedHeader({ alg: SIGNING_ALGORITHM, typ: TYPE, kid })
    .setIssuer(issuer)
    .setIssuedAt(issuedAt)
    .setNotBefore(issuedAt)
    .setExpirationTime(issuedAt + TOKEN_SECONDS)
    .setJti(randomUUID())
    .sign(key);
}

/** What the token says, or undefined when it is not one of ours or not valid at this moment. */
export async function readAccessToken(
  keys: SigningKeys,
  token: string,
  issuer: string,
  now: Date,
): Promise<TokenClaims | undefined> {
  try {
    const { payload } = await jwtVerify(
      token,
      async ({ kid }) => {
        const key = kid === undefined ? undefined : await keys.findVerifying(kid);
        if (key === undefined) throw new errors.JWKSNoMatchingKey();
        return key;
      },
      {
        issuer,
        typ: TYPE,
        // Pinned: the token itself must not choose, or a public key would do as the secret of an HMAC.
        algorithms: [SIGNING_ALGORITHM],
        requiredClaims: ['iat', 'nbf', 'exp', 'jti', 'client_id', 'scope'],
        currentDate: now,
        clockTolerance: SKEW_SECONDS,
      },
    );
    // The tolerance is for the beginning only.
    if (payload.exp === undefined || payload.exp * 1000 <= now.getTime()) return undefined;
    return toClaims(payload);
  } catch (err) {
    if (err instanceof errors.JOSEError) return undefined;
    throw err;
  }
}

function toClaims({ client_id, tenant, network, scope }: Record<string, unknown>): TokenClaims | undefined {
  if (typeof client_id !== 'string' || !Array.isArray(scope)) return undefined;
  const covers = [tenant, network].filter((one) => typeof one === 'string');
  if (covers.length !== 1) return undefined;
  return {
    clientId: client_id,
    tenant: typeof tenant === 'string' ? tenant : undefined,
    network: typeof network === 'string' ? network : undefined,
    scopes: scope.filter((one) => typeof one === 'string'),
  };
}

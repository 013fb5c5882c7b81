import { createHmac, timingSafeEqual } from 'node:crypto';
import type { DerivedSecret, Sealer } from '../lib/seal.ts';

/** better-auth signs its cookies, and seals second factors, with these; the newest first. */
export function peopleSecrets(sealer: Sealer): readonly DerivedSecret[] {
  return sealer.derive('people');
}

export const COOKIE_PREFIX = 'fieldhook';

/** With https a browser takes the cookie from nobody but us: the name's prefix makes it demand `Secure`. */
export function signInCookieName(baseUrl: string): string {
  return `${baseUrl.startsWith('https:') ? '__Secure-' : ''}${COOKIE_PREFIX}.session_token`;
}

function sign(token: string, { secret }: DerivedSecret): string {
  return createHmac('sha256', secret).update(token).digest('base64');
}

/** The cookie's value as better-auth makes it: `token.signature`, percent-encoded. */
export function toCookieValue(token: string, secret: DerivedSecret): string {
  return encodeURIComponent(`${token}.${sign(token, secret)}`);
}

/**
 * The token of the sign-in that a Cookie header carries. Its signature counts: whoever reads the database, where the tokens
 * stand as they are, cannot sign in with one.
 */
export function readSignInCookie(
  header: string | undefined,
  name: string,
  secrets: readonly DerivedSecret[],
): string | undefined {
  const pair = header?.split(/; */).find((part) => part.startsWith(`${name}=`));
  if (pair === undefined) return undefined;
  let value: string;
  try {
    value = decodeURIComponent(pair.slice(name.length + 1));
  } catch {
    return undefined;
  }
  const dot = value.lastIndexOf('.');
  if (dot < 1) return undefined;
  const [token, signature] = [value.slice(0, dot), Buffer.from(value.slice(dot + 1))];
  const isSigned = secrets.some((secret) => {
    const expected = Buffer.from(sign(token, secret));
    return expected.length === signature.length && timingSafeEqual(expected, signature);
  });
  return isSigned && isToken(token) ? token : undefined;
}

const isToken = (text: string): boolean => /^[\x21-\x7e]{1,200}$/.test(text);

import { createHmac } from 'node:crypto';
import { ApiError } from '../lib/errors.ts';
import { secretMatches } from '../lib/ids.ts';

export const SECRET_PREFIX = 'ss1.';

/**
 * The session, if the secret is its own and it was not erased. An unknown session and a wrong secret are answered alike.
 */
export function requireSecret<Found extends { readonly secretHash: Buffer; readonly isErased: boolean }>(
  found: Found | undefined,
  secret: string | undefined,
): Found {
  if (found === undefined || secret === undefined || !secretMatches(secret, found.secretHash)) {
    throw new ApiError('invalid_session_secret', {
      secret: [
        'Send the secret that opening the session answered, as a Bearer token or as `secret` in the body.',
      ],
    });
  }
  if (found.isErased) throw new ApiError('session_erased');
  return found;
}

/**
 * The secret of the scheduler session that a router session was sent on to. It follows from the router session's own secret, of
 * which we store only a hash: so the visitor who lost the answer can be given it again, and nobody else.
 */
export function deriveSecret(routerSecret: string, sessionId: string): string {
  return (
    SECRET_PREFIX + createHmac('sha256', routerSecret).update(`sent on to ${sessionId}`).digest('base64url')
  );
}

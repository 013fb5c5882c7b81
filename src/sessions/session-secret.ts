import { ApiError } from '../lib/errors.ts';
import { secretMatches } from '../lib/ids.ts';

/** The session, if the secret is its own. An unknown session and a wrong secret are answered alike. */
export function requireSecret<Found extends { readonly secretHash: Buffer }>(
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
  return found;
}

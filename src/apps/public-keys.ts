import { validate as isUuid } from 'uuid';
import type { Db } from '../lib/db.ts';
import { ApiError } from '../lib/errors.ts';
import { overlapEnd } from './overlap.ts';
import { findPublicKeys } from './key-queries.ts';
import type { PublicKey } from './signing-schema.ts';

/** Where anybody may read them. */
export const publicKeysPath = (webhookId: string): string => `/api/webhooks/${webhookId}/public-keys`;

/**
 * The public keys with which a webhook's POSTs can be verified, the newest first.
 * @throws ApiError not_found also for a webhook that does not sign asymmetrically: nothing is told of it
 */
export async function listPublicKeys(db: Db, webhookId: string, now: Date): Promise<PublicKey[]> {
  const keys = isUuid(webhookId) ? await findPublicKeys(db, webhookId) : undefined;
  if (keys === undefined || keys.public_key === null) throw new ApiError('not_found');
  const until = overlapEnd(keys.previous_key_pair_until, now);
  const show = (publicKey: string, end: Date | null): PublicKey => ({
    publicKey,
    algorithm: 'ed25519',
    until: end?.toISOString() ?? null,
  });
  return [
    show(keys.public_key, null),
    ...(until === null || keys.previous_public_key === null ? [] : [show(keys.previous_public_key, until)]),
  ];
}

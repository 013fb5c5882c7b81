import { randomBytes } from 'node:crypto';
import { openWebhookSecret } from '../deliveries/signing/webhook-secret.ts';
import type { Sealer } from '../lib/seal.ts';

/** In the form of Standard Webhooks: `whsec_` and base64 of 32 random bytes, 50 characters. */
export const newHmacKey = (): string => `whsec_${randomBytes(32).toString('base64')}`;

/** Says what is wrong with a typed key: 32 to 64 printable ASCII characters, none of the ends a space. */
export function findKeyProblem(key: string): string | undefined {
  if (!/^[\x20-\x7e]*$/.test(key)) return 'must consist of printable ASCII characters.';
  if (key.length < 32 || key.length > 64) return `must have 32 to 64 characters, not ${key.length}.`;
  if (key !== key.trim()) return 'must not begin or end with a space.';
  return undefined;
}

/** The key of a webhook; undefined when what sealed it is no longer in SECRET_KEYS, so that the app can still be read and the key rotated. */
export function openKey(sealer: Sealer, webhookId: string, sealed: string): string | undefined {
  try {
    return openWebhookSecret(sealer, 'hmac_key', webhookId, sealed);
  } catch {
    return undefined;
  }
}

/** Enough to tell two keys apart, too little to sign with. */
export function maskKey(key: string | undefined): string {
  if (key === undefined) return '••••';
  return `${key.startsWith('whsec_') ? 'whsec_' : ''}••••${key.slice(-4)}`;
}

import type { Sealer } from '../../lib/seal.ts';

/** What of a webhook is sealed, by what it is for. */
const purposes = {
  hmac_key: 'webhook signing key',
  key_pair: 'webhook key pair',
  custom_headers: 'webhook custom headers',
} as const;

export type WebhookSecret = keyof typeof purposes;

/** The first keys were sealed for any row. They still open, until `fieldhook keys reseal` has bound them to theirs. */
export const UNBOUND_KEY_PURPOSE = purposes.hmac_key;

/** Which webhook it belongs to is part of it: it does not open in the row of another one. */
export function sealWebhookSecret(
  sealer: Sealer,
  secret: WebhookSecret,
  webhookId: string,
  plain: string,
): string {
  return sealer.seal(plain, purposeOf(secret, webhookId));
}

/** @throws when its sealing key is unknown, or it is not of this webhook */
export function openWebhookSecret(
  sealer: Sealer,
  secret: WebhookSecret,
  webhookId: string,
  sealed: string,
): string {
  const former = secret === 'hmac_key' ? UNBOUND_KEY_PURPOSE : undefined;
  return sealer.unseal(sealed, purposeOf(secret, webhookId), former);
}

export const purposeOf = (secret: WebhookSecret, webhookId: string): string =>
  `${purposes[secret]} of ${webhookId}`;

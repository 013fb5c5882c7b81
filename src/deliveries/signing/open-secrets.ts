import type { KeyObject } from 'node:crypto';
import { type Sealer, UnknownSealingKeyError } from '../../lib/seal.ts';
import { type CustomHeader, readCustomHeaders } from './custom-headers.ts';
import { readSecretKey } from './key-pair.ts';
import { readSigningKey, type SigningKey } from './signature.ts';
import { openWebhookSecret } from './webhook-secret.ts';

/** What of a webhook is sealed, as it was claimed; each list has the newest first. */
export interface SealedSecrets {
  readonly webhookId: string;
  readonly signingKeys: readonly string[];
  /** None unless the webhook signs asymmetrically, too. */
  readonly keyPairs: readonly string[];
  readonly customHeaders: string | null;
}

export interface OpenedSecrets {
  readonly keys: readonly SigningKey[];
  readonly secretKeys: readonly KeyObject[];
  /** Undefined when they are not what was sealed for this webhook. */
  readonly customHeaders: readonly CustomHeader[] | undefined;
}

const REMEMBERED_WEBHOOKS = 10_000;

/**
 * Opening a sealed key costs as much as the two signatures; a process sends to the same few webhooks over and over. Remembered
 * by webhook and not by what is sealed alone: that must not open in another row.
 */
export function rememberSecrets(sealer: Sealer): (sealed: SealedSecrets) => OpenedSecrets {
  const known = new Map<string, { readonly sealed: SealedSecrets; readonly opened: OpenedSecrets }>();
  return (sealed) => {
    const found = known.get(sealed.webhookId);
    if (found !== undefined && isSame(found.sealed, sealed)) return found.opened;
    const opened = openSecrets(sealer, sealed);
    if (known.size >= REMEMBERED_WEBHOOKS) known.clear();
    const { webhookId, signingKeys, keyPairs, customHeaders } = sealed;
    known.set(webhookId, { sealed: { webhookId, signingKeys, keyPairs, customHeaders }, opened });
    return opened;
  };
}

function isSame(one: SealedSecrets, other: SealedSecrets): boolean {
  return (
    one.customHeaders === other.customHeaders &&
    isSameList(one.signingKeys, other.signingKeys) &&
    isSameList(one.keyPairs, other.keyPairs)
  );
}

const isSameList = (one: readonly string[], other: readonly string[]): boolean =>
  one.length === other.length && one.every((text, index) => text === other[index]);

/** @throws when a key cannot be opened, or the sealing key of the headers is unknown: nothing that the developer could mend */
export function openSecrets(sealer: Sealer, sealed: SealedSecrets): OpenedSecrets {
  const { webhookId, signingKeys, keyPairs, customHeaders } = sealed;
  return {
    keys: signingKeys.map((key) => readSigningKey(openWebhookSecret(sealer, 'hmac_key', webhookId, key))),
    secretKeys: keyPairs.map((pair) => readSecretKey(openWebhookSecret(sealer, 'key_pair', webhookId, pair))),
    customHeaders: customHeaders === null ? [] : openCustomHeaders(sealer, webhookId, customHeaders),
  };
}

function openCustomHeaders(sealer: Sealer, webhookId: string, sealed: string): CustomHeader[] | undefined {
  try {
    return readCustomHeaders(openWebhookSecret(sealer, 'custom_headers', webhookId, sealed));
  } catch (err) {
    if (err instanceof UnknownSealingKeyError) throw err;
    return undefined;
  }
}

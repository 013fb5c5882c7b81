import type { Selectable } from 'kysely';
import type { Webhooks } from '../../lib/tables.ts';
import { type CompletedHeaders, completeHeaders } from './custom-headers.ts';
import type { OpenedSecrets, SealedSecrets } from './open-secrets.ts';
import { sign, type Signed } from './signature.ts';

export interface Envelope extends Signed {
  readonly contentType: string;
  readonly userAgent: string;
  /** Headers of ours beside those of every delivery. */
  readonly more?: Readonly<Record<string, string>>;
}

/** All headers of one POST. Undefined when a custom header of the webhook must not be sent. */
export function composeHeaders(
  { contentType, userAgent, more, ...signed }: Envelope,
  { keys, secretKeys, customHeaders }: OpenedSecrets,
): CompletedHeaders | undefined {
  if (customHeaders === undefined) return undefined;
  const ours = {
    'content-type': contentType,
    'user-agent': userAgent,
    ...sign(signed, keys, secretKeys),
    ...more,
  };
  return completeHeaders(ours, customHeaders);
}

/** What signs a webhook at this moment, of a row that was read otherwise than by claiming. */
export function secretsOf(webhook: Selectable<Webhooks>, now: Date): SealedSecrets {
  const { previous_signing_key: oldKey, previous_signing_key_until: keyUntil } = webhook;
  const { key_pair: pair, previous_key_pair: oldPair, previous_key_pair_until: pairUntil } = webhook;
  const pairs = [pair, pairUntil !== null && pairUntil > now ? oldPair : null];
  return {
    webhookId: webhook.id,
    signingKeys:
      oldKey !== null && keyUntil !== null && keyUntil > now
        ? [webhook.signing_key, oldKey]
        : [webhook.signing_key],
    keyPairs: webhook.asymmetric_signing ? pairs.filter((one) => one !== null) : [],
    customHeaders: webhook.custom_headers,
  };
}

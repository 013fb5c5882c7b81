import { createHmac, createSecretKey, type KeyObject, sign as signBytes } from 'node:crypto';

/** A webhook's HMAC key in the two readings that the two signatures need. */
export interface SigningKey {
  /** Standard Webhooks: the decoded bytes of a `whsec_` key, else the bytes of the text. */
  readonly standard: KeyObject;
  /** The hex header: always the bytes of the text. */
  readonly text: KeyObject;
}

const WHSEC = /^whsec_((?:[A-Za-z0-9+/]{4})+|(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=))$/;

/** The form of the key decides how it is read, not where it came from. */
export function readSigningKey(key: string): SigningKey {
  const text = createSecretKey(key, 'utf8');
  const encoded = WHSEC.exec(key)?.[1];
  const standard = encoded === undefined ? text : createSecretKey(encoded, 'base64');
  return { standard, text };
}

export interface Signed {
  readonly deliveryId: string;
  /** Of this attempt. */
  readonly at: Date;
  readonly body: Buffer;
}

/**
 * The signature headers of one attempt: Standard Webhooks 1.0 with every key, `v1` by HMAC and then `v1a` by the ed25519
 * `secretKeys`, of each the newest first; and the hex header with the oldest HMAC key, since it holds one value and the receiver may not know the new key
 * before the overlap ends.
 */
export function sign(
  { deliveryId, at, body }: Signed,
  keys: readonly SigningKey[],
  secretKeys: readonly KeyObject[] = [],
): Record<string, string> {
  const oldest = keys.at(-1);
  if (oldest === undefined) throw new Error('a webhook without a signing key');
  const timestamp = Math.floor(at.getTime() / 1000);
  const before = `${deliveryId}.${timestamp}.`;
  const signatures = keys.map(
    ({ standard }) => `v1,${createHmac('sha256', standard).update(before).update(body).digest('base64')}`,
  );
  if (secretKeys.length > 0) {
    const bytes = Buffer.concat([Buffer.from(before), body]);
    for (const key of secretKeys) signatures.push(`v1a,${signBytes(null, bytes, key).toString('base64')}`);
  }
  return {
    'webhook-id': deliveryId,
    'webhook-timestamp': String(timestamp),
    'webhook-signature': signatures.join(' '),
    'x-servicetitan-signature': createHmac('sha256', oldest.text).update(body).digest('hex'),
  };
}

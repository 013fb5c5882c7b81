import { createHmac, createPublicKey, timingSafeEqual, verify } from 'node:crypto';

// The receiver's side, after the specification and apart from what signs: of Standard Webhooks' own libraries it differs only
// in that it says which of their two readings a key needs.

/** How far a receiver lets the timestamp be from its own clock. */
export const TOLERANCE_SECONDS = 300;

/** `whsec`: `new Webhook(key)`; `raw`: `new Webhook(key, { format: 'raw' })`. */
export type KeyFormat = 'whsec' | 'raw';

export function formatOf(key: string): KeyFormat {
  if (!key.startsWith('whsec_')) return 'raw';
  const encoded = key.slice('whsec_'.length);
  // Bits beyond the last byte may be anything, as for the libraries: a key need not be one that was generated.
  const isBase64 = encoded.length % 4 === 0 && /^[A-Za-z0-9+/]+={0,2}$/.test(encoded);
  return isBase64 ? 'whsec' : 'raw';
}

interface Message {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** Whether `webhook-signature` holds a `v1` that this key makes of these bytes. */
export function matchesKey({ headers, body }: Message, key: string): boolean {
  const bytes =
    formatOf(key) === 'whsec' ? Buffer.from(key.slice('whsec_'.length), 'base64') : Buffer.from(key);
  const expected = createHmac('sha256', bytes).update(signedContent(headers, body)).digest();
  return signaturesOf(headers, 'v1').some(
    (one) => one.length === expected.length && timingSafeEqual(one, expected),
  );
}

/** Whether it holds a `v1a` of the `whpk_` public key's owner. */
export function matchesPublicKey({ headers, body }: Message, publicKey: string): boolean {
  const x = Buffer.from(publicKey.replace(/^whpk_/, ''), 'base64').toString('base64url');
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
  const content = signedContent(headers, body);
  return signaturesOf(headers, 'v1a').some((one) => verify(null, content, key, one));
}

/** Whether `x-servicetitan-signature` is what this key makes of the body. */
export function matchesHex({ headers, body }: Message, key: string): boolean {
  return headers['x-servicetitan-signature'] === createHmac('sha256', key).update(body).digest('hex');
}

function signedContent(headers: Message['headers'], body: Buffer): Buffer {
  const { 'webhook-id': id = '', 'webhook-timestamp': timestamp = '' } = headers;
  return Buffer.concat([Buffer.from(`${id}.${timestamp}.`), body]);
}

function signaturesOf(headers: Message['headers'], version: string): Buffer[] {
  return (headers['webhook-signature'] ?? '')
    .split(' ')
    .filter((one) => one.startsWith(`${version},`))
    .map((one) => Buffer.from(one.slice(version.length + 1), 'base64'));
}

/**
 * How many seconds the receiver's clock is ahead of the timestamp, by the `Date` of its answer; null when it sent none. Its
 * answer took some of them.
 */
export function clockDifference(timestampSeconds: number, date: string | undefined): number | null {
  const at = date === undefined ? Number.NaN : Date.parse(date);
  return Number.isNaN(at) ? null : Math.round(at / 1000 - timestampSeconds);
}

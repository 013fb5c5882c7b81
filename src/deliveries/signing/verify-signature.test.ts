import fc from 'fast-check';
import { Webhook } from 'standardwebhooks';
import { expect, test } from 'vitest';
import { newHmacKey } from '../../apps/hmac-key.ts';
import { newKeyPair, readSecretKey } from './key-pair.ts';
import { readSigningKey, sign } from './signature.ts';
import { clockDifference, formatOf, matchesHex, matchesKey, matchesPublicKey } from './verify-signature.ts';

const body = Buffer.from('{"id":"1"}');
const at = new Date();
const signed = (keys: readonly string[], pair?: string) =>
  sign(
    { deliveryId: 'msg_1', at, body },
    keys.map(readSigningKey),
    pair === undefined ? [] : [readSecretKey(pair)],
  );

function libraryAccepts(key: string, headers: Record<string, string>, format: 'whsec' | 'raw'): boolean {
  try {
    const options = format === 'raw' ? { format: 'raw' as const } : undefined;
    new Webhook(key, options).verify(body, headers);
    return true;
  } catch {
    return false;
  }
}

const printable = fc.string({
  unit: fc.integer({ min: 0x21, max: 0x7e }).map((code) => String.fromCharCode(code)),
  minLength: 32,
  maxLength: 64,
});
/** Base64 as it is typed and not as it is made: bits beyond the last byte need not be zero. */
const typed = fc
  .string({ unit: fc.constantFrom('a', 'Z', '0', '+', '/'), minLength: 26, maxLength: 54 })
  .map((text) => `whsec_${text}${'='.repeat((4 - (text.length % 4)) % 4)}`);
const keys = fc.oneof(
  printable,
  printable.map((text) => `whsec_${text}`),
  typed,
  fc.constant(0).map(newHmacKey),
);

test('what it says of a key is what the library says, in the format it names', () => {
  fc.assert(
    fc.property(keys, keys, (key, other) => {
      const headers = signed([key]);
      expect(matchesKey({ headers, body }, key)).toBe(true);
      expect(libraryAccepts(key, headers, formatOf(key))).toBe(true);
      expect(matchesKey({ headers, body }, other)).toBe(key === other);
    }),
  );
});

test('another body, another id, another time or another key does not match', () => {
  const key = newHmacKey();
  const headers = signed([key]);
  expect(matchesKey({ headers, body: Buffer.from('{"id":"2"}') }, key)).toBe(false);
  for (const [name, value] of Object.entries({
    'webhook-id': 'msg_2',
    'webhook-timestamp': '1',
    'webhook-signature': '',
  })) {
    expect([name, matchesKey({ headers: { ...headers, [name]: value }, body }, key)]).toEqual([name, false]);
  }
  expect(matchesHex({ headers, body }, key)).toBe(true);
  expect(matchesHex({ headers, body }, newHmacKey())).toBe(false);
});

test('of two keys each matches; the hex header is of the old one', () => {
  const [current, old] = [newHmacKey(), newHmacKey()];
  const headers = signed([current, old]);
  expect([current, old].map((key) => matchesKey({ headers, body }, key))).toEqual([true, true]);
  expect([current, old].map((key) => matchesHex({ headers, body }, key))).toEqual([false, true]);
});

test('an asymmetric signature matches its public key alone', () => {
  const [pair, other] = [newKeyPair(), newKeyPair()];
  const headers = signed([newHmacKey()], pair.secretKey);
  expect(matchesPublicKey({ headers, body }, pair.publicKey)).toBe(true);
  expect(matchesPublicKey({ headers, body }, other.publicKey)).toBe(false);
});

test('the clock of the receiver is read from the Date of its answer', () => {
  expect(clockDifference(1_784_041_200, 'Tue, 14 Jul 2026 15:00:07 GMT')).toBe(7);
  expect(clockDifference(1_784_041_200, 'Tue, 14 Jul 2026 14:50:00 GMT')).toBe(-600);
  expect([clockDifference(0, undefined), clockDifference(0, 'soon')]).toEqual([null, null]);
});

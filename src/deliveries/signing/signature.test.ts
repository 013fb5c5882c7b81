import fc from 'fast-check';
import { createHmac, createPublicKey, randomBytes, verify } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { expect, test } from 'vitest';
import { newKeyPair, readSecretKey } from './key-pair.ts';
import { readSigningKey, sign } from './signature.ts';

const deliveryId = '019ab1c2-7d40-7b5e-9a31-5f0c2f6d8e11';
const at = new Date();
const body = Buffer.from('{"specversion":"1.0","text":"Zoë – ☃ 🚐"}');

const signWith = (...keys: string[]) => sign({ deliveryId, at, body }, keys.map(readSigningKey));
const hex = (key: string): string => createHmac('sha256', key).update(body).digest('hex');

test('the vector that the Standard Webhooks libraries share', () => {
  const headers = sign(
    {
      deliveryId: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      at: new Date(1_614_265_330_000),
      body: Buffer.from('{"test": 2432232314}'),
    },
    [readSigningKey('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw')],
  );
  expect(headers['webhook-id']).toBe('msg_p5jXN8AQM9LWM0D4loKWxJek');
  expect(headers['webhook-timestamp']).toBe('1614265330');
  expect(headers['webhook-signature']).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=');
});

test('the vector of v1a that its libraries share', () => {
  const headers = sign(
    {
      deliveryId: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      at: new Date(1_614_265_330_000),
      body: Buffer.from('{"test": 2432232314}'),
    },
    [readSigningKey('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw')],
    [readSecretKey('whsk_VEVTVFNJR05JTkdLRVlET05PVFVTRVRISVNGT1JBTlk=')],
  );
  expect(headers['webhook-signature']?.split(' ')).toEqual([
    'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    'v1a,tQ9V2XOqn7jL/DQenEFpqIugdBVtiMmER5mhSkXBNwM0mkATuDe6KYYUuxqtaiHeYGb7KaaBRdM5WqyeFiL8Ag==',
  ]);
});

/** As a receiver would that knows nothing but the published key: independent of how we sign. */
function verifies(publicKey: string, signature: string, sentAt: Date, text: Buffer): boolean {
  const x = Buffer.from(publicKey.slice('whpk_'.length), 'base64').toString('base64url');
  const key = createPublicKey({ format: 'jwk', key: { kty: 'OKP', crv: 'Ed25519', x } });
  const signed = Buffer.concat([Buffer.from(`${deliveryId}.${Math.floor(sentAt.getTime() / 1000)}.`), text]);
  return verify(null, signed, key, Buffer.from(signature.slice('v1a,'.length), 'base64'));
}

test('a new key pair signs what its public key verifies, new before old, beside both HMAC keys', () => {
  const [fresh, old, other] = [newKeyPair(), newKeyPair(), newKeyPair()];
  expect(fresh.secretKey).toMatch(/^whsk_[A-Za-z0-9+/]{43}=$/);
  expect(fresh.publicKey).toMatch(/^whpk_[A-Za-z0-9+/]{43}=$/);
  const [hmac, oldHmac] = ['n'.repeat(32), 'o'.repeat(32)];
  const headers = sign(
    { deliveryId, at, body },
    [hmac, oldHmac].map(readSigningKey),
    [fresh.secretKey, old.secretKey].map(readSecretKey),
  );
  const signatures = headers['webhook-signature']?.split(' ') ?? [];
  expect(signatures.map((one) => one.split(',')[0])).toEqual(['v1', 'v1', 'v1a', 'v1a']);
  const [, , first = '', second = ''] = signatures;
  expect(verifies(fresh.publicKey, first, at, body)).toBe(true);
  expect(verifies(old.publicKey, second, at, body)).toBe(true);
  expect(verifies(old.publicKey, first, at, body)).toBe(false);
  expect(verifies(other.publicKey, first, at, body)).toBe(false);
  expect(verifies(fresh.publicKey, first, new Date(at.getTime() + 1_000), body)).toBe(false);
  expect(verifies(fresh.publicKey, first, at, Buffer.concat([body, Buffer.from(' ')]))).toBe(false);
  // A receiver that knows v1 only is not disturbed by the others.
  for (const key of [hmac, oldHmac])
    expect(() => new Webhook(key, { format: 'raw' }).verify(body, headers)).not.toThrow();
});

test('what is no secret key of ed25519 is not signed with', () => {
  for (const text of ['', 'whsk_', 'whsk_AAAA', `whsk_${randomBytes(64).toString('base64')}`])
    expect(() => readSecretKey(text)).toThrow('32 bytes');
});

test('a whsec_ key verifies with the standardwebhooks package over the bytes of the body', () => {
  const key = `whsec_${randomBytes(32).toString('base64')}`;
  expect(() => new Webhook(key).verify(body, signWith(key))).not.toThrow();
  expect(() => new Webhook(key).verify(`${body.toString()} `, signWith(key))).toThrow(
    'No matching signature',
  );
});

test('any other key verifies as raw text, and so does whsec_ followed by what is not base64', () => {
  for (const key of [
    'correct horse battery staple 12345678',
    `${'x'.repeat(63)}~`,
    'MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
    'whsec_this is not base64 at all, is it',
    'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwX',
    'WHSEC_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
    'whsec_',
  ]) {
    expect(() => new Webhook(key, { format: 'raw' }).verify(body, signWith(key))).not.toThrow();
  }
});

test('the form of the key decides: every printable key verifies with the package in the reading that its form asks for', () => {
  const printable = fc.string({
    unit: fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCharCode(code)),
    minLength: 32,
    maxLength: 64,
  });
  const ofForm = fc.uint8Array({ minLength: 24, maxLength: 48 }).map((bytes) => {
    return `whsec_${Buffer.from(bytes).toString('base64')}`;
  });
  fc.assert(
    fc.property(
      fc.oneof(
        printable,
        printable.map((text) => `whsec_${text}`),
        ofForm,
      ),
      (key) => {
        const isEncoded = key.startsWith('whsec_') && isBase64(key.slice('whsec_'.length));
        const oracle = isEncoded ? new Webhook(key) : new Webhook(key, { format: 'raw' });
        oracle.verify(body, signWith(key));
      },
    ),
    { numRuns: 500 },
  );
});

test('the hex header is the HMAC of the body with the key text, whatever the form of the key', () => {
  for (const key of ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 'a plain key of thirty-two letters']) {
    expect(signWith(key)['x-servicetitan-signature']).toBe(hex(key));
    expect(signWith(key)['x-servicetitan-signature']).toMatch(/^[0-9a-f]{64}$/);
  }
});

test('during a rotation both keys sign, the new one first, and the hex header stays with the old one', () => {
  const [fresh, old] = [`whsec_${randomBytes(32).toString('base64')}`, 'the old key, thirty-two letters.'];
  const headers = signWith(fresh, old);
  const signatures = headers['webhook-signature']?.split(' ') ?? [];
  expect(signatures).toEqual([signWith(fresh)['webhook-signature'], signWith(old)['webhook-signature']]);
  expect(() => new Webhook(fresh).verify(body, headers)).not.toThrow();
  expect(() => new Webhook(old, { format: 'raw' }).verify(body, headers)).not.toThrow();
  expect(headers['x-servicetitan-signature']).toBe(hex(old));
});

test('the timestamp is whole seconds of the attempt, rounded down', () => {
  const headers = sign({ deliveryId, at: new Date(1_700_000_000_999), body }, [
    readSigningKey('k'.repeat(32)),
  ]);
  expect(headers['webhook-timestamp']).toBe('1700000000');
});

test('nothing is sent unsigned', () => {
  expect(() => sign({ deliveryId, at, body }, [])).toThrow('without a signing key');
});

function isBase64(text: string): boolean {
  const bytes = Buffer.from(text, 'base64');
  return bytes.length > 0 && text.length % 4 === 0 && /^[A-Za-z0-9+/]+={0,2}$/.test(text);
}

import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto';

// A key pair of Standard Webhooks' asymmetric signatures: ed25519, written as `whsk_` and base64 of the 32 secret bytes, and
// `whpk_` and base64 of the 32 public ones.

export interface KeyPair {
  readonly secretKey: string;
  readonly publicKey: string;
}

/** What precedes the 32 secret bytes in PKCS #8 (RFC 8410), the form in which Node takes them. */
const PKCS8_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex');

export function newKeyPair(): KeyPair {
  const { privateKey } = generateKeyPairSync('ed25519');
  const { d = '', x = '' } = privateKey.export({ format: 'jwk' });
  return { secretKey: `whsk_${toBase64(d)}`, publicKey: `whpk_${toBase64(x)}` };
}

export function readSecretKey(text: string): KeyObject {
  const secret = Buffer.from(text.replace(/^whsk_/, ''), 'base64');
  if (secret.length !== 32) throw new Error('a secret key of ed25519 has 32 bytes');
  return createPrivateKey({ key: Buffer.concat([PKCS8_PREFIX, secret]), format: 'der', type: 'pkcs8' });
}

const toBase64 = (encoded: string): string => Buffer.from(encoded, 'base64url').toString('base64');

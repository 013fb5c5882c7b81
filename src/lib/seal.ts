import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto';

/** One key for sealing secrets at rest: an id that is stored beside what it sealed, and 32 bytes. */
export interface SealingKey {
  readonly id: string;
  readonly key: Buffer;
}

export interface Sealer {
  /** Of SECRET_KEYS, the newest first. */
  readonly keyIds: readonly string[];
  /** AES-256-GCM under the first key: `<key id>.<base64url of nonce, tag and ciphertext>`. */
  seal(plain: string, purpose: string): string;
  /**
   * Opens what was sealed for this purpose, or for what it was called before.
   * @throws UnknownSealingKeyError, or another error when the purpose differs or a bit was changed
   */
  unseal(sealed: string, purpose: string, formerPurpose?: string): string;
  /** Whether the newest key sealed this, and for this very purpose: sealing it anew would change nothing. */
  isCurrent(sealed: string, purpose: string): boolean;
  /**
   * For libraries that want a secret of their own: one for each sealing key, the newest first. It lets nobody conclude on the
   * key itself, nor on the secret of another purpose.
   */
  derive(purpose: string): readonly DerivedSecret[];
}

/** The operator has to give the key back; nothing is wrong with what was sealed. */
export class UnknownSealingKeyError extends Error {}

/** The id of the key that sealed this. */
export const sealingKeyIdOf = (sealed: string): string => sealed.slice(0, Math.max(sealed.indexOf('.'), 0));

export interface DerivedSecret {
  readonly keyId: string;
  /** 256 bits, base64url. */
  readonly secret: string;
}

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Reads `SECRET_KEYS`: comma-separated `id:base64 of 32 bytes`, the newest first; the others only open what they sealed.
 * Returns the keys, or the sentence that says what is wrong.
 */
export function parseSealingKeys(text: string): SealingKey[] | string {
  const keys: SealingKey[] = [];
  for (const entry of text.split(',').map((part) => part.trim())) {
    // The entry itself is not repeated: without the colon all of it may be the secret.
    const [, id = '', encoded = ''] = /^([A-Za-z0-9_-]{1,32}):(.*)$/.exec(entry) ?? [];
    if (id === '') return 'each entry is id:key, with an id of letters, digits, _ and -';
    const key = Buffer.from(encoded, 'base64');
    // Node skips what is not base64; a mistyped key must not become another one.
    if (key.length !== 32 || key.toString('base64') !== encoded)
      return `the key "${id}" is not base64 of 32 bytes`;
    if (keys.some((other) => other.id === id)) return `the id "${id}" stands twice`;
    keys.push({ id, key });
  }
  return keys;
}

export function newSealingKeyEntry(): string {
  const key = randomBytes(32);
  return `k${createHash('sha256').update(key).digest('hex').slice(0, 8)}:${key.toString('base64')}`;
}

/** `purpose` names what a secret is for and is authenticated: a value sealed for one place does not open in another. */
export function createSealer(keys: readonly SealingKey[]): Sealer {
  const newest = keys[0];
  if (newest === undefined) throw new Error('a sealer needs at least one key');
  const open = (sealed: string, purpose: string): string => {
    const id = sealingKeyIdOf(sealed);
    const encoded = sealed.slice(sealed.indexOf('.') + 1);
    const found = keys.find((candidate) => candidate.id === id);
    if (found === undefined) {
      throw new UnknownSealingKeyError(`sealed with the key "${id}", which is not in SECRET_KEYS`);
    }
    const bytes = Buffer.from(encoded, 'base64url');
    if (bytes.toString('base64url') !== encoded) throw new Error('a sealed value was changed');
    const decipher = createDecipheriv('aes-256-gcm', found.key, bytes.subarray(0, NONCE_BYTES), {
      authTagLength: TAG_BYTES,
    })
      .setAAD(Buffer.from(`${id}\n${purpose}`))
      .setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
    return (
      decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES), undefined, 'utf8') + decipher.final('utf8')
    );
  };
  return {
    keyIds: keys.map(({ id }) => id),
    derive(purpose) {
      return keys.map(({ id, key }) => ({
        keyId: id,
        secret: Buffer.from(hkdfSync('sha256', key, '', `fieldhook ${purpose}`, 32)).toString('base64url'),
      }));
    },
    seal(plain, purpose) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv('aes-256-gcm', newest.key, nonce).setAAD(
        Buffer.from(`${newest.id}\n${purpose}`),
      );
      const text = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
      return `${newest.id}.${Buffer.concat([nonce, cipher.getAuthTag(), text]).toString('base64url')}`;
    },
    unseal(sealed, purpose, former) {
      try {
        return open(sealed, purpose);
      } catch (err) {
        if (former === undefined || err instanceof UnknownSealingKeyError) throw err;
        return open(sealed, former);
      }
    },
    isCurrent(sealed, purpose) {
      if (sealingKeyIdOf(sealed) !== newest.id) return false;
      try {
        open(sealed, purpose);
        return true;
      } catch {
        return false;
      }
    },
  };
}

import fc from 'fast-check';
import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { createSealer, newSealingKeyEntry, parseSealingKeys, type SealingKey } from './seal.ts';

const keyNamed = (id: string): SealingKey => ({ id, key: randomBytes(32) });
const sealer = createSealer([keyNamed('k1')]);
const refusal =
  /unable to authenticate|was changed|not in SECRET_KEYS|Invalid (authentication tag|initialization vector)/;

test('whatever is sealed opens again, and never looks the same twice', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary', maxLength: 200 }),
      fc.string({ maxLength: 20 }),
      (plain, purpose) => {
        const sealed = sealer.seal(plain, purpose);
        expect(sealer.unseal(sealed, purpose)).toBe(plain);
        expect(sealer.seal(plain, purpose)).not.toBe(sealed);
        expect(sealed).toMatch(/^k1\.[A-Za-z0-9_-]+$/);
      },
    ),
  );
});

test('changing, adding or leaving out any one character is noticed', () => {
  const sealed = sealer.seal('whsec_secret', 'webhook signing key');
  const alphabet = 'ABCXYZabcxyz0189-_. =+/\n';
  for (let index = 0; index <= sealed.length; index += 1) {
    for (const other of alphabet) {
      const variants = [
        sealed.slice(0, index) + other + sealed.slice(index),
        ...(index === sealed.length || sealed[index] === other
          ? []
          : [sealed.slice(0, index) + other + sealed.slice(index + 1)]),
      ];
      for (const variant of variants)
        expect(() => sealer.unseal(variant, 'webhook signing key')).toThrow(refusal);
    }
    if (index < sealed.length)
      expect(() => sealer.unseal(sealed.slice(0, index), 'webhook signing key')).toThrow(refusal);
  }
});

test('flipping any one bit is noticed', () => {
  const sealed = sealer.seal('whsec_secret', 'p');
  const bytes = Buffer.from(sealed.slice(3), 'base64url');
  for (let bit = 0; bit < bytes.length * 8; bit += 1) {
    const changed = Buffer.from(bytes);
    changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    expect(() => sealer.unseal(`k1.${changed.toString('base64url')}`, 'p')).toThrow(refusal);
  }
});

test('a value sealed for one purpose does not open for another', () => {
  const sealed = sealer.seal('secret', 'webhook signing key');
  for (const purpose of ['', 'webhook signing key ', 'session secret'])
    expect(() => sealer.unseal(sealed, purpose)).toThrow(refusal);
});

test('the id of the key is authenticated: the same bytes do not open under another name', () => {
  const { key } = keyNamed('a');
  const sealed = createSealer([{ id: 'a', key }]).seal('secret', 'p');
  const both = createSealer([
    { id: 'a', key },
    { id: 'b', key },
  ]);
  expect(() => both.unseal(sealed.replace(/^a/, 'b'), 'p')).toThrow(refusal);
});

test('after a rotation the old key still opens what it sealed, and the new one seals', () => {
  const [old, fresh] = [keyNamed('old'), keyNamed('new')];
  const before = createSealer([old]).seal('secret', 'p');
  const rotated = createSealer([fresh, old]);
  expect(rotated.unseal(before, 'p')).toBe('secret');
  expect(rotated.seal('secret', 'p')).toMatch(/^new\./);
  expect(() => createSealer([fresh]).unseal(before, 'p')).toThrow('"old", which is not in SECRET_KEYS');
});

test('an error never repeats what was sealed', () => {
  const sealed = sealer.seal('secret', 'p');
  for (const text of ['', 'x', 'k1.', 'k1.AAAA', `k2.${sealed}`])
    expect(() => sealer.unseal(text, 'p')).toThrow(/^(?!.*secret)/);
});

test('SECRET_KEYS is read newest first, blanks around the commas forgiven', () => {
  const [a, b] = [newSealingKeyEntry(), newSealingKeyEntry()];
  const keys = parseSealingKeys(` ${a} , ${b} `);
  expect(keys).toHaveLength(2);
  const [first] = keys as SealingKey[];
  expect(a).toBe(`${first?.id}:${first?.key.toString('base64')}`);
});

test.each([
  ['', 'id:key'],
  ['nocolonhere', 'id:key'],
  [`:${randomBytes(32).toString('base64')}`, 'id:key'],
  [`a b:${randomBytes(32).toString('base64')}`, 'id:key'],
  [`a:${randomBytes(31).toString('base64')}`, '"a" is not base64 of 32 bytes'],
  [`a:${randomBytes(33).toString('base64')}`, '"a" is not base64 of 32 bytes'],
  [`a:!${randomBytes(32).toString('base64')}`, '"a" is not base64 of 32 bytes'],
  [`a:${randomBytes(32).toString('hex')}`, '"a" is not base64 of 32 bytes'],
  [
    `a:${Buffer.alloc(32, 1).toString('base64')},a:${Buffer.alloc(32, 2).toString('base64')}`,
    '"a" stands twice',
  ],
  [`a:${Buffer.alloc(32, 1).toString('base64')},`, 'id:key'],
])('SECRET_KEYS=%j is refused', (text, problem) => {
  expect(parseSealingKeys(text)).toContain(problem);
});

test('what is refused is not repeated: it may be the secret itself', () => {
  for (const length of [8, 20, 33, 44]) {
    const secret = 'S'.repeat(length);
    expect(parseSealingKeys(secret)).not.toContain('SSSS');
    expect(parseSealingKeys(`a:${secret}`)).not.toContain('SSSS');
  }
});

test('a sealer needs a key', () => {
  expect(() => createSealer([])).toThrow('at least one key');
});

test('a derived secret is the same at every start, and differs by key and by purpose', () => {
  const keys = ['a', 'b'].map((id, index) => ({ id, key: Buffer.alloc(32, index + 1) }));
  const [derived, again, other] = [
    createSealer(keys).derive('people'),
    createSealer(keys).derive('people'),
    createSealer(keys).derive('something else'),
  ];
  expect(derived).toEqual(again);
  expect(derived.map(({ keyId }) => keyId)).toEqual(['a', 'b']);
  const secrets = [...derived, ...other].map(({ secret }) => secret);
  expect(new Set(secrets).size).toBe(4);
  for (const secret of secrets) expect(Buffer.from(secret, 'base64url')).toHaveLength(32);
});

import { describe, expect, test } from 'vitest';
import { findKeyProblem, maskKey, newHmacKey } from './hmac-key.ts';

describe('a typed key', () => {
  test.each(['a'.repeat(32), 'a'.repeat(64), `a${' '.repeat(30)}~`, newHmacKey()])('may be %j', (key) => {
    expect(findKeyProblem(key)).toBeUndefined();
  });

  test.each([
    ['', /not 0/],
    ['a'.repeat(31), /not 31/],
    ['a'.repeat(65), /not 65/],
    [` ${'a'.repeat(32)}`, /space/],
    [`${'a'.repeat(32)} `, /space/],
    [' '.repeat(40), /space/],
    [`${'a'.repeat(32)}é`, /ASCII/],
    [`${'a'.repeat(32)}\t`, /ASCII/],
    [`${'a'.repeat(32)}\n`, /ASCII/],
  ])('may not be %j', (key, problem) => {
    expect(findKeyProblem(key)).toMatch(problem);
  });
});

test('a generated key has the form of Standard Webhooks and 256 random bits', () => {
  const [one, other] = [newHmacKey(), newHmacKey()];
  expect(one).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
  expect(one).not.toBe(other);
});

test('a masked key shows its last four characters', () => {
  expect(maskKey('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw5dX2mA0uVQk=')).toBe('whsec_••••VQk=');
  expect(maskKey('0123456789abcdef0123456789abcdef')).toBe('••••cdef');
});

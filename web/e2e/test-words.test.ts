import { expect, test } from 'vitest';
import type { TestAnswer } from '../../src/test-sends/schema.ts';
import { listChecks } from '../console/portal/app/test/signature-words.ts';
import { toTestBody } from '../console/portal/app/test/to-test-body.ts';

const signature: TestAnswer['signature'] = {
  verifies: true,
  keyFormat: 'whsec',
  currentKeyMatches: true,
  previousKeyMatches: null,
  publicKeyMatches: null,
  hexMatches: true,
  receiverClockSeconds: 0,
  toleranceSeconds: 300,
};
const textsOf = (given: Partial<TestAnswer['signature']>, to: 'webhook' | 'inbox' = 'webhook') =>
  listChecks({ ...signature, ...given }, to).map(({ isGood, text }) => `${isGood ? '+' : '-'} ${text}`);

test('each check of a signature is told, and only those that there are', () => {
  expect(textsOf({})).toEqual([
    '+ Verifies with the current key',
    '+ The hex header verifies',
    '+ Your server’s clock is right',
  ]);
  expect(textsOf({ previousKeyMatches: true, publicKeyMatches: false, receiverClockSeconds: null })).toEqual([
    '+ Verifies with the current key',
    '+ Verifies with the old key, which still signs along',
    '- Does not verify with the public key',
    '+ The hex header verifies with the old key',
  ]);
  expect(textsOf({ receiverClockSeconds: -301 }).at(-1)).toBe(
    '- Your server’s clock is 5 min behind; 5 minutes are allowed',
  );
  expect(textsOf({ receiverClockSeconds: 301 }, 'inbox')).toHaveLength(2);
});

test('only what was edited goes along with a test', () => {
  const given = { eventId: undefined, text: '{"a": [1, 2]}' };
  expect(toTestBody(given, '{ "a":[1,2] }', 'webhook')).toEqual({});
  expect(toTestBody({ ...given, eventId: 'e' }, given.text, 'inbox')).toEqual({ to: 'inbox', eventId: 'e' });
  expect(toTestBody({ ...given, eventId: 'e' }, '{"a": 1}', 'webhook')).toEqual({
    eventId: 'e',
    data: { a: 1 },
  });
});

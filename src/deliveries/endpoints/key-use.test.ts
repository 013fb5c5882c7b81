import { expect, test } from 'vitest';
import { addUse } from './key-use.ts';

const never = {
  key_last_used_at: null,
  previous_key_last_used_at: null,
  key_pair_last_used_at: null,
  previous_key_pair_last_used_at: null,
};
const present = { signing_key: 'b', previous_signing_key: 'a', key_pair: 'B', previous_key_pair: 'A' };
const at = new Date('2026-07-14T12:00:00Z');
const later = new Date('2026-07-14T12:00:05Z');

test('each key that signed counts, and none that did not', () => {
  expect(addUse(never, present, { signingKeys: ['b', 'a'], keyPairs: [] }, at)).toEqual({
    ...never,
    key_last_used_at: at,
    previous_key_last_used_at: at,
  });
  expect(addUse(never, present, { signingKeys: ['c'], keyPairs: ['B', 'A'] }, at)).toEqual({
    ...never,
    key_pair_last_used_at: at,
    previous_key_pair_last_used_at: at,
  });
});

test('what signed before a rotation that came in between counts for the key that it was', () => {
  expect(addUse(never, present, { signingKeys: ['a'], keyPairs: ['A'] }, at)).toEqual({
    ...never,
    previous_key_last_used_at: at,
    previous_key_pair_last_used_at: at,
  });
});

test('a process that tells late does not turn the clock back', () => {
  const before = { ...never, key_last_used_at: later };
  expect(addUse(before, present, { signingKeys: ['b'], keyPairs: [] }, at)).toEqual(before);
});

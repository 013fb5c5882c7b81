import { expect, test } from 'vitest';
import { cutWindow } from './window.ts';

const zero = '00000000-0000-0000-0000-000000000000';
const range = { from: '019f5dec-6000-0000-0000-000000000000', until: '019f5dec-7000-0000-0000-000000000000' };

test('a range that is not too much is gone over at once', () => {
  expect(cutWindow(range, null)).toEqual(range);
});

test('a window ends before the millisecond in which it would be too much', () => {
  expect(cutWindow(range, '019f5dec-6123-7abc-8def-0123456789ab')).toEqual({
    from: range.from,
    until: '019f5dec-6123-0000-0000-000000000000',
  });
  expect(cutWindow({ ...range, from: zero }, '019f5dec-6123-7abc-8def-0123456789ab').from).toBe(zero);
});

test('a millisecond that alone is too much is one window, and the last one does not go beyond the range', () => {
  expect(cutWindow(range, '019f5dec-6000-7abc-8def-0123456789ab')).toEqual({
    from: range.from,
    until: '019f5dec-6001-0000-0000-000000000000',
  });
  const carrying = {
    from: '019f5dec-ffff-0000-0000-000000000000',
    until: '019f5def-0000-0000-0000-000000000000',
  };
  expect(cutWindow(carrying, '019f5dec-ffff-7abc-8def-0123456789ab').until).toBe(
    '019f5ded-0000-0000-0000-000000000000',
  );
  const last = { from: range.from, until: '019f5dec-6001-0000-0000-000000000000' };
  expect(cutWindow(last, '019f5dec-6000-7abc-8def-0123456789ab')).toEqual(last);
});

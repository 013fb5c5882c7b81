import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MOST_RETRY_AFTER_SECONDS, readRetryAfter } from './retry-after.ts';

const now = new Date('2026-11-06T08:49:37Z');
const DAY = 86_400;
const read = (value: string | string[]) => readRetryAfter({ 'retry-after': value }, now);

test.each([
  ['0', 0],
  ['1', 1],
  ['120', 120],
  [' 120 ', 120],
  ['007', 7],
  ['1.5', 1.5],
  ['0.25', 0.25],
  ['86400', DAY],
  ['86401', DAY],
  ['999999999999999999999999', DAY],
  ['9'.repeat(400), DAY],
])('%j are seconds: %d', (text, seconds) => {
  expect(read(text)).toBe(seconds);
});

test.each([
  ['Fri, 06 Nov 2026 08:50:37 GMT', 60],
  ['Friday, 06-Nov-26 08:50:37 GMT', 60],
  ['Fri Nov  6 08:50:37 2026', 60],
  ['Fri Nov 06 08:50:37 2026', 60],
  // The day of the week is not compared: the rest says it all.
  ['Mon, 06 Nov 2026 08:49:38 GMT', 1],
  ['Fri, 06 Nov 2026 08:49:36 GMT', 0],
  ['Sun, 06 Nov 1994 08:49:37 GMT', 0],
  ['Sunday, 06-Nov-94 08:49:37 GMT', 0],
  ['Sat, 07 Nov 2026 08:49:37 GMT', DAY],
  ['Sat, 07 Nov 2026 08:49:38 GMT', DAY],
  ['Fri, 06 Nov 9999 08:49:37 GMT', DAY],
])('%j is an HTTP date, in %d s', (text, seconds) => {
  expect(read(text)).toBe(seconds);
});

test.each([
  '',
  ' ',
  '-1',
  '+1',
  '.5',
  '5.',
  '1e9',
  '0x10',
  '1,5',
  '1 s',
  '10s',
  'NaN',
  'Infinity',
  'soon',
  '١٢٠',
  '2026-11-06T08:50:37Z',
  'Fri, 06 Nov 2026 08:50:37 CET',
  'Fri, 06 Nov 2026 08:50:37 +0000',
  'Fri, 31 Feb 2026 08:50:37 GMT',
  'Fri, 06 Nov 2026 24:50:37 GMT',
  'Fri, 06 Nov 2026 08:60:37 GMT',
  'Fri, 06 Foo 2026 08:50:37 GMT',
  'Fri, 6 Nov 2026 08:50:37 GMT',
  'x'.repeat(16_000),
])('%j is nothing', (text) => {
  expect(read(text)).toBeNull();
});

test('no header is nothing', () => {
  expect(readRetryAfter({}, now)).toBeNull();
  expect(readRetryAfter(null, now)).toBeNull();
});

test('of several headers the longest wait counts, and what cannot be read does not', () => {
  expect(read(['10', '30', '20'])).toBe(30);
  expect(read(['soon', '5', '-3'])).toBe(5);
  expect(read(['soon', ''])).toBeNull();
  expect(read(['10', 'Fri, 06 Nov 2026 08:50:37 GMT'])).toBe(60);
});

test('whatever a receiver sends, the answer is nothing or a wait of 0 to 24 hours', () => {
  const anything = fc.oneof(
    fc.string(),
    fc.double().map(String),
    fc.date({ noInvalidDate: true }).map((d) => d.toUTCString()),
  );
  fc.assert(
    fc.property(fc.oneof(anything, fc.array(anything)), (value) => {
      const wait = read(value);
      expect(wait === null || (wait >= 0 && wait <= MOST_RETRY_AFTER_SECONDS)).toBe(true);
    }),
    { numRuns: 2_000 },
  );
});

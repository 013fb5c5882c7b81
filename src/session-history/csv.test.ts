import { expect, test } from 'vitest';
import { toRow } from './csv.ts';

test.each(['=1', '+1', '-1', '@x', '\tx', '\rx', '\nx'])(
  'a text that begins like %j is no formula',
  (text) => {
    expect(toRow([text])).toBe(`"'${text}"\r\n`);
  },
);

test('quotes, commas and lines stay in their cell; numbers are numbers and null is empty', () => {
  expect(toRow(['a "b", c\nd', 5, -3, true, null])).toBe('"a ""b"", c\nd",5,-3,true,\r\n');
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { beginning, justBefore, readCursor, toCursor } from './cursor.ts';

const instant = fc.date({ min: new Date(0), max: new Date('9999-12-31T00:00:00Z'), noInvalidDate: true });
const bigint = fc.bigInt({ min: 0n, max: 2n ** 63n - 1n });

test('a cursor is read as the position it was made of', () => {
  fc.assert(
    fc.property(bigint, bigint, instant, (transaction, sequence, at) => {
      const position = { transaction, sequence, at };
      expect(readCursor(toCursor(position))).toEqual(position);
    }),
  );
  expect(readCursor(toCursor(beginning))).toEqual(beginning);
  const at = new Date('2026-07-14T15:00:00Z');
  const before = { transaction: 6n, sequence: 2n ** 63n - 1n, at };
  expect(readCursor(toCursor(justBefore(7n, at)))).toEqual(before);
});

test('what is no cursor is none, however near it comes', () => {
  const cursor = toCursor({ transaction: 5n, sequence: 9n, at: new Date(0) });
  const beyond = Buffer.alloc(23, 0xff);
  beyond[0] = 1;
  const near = ['', 'x', `${cursor}A`, `${cursor}=`, ` ${cursor}`, cursor.slice(1), `B${cursor.slice(1)}`];
  for (const one of [...near, beyond.toString('base64url')])
    expect([one, readCursor(one)]).toEqual([one, undefined]);
  fc.assert(
    fc.property(
      fc.string(),
      (text) => readCursor(text) === undefined || toCursor(readCursor(text)!) === text,
    ),
  );
});

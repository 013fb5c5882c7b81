import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findUnstorableText } from './text-guard.ts';

const text = fc.string({ unit: 'binary' });

test('any JSON of well-formed text without NUL passes', () => {
  fc.assert(
    fc.property(fc.jsonValue({ stringUnit: 'binary', maxDepth: 4 }), (value) => {
      const clean = JSON.parse(JSON.stringify(value).replaceAll(String.raw`\u0000`, '0'));
      expect(findUnstorableText(clean)).toEqual({});
    }),
  );
});

test('a bad text is found wherever it stands, and under its path', () => {
  const name = fc.constantFrom('a', '__proto__', 'constructor', '0');
  const path = fc.array(name, { minLength: 1, maxLength: 10 });
  const bad = fc.constantFrom('\0', '\ud800', '\udfff');
  fc.assert(
    fc.property(path, bad, text, text, (names, character, before, after) => {
      const value: unknown = JSON.parse(
        names.reduceRight(
          (inner, key) => `{"x":1,"${key}":${inner}}`,
          JSON.stringify(before + character + after),
        ),
      );
      // A high surrogate before it or a low one after it may make a whole character of the two.
      if (character !== '\0' && (before + character + after).isWellFormed()) return;
      expect(Object.keys(findUnstorableText(value))).toEqual([names.join('.')]);
    }),
  );
});

const nest = (depth: number): unknown => JSON.parse('['.repeat(depth) + ']'.repeat(depth));

test('nothing nests deeper than 32 levels', () => {
  expect(findUnstorableText(nest(33))).toEqual({});
  expect(Object.values(findUnstorableText(nest(34)))).toEqual([['is nested too deeply.']]);
  expect(Object.values(findUnstorableText(nest(30_000)))).toEqual([['is nested too deeply.']]);
});

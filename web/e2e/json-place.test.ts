import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkJson } from '../console/ui/json-place.ts';

test.each<[string, number, number, RegExp]>([
  ['{"a": 1,\n "b": }', 2, 7, /a value/],
  ['{"a": 1\n "b": 2}', 2, 2, /a comma or }/],
  ['{"a": 1,\n}', 1, 8, /Remove the comma/],
  ['{a: 1}', 1, 2, /a name in double quotes/],
  ['{"a" 1}', 1, 6, /a colon after "a"/],
  ['[1, 2', 1, 6, /a comma or ], but the text ends/],
  ['"open', 1, 1, /no end/],
  ['1 2', 1, 3, /Nothing may follow/],
  ['01', 1, 1, /a value/],
  ['', 1, 1, /but the text ends/],
])('%j is broken at line %i, column %i', (text, line, column, problem) => {
  expect(checkJson(text)).toEqual({
    kind: 'broken',
    at: { line, column },
    problem: expect.stringMatching(problem),
  });
});

test('a member is found by its path', () => {
  const checked = checkJson('{\n  "session": {\n    "names": ["a", "b"]\n  }\n}');
  if (checked.kind !== 'json') throw new Error('it is JSON');
  expect(checked.placeOf('session')).toEqual({ line: 2, column: 3 });
  expect(checked.placeOf('session.names.1')).toEqual({ line: 3, column: 20 });
});

test('it takes what the browser takes, and nothing else', () => {
  const isJson = (text: string): boolean => {
    try {
      JSON.parse(text);
      return true;
    } catch {
      return false;
    }
  };
  const part = fc.constantFrom(
    '{',
    '}',
    '[',
    ']',
    ',',
    ':',
    '"a"',
    '"',
    '1',
    '-',
    '0',
    '.5',
    'e3',
    'true',
    'null',
    ' ',
    '\n',
    '\\',
    '\\n',
    '\u0001',
  );
  fc.assert(
    fc.property(fc.array(part, { maxLength: 9 }), (parts) => {
      const text = parts.join('');
      expect([text, checkJson(text).kind === 'json']).toEqual([text, isJson(text)]);
    }),
    { numRuns: 3_000 },
  );
  fc.assert(
    fc.property(fc.json(), (text) => {
      expect(checkJson(text)).toMatchObject({ kind: 'json', value: JSON.parse(text) as unknown });
    }),
  );
});

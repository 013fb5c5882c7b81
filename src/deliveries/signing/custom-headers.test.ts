import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  completeHeaders,
  type CustomHeader,
  findNameProblem,
  findValueProblem,
  MASK,
} from './custom-headers.ts';

const ours = { 'content-type': 'application/json', 'user-agent': 'fieldhook', 'webhook-id': '1' };
const header = (name: string, value = 'v', sensitive = false): CustomHeader => ({ name, value, sensitive });

test.each([
  'Content-Type',
  'content-length',
  'CONTENT-ENCODING',
  'content-',
  'Host',
  'connection',
  'Keep-Alive',
  'cookie',
  'User-Agent',
  'Webhook-Id',
  'webhook-anything',
  'X-ServiceTitan-Signature',
  'Transfer-Encoding',
  'TE',
  'trailer',
  'upgrade',
  'Expect',
  'Proxy-Authorization',
  'proxy-connection',
])('nobody sets %s, in whatever case', (name) => {
  expect(findNameProblem(name)).toMatch(/itself sets/);
  expect(findNameProblem(name.toUpperCase())).toMatch(/itself sets/);
  expect(completeHeaders(ours, [header(name)])).toBeUndefined();
});

test.each([
  '',
  ' ',
  'a b',
  'a:',
  'a\r\nhost',
  'a\n',
  'a\0',
  'x-ключ',
  // Looks like the k of "keep-alive", and is no ASCII.
  '\u212Aeep-alive',
  'ｈost',
  'host\u200b',
  'a,b',
  'a/b',
  '(a)',
  'x'.repeat(101),
])('%j is no name', (name) => {
  expect(findNameProblem(name)).toBeDefined();
  expect(completeHeaders(ours, [header(name)])).toBeUndefined();
});

test.each([
  'Authorization',
  'X-Api-Key',
  'x_y',
  "!#$%&'*+-.^_`|~",
  '__proto__',
  'constructor',
  'contentful',
  'tea',
  'hosted',
])('%s may be set', (name) => {
  expect(findNameProblem(name)).toBeUndefined();
  const completed = completeHeaders(ours, [header(name, 'value')]);
  expect(Object.entries(completed?.sent ?? {})).toContainEqual([name, 'value']);
});

test.each([
  '',
  ' ',
  ' a',
  'a ',
  '\ta',
  'a\r',
  'a\nb',
  'a\r\nx: y',
  '\0',
  'a\x7f',
  'é',
  'a\u2028b',
  'a\u0085b',
  '嗊嘊',
  MASK,
])('%j is no value', (value) => {
  expect(findValueProblem(value)).toBeDefined();
  expect(completeHeaders(ours, [header('x-a', value)])).toBeUndefined();
});

test('whatever text comes, what passes has no byte that ends a header, and ours stay as they are', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }))), (pairs) => {
      const completed = completeHeaders(
        ours,
        pairs.map(([name, value]) => header(name, value)),
      );
      if (completed === undefined) return;
      expect(completed.sent).toMatchObject(ours);
      for (const [name, value] of Object.entries(completed.sent)) {
        expect(name).toMatch(/^[\x21-\x7e]+$/);
        expect(value).toMatch(/^[\t\x20-\x7e]+$/);
      }
    }),
    { numRuns: 1_000 },
  );
});

test('sensitive values are sent and not logged, and those of Authorization never are', () => {
  const completed = completeHeaders(ours, [
    header('X-Api-Key', 'secret-1', true),
    header('authorization', 'Bearer secret-2'),
    header('X-Plain', 'plain'),
  ]);
  expect(completed?.sent).toEqual({
    ...ours,
    'X-Api-Key': 'secret-1',
    authorization: 'Bearer secret-2',
    'X-Plain': 'plain',
  });
  expect(completed?.logged).toEqual({ ...ours, 'X-Api-Key': MASK, authorization: MASK, 'X-Plain': 'plain' });
});

test('a list that is too long, too large or names one twice is not sent', () => {
  const many = Array.from({ length: 21 }, (_, index) => header(`x-${index}`));
  expect(completeHeaders(ours, many)).toBeUndefined();
  expect(completeHeaders(ours, many.slice(1))).toBeDefined();
  expect(completeHeaders(ours, [header('x-a', 'v'.repeat(4_094))])).toBeUndefined();
  expect(completeHeaders(ours, [header('x-a', 'v'.repeat(4_093))])).toBeDefined();
  expect(completeHeaders(ours, [header('x-a'), header('X-A')])).toBeUndefined();
  expect(completeHeaders({ ...ours, 'x-test': '1' }, [header('X-Test')])).toBeUndefined();
});

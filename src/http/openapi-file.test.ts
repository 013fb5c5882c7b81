import { expect, test } from 'vitest';
import { compareDescriptions, describeApi, readDescription } from '../../test/openapi-file.ts';

test('docs/openapi.json is what the running code serves', async () => {
  const differences = compareDescriptions(await readDescription(), await describeApi());
  expect(differences, 'run `npm run openapi` and commit docs/openapi.json').toEqual([]);
});

test('a difference is named by its call', () => {
  const operation = (summary: string) => ({ get: { summary } });
  const written = { openapi: '3.1.0', paths: { '/a': operation('A'), '/b': operation('B') } };
  const running = {
    openapi: '3.1.0',
    paths: { '/a': operation('A'), '/b': operation('b'), '/c': operation('C') },
  };
  expect(compareDescriptions(written, running)).toEqual(['GET /b differs', 'GET /c is missing in the file']);
});

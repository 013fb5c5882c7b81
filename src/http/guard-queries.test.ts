import { beforeAll, expect, test } from 'vitest';
import { buildTestApp } from '../../test/app.ts';
import { testStart, useDatabase } from '../../test/db.ts';
import { signIn } from '../../test/people.ts';
import { expectProblem } from '../../test/visitor.ts';
import type { Server } from './server.ts';

const database = useDatabase();
let app: Server;
let headers: Record<string, string>;

beforeAll(async () => {
  app = await buildTestApp(database.current.db, () => testStart);
  ({ headers } = await signIn(database.current.db, { operator: true }));
});

const search = (query: string) => app.inject({ url: `/api/operator/tenants?${query}`, headers });

test('NUL in a known query parameter names the field, and in an unknown one is ignored', async () => {
  for (const query of ['search=%00', 'search=a%00b'])
    expectProblem(await search(query), 400, 'validation_failed', ['search']);
  expect((await search('unknown=%00')).statusCode).toBe(200);
});

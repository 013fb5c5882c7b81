import { beforeAll, expect, test } from 'vitest';
import { buildTestApp } from '../../test/app.ts';
import { TestClock, testStart, useDatabase } from '../../test/db.ts';
import { signIn, tokenFor } from '../../test/people.ts';
import { expectProblem } from '../../test/visitor.ts';
import type { Server } from '../http/server.ts';

const database = useDatabase();
const clock = new TestClock();
let app: Server;

beforeAll(async () => {
  app = await buildTestApp(database.current.db, clock.now);
});

const portal = '/api/portal/organisations';
const read = (headers: Record<string, string>) => app.inject({ url: '/api/portal/terms', headers });
const accept = (headers: Record<string, string>, version: unknown) =>
  app.inject({
    method: 'POST',
    url: '/api/portal/terms/acceptance',
    headers,
    payload: { version },
    remoteAddress: '192.0.2.7',
  });

test('accepting the newest terms opens the portal, and is kept with time and address', async () => {
  const { db } = database.current;
  const { headers, personId } = await signIn(db, { acceptsTerms: false });
  expectProblem(await app.inject({ url: portal, headers }), 403, 'terms_not_accepted', []);
  const before = await read(headers);
  expect(before.json()).toEqual({
    version: 1,
    text: expect.stringContaining('API Terms of Use'),
    publishedAt: '2026-01-01T00:00:00.000Z',
    acceptedAt: null,
  });
  expect((await accept(headers, 1)).json()).toMatchObject({ acceptedAt: testStart.toISOString() });
  expect((await app.inject({ url: portal, headers })).statusCode).toBe(200);

  // Accepting again changes nothing of what was kept.
  clock.advance(60);
  expect((await accept(headers, 1)).json()).toMatchObject({ acceptedAt: testStart.toISOString() });
  const kept = await db
    .selectFrom('terms_acceptances')
    .selectAll()
    .where('person_id', '=', personId)
    .execute();
  expect(kept).toEqual([
    { person_id: personId, version: 1, accepted_at: testStart, ip_address: '192.0.2.7' },
  ]);
});

test('a token for the portal can open it, and no other', async () => {
  const { db } = database.current;
  const { personId } = await signIn(db, { acceptsTerms: false });
  const portalToken = await tokenFor(db, personId, { scopes: ['portal:read', 'portal:write'] });
  const otherToken = await tokenFor(db, personId, { scopes: ['person:read', 'person:write'] });
  expectProblem(await read(otherToken.headers), 403, 'permission_missing', []);
  expectProblem(await accept(otherToken.headers, 1), 403, 'permission_missing', []);
  expect((await read(portalToken.headers)).statusCode).toBe(200);
  expect((await accept(portalToken.headers, 1)).statusCode).toBe(200);
  expect((await app.inject({ url: portal, headers: portalToken.headers })).statusCode).toBe(200);
});

test('a new version closes the portal until it is accepted; older ones and drafts cannot be', async () => {
  const { db } = database.current;
  const { headers } = await signIn(db);
  const later = new Date(clock.now().getTime() + 86_400_000);
  await db
    .insertInto('terms_versions')
    .values([
      { version: 2, text: 'Second', published_at: clock.now() },
      { version: 3, text: 'Draft', published_at: later },
    ])
    .execute();
  expectProblem(await app.inject({ url: portal, headers }), 403, 'terms_not_accepted', []);
  for (const version of [1, 3, 4]) {
    expectProblem(await accept(headers, version), 400, 'validation_failed', ['version']);
  }
  expect((await accept(headers, 2)).json()).toMatchObject({ version: 2, text: 'Second' });
  expect((await app.inject({ url: portal, headers })).statusCode).toBe(200);
});

test('only whoever is signed in accepts, and only a version', async () => {
  const { headers } = await signIn(database.current.db, { acceptsTerms: false });
  expectProblem(await accept({}, 1), 401, 'sign_in_required', []);
  expectProblem(await read({}), 401, 'sign_in_required', []);
  for (const version of [0, 2 ** 40, '1', null]) {
    expectProblem(await accept(headers, version), 400, 'validation_failed', ['version']);
  }
});

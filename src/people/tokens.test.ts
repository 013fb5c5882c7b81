import { beforeAll, describe, expect, test } from 'vitest';
import { buildTestApp } from '../../test/app.ts';
import { TestClock, useDatabase } from '../../test/db.ts';
import { signIn, tokenFor, type TestPerson } from '../../test/people.ts';
import { expectProblem } from '../../test/visitor.ts';
import type { Server } from '../http/server.ts';

const database = useDatabase();
const clock = new TestClock();
const path = '/api/people/me/tokens';
let app: Server;

beforeAll(async () => {
  app = await buildTestApp(database.current.db, clock.now);
});

const inDays = (days: number): string => new Date(clock.now().getTime() + days * 86_400_000).toISOString();
const body = (given: object = {}) => ({
  name: 'deploy',
  scopes: ['portal:read'],
  expiresAt: inDays(30),
  ...given,
});
const make = ({ headers }: Pick<TestPerson, 'headers'>, payload: object = body()) =>
  app.inject({ method: 'POST', url: path, headers, payload });
const list = async ({ headers }: TestPerson) =>
  (await app.inject({ url: path, headers })).json<{ data: { id: string }[] }>().data;

describe('a personal access token', () => {
  test('is shown once, kept as a hash, listed with its last use, and works until revoked', async () => {
    const robin = await signIn(database.current.db);
    const made = await make(robin, body({ scopes: ['person:read'] }));
    expect(made.statusCode).toBe(201);
    expect(made.headers['cache-control']).toBe('no-store');
    const { id, token } = made.json<{ id: string; token: string }>();
    expect(token).toMatch(/^fht_[A-Za-z0-9]{32}$/);
    const rows = await database.current.db.selectFrom('personal_access_tokens').selectAll().execute();
    expect(JSON.stringify(rows)).not.toContain(token);

    const headers = { authorization: `Bearer ${token}` };
    expect((await app.inject({ url: '/api/people/me', headers })).json()).toMatchObject({
      person: { id: robin.personId },
      environment: 'production',
    });
    expect(await list(robin)).toEqual([
      {
        id,
        name: 'deploy',
        environment: 'production',
        scopes: ['person:read'],
        createdAt: clock.now().toISOString(),
        expiresAt: inDays(30),
        lastUsedAt: clock.now().toISOString(),
      },
    ]);
    const remove = () => app.inject({ method: 'DELETE', url: `${path}/${id}`, headers: robin.headers });
    expect((await remove()).statusCode).toBe(204);
    expectProblem(await app.inject({ url: '/api/people/me', headers }), 401, 'sign_in_required', []);
    expectProblem(await remove(), 404, 'not_found', []);
    expect(await list(robin)).toEqual([]);
  });

  test('may be of the other environment', async () => {
    const made = await make(await signIn(database.current.db), body({ environment: 'integration' }));
    expect(made.json()).toMatchObject({ environment: 'integration' });
  });

  test.each([
    [{ expiresAt: inDays(367) }, ['expiresAt']],
    [{ expiresAt: inDays(0) }, ['expiresAt']],
    [{ expiresAt: '2026-08-01T00:00:00' }, ['expiresAt']],
    [{ scopes: [] }, ['scopes']],
    [{ scopes: ['everything'] }, ['scopes.0']],
    [{ name: ' ' }, ['name']],
  ])('is not made of %j', async (given, fields) => {
    expectProblem(
      await make(await signIn(database.current.db), body(given)),
      400,
      'validation_failed',
      fields,
    );
  });

  test('cannot make another one', async () => {
    const robin = await signIn(database.current.db);
    const { headers } = await tokenFor(database.current.db, robin.personId);
    const answer = await app.inject({ method: 'POST', url: path, headers, payload: body() });
    expectProblem(answer, 403, 'permission_missing', []);
  });

  test('of somebody else cannot be revoked, and looks like one that does not exist', async () => {
    const [robin, sam] = [await signIn(database.current.db), await signIn(database.current.db)];
    const { id, token } = (await make(sam, body({ scopes: ['person:read'] }))).json<{
      id: string;
      token: string;
    }>();
    const bodies = await Promise.all(
      [id, crypto.randomUUID(), 'x', '%00', '%C3%A4', 'a'.repeat(201)].map(async (one) => {
        const answer = await app.inject({ method: 'DELETE', url: `${path}/${one}`, headers: robin.headers });
        expectProblem(answer, 404, 'not_found', []);
        return answer.body.replace(/"traceId":"[^"]+"/, '');
      }),
    );
    expect(new Set(bodies).size).toBe(1);
    const headers = { authorization: `Bearer ${token}` };
    expect((await app.inject({ url: '/api/people/me', headers })).statusCode).toBe(200);
  });

  test('is one of fifty at most, however many are made at once; expired ones make room', async () => {
    const robin = await signIn(database.current.db);
    const answers = await Promise.all(Array.from({ length: 53 }, () => make(robin)));
    expect(answers.filter(({ statusCode }) => statusCode === 201)).toHaveLength(50);
    expectProblem(await make(robin), 400, 'validation_failed', ['token']);
    clock.advance(31 * 86_400);
    expect((await make(robin)).statusCode).toBe(201);
    expect(await list(robin)).toHaveLength(1);
  });

  test('needs somebody who is signed in', async () => {
    expectProblem(await app.inject(path), 401, 'sign_in_required', []);
    const answer = await app.inject({ method: 'POST', url: path, payload: body() });
    expectProblem(answer, 401, 'sign_in_required', []);
  });
});

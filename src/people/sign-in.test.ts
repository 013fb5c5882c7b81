import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { buildTestApp } from '../../test/app.ts';
import { TestClock, useDatabase } from '../../test/db.ts';
import { createTenant } from '../../test/factories.ts';
import { Browser } from '../../test/browser.ts';
import { expectProblem } from '../../test/visitor.ts';
import type { Server } from '../http/server.ts';
import { createPersonWithPassword } from './people.ts';

const database = useDatabase();
const password = 'correct horse battery';
let clock: TestClock;
let app: Server;
let email: string;
let count = 0;

beforeAll(async () => {
  // better-auth reads the machine's clock.
  clock = new TestClock(new Date());
  app = await buildTestApp(database.current.db, clock.now);
});

beforeEach(async () => {
  count += 1;
  email = `robin${count}@people.test`;
  await createPersonWithPassword(database.current.db, { email, name: 'Robin Reed', password }, clock.now());
  await database.current.db.deleteFrom('rate_limits').execute();
});

const browser = (): Browser => new Browser(app);

describe('signing in', () => {
  test('with e-mail and password shows who is signed in, in the chosen environment', async () => {
    const robin = browser();
    const answer = await robin.post('/api/people/sign-in', {
      email: email.toUpperCase(),
      password,
      environment: 'integration',
    });
    expect(answer.json()).toEqual({ status: 'signed_in' });
    expect(answer.headers['set-cookie']).toEqual([
      expect.stringMatching(/^__Secure-fieldhook\.session_token=.*HttpOnly; Secure; SameSite=Lax/),
    ]);
    const me = await robin.get('/api/people/me');
    expect(me.json()).toEqual({
      person: { id: expect.any(String), name: 'Robin Reed', email, hasSecondFactor: false },
      environment: 'integration',
      isOperator: false,
      tenants: [],
      organisations: [],
      terms: { newestVersion: 1, accepted: false },
    });
    const signIn = await database.current.db
      .selectFrom('sign_ins')
      .selectAll()
      .where('person_id', '=', me.json<{ person: { id: string } }>().person.id)
      .executeTakeFirstOrThrow();
    expect(signIn).toMatchObject({ environment: 'integration', ip_address: '127.0.0.1' });
  });

  test('decides by its environment which tenants are seen', async () => {
    const { db } = database.current;
    const { id } = await db
      .selectFrom('people')
      .select('id')
      .where('email', '=', email)
      .executeTakeFirstOrThrow();
    for (const environment of ['production', 'integration'] as const) {
      const { tenantId } = await createTenant(db, { environment, name: environment });
      await db
        .insertInto('tenant_members')
        .values({ tenant_id: tenantId, person_id: id, role: 'office_employee', may_generate_app_key: true })
        .execute();
      const robin = browser();
      await robin.signIn(email, password, environment);
      expect((await robin.get('/api/people/me')).json()).toMatchObject({
        environment,
        tenants: [
          {
            id: tenantId,
            name: environment,
            role: 'office_employee',
            preview: true,
            permissions: { manageApiAccess: false, generateAppKey: true },
          },
        ],
      });
    }
  });

  test('tells a wrong password, an unknown account and one without a password alike', async () => {
    await database.current.db
      .insertInto('people')
      .values({ id: `invited${count}`, name: 'Invited', email: `invited${count}@people.test` })
      .execute();
    const tries = [
      { email, password: 'another horse battery' },
      { email: `nobody${count}@people.test`, password },
      { email: `invited${count}@people.test`, password },
      { email: 'no address', password },
      { email, password: '' },
    ];
    const bodies: string[] = [];
    for (const given of tries) {
      const answer = await browser().post('/api/people/sign-in', { ...given, environment: 'production' });
      expectProblem(answer, 401, 'sign_in_failed', []);
      expect(answer.headers['set-cookie']).toBeUndefined();
      bodies.push(answer.body.replace(/"traceId":"[^"]+"/, ''));
    }
    expect(new Set(bodies).size).toBe(1);
  });

  test('does the work of a password check for an unknown account too', async () => {
    const time = async (given: string): Promise<number> => {
      const started = performance.now();
      await browser().post('/api/people/sign-in', {
        email: given,
        password: 'another horse battery',
        environment: 'production',
      });
      return performance.now() - started;
    };
    // The quickest of three, since this machine may have other work.
    let [known, unknown] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
    for (let index = 0; index < 3; index += 1) {
      known = Math.min(known, await time(email));
      unknown = Math.min(unknown, await time(`nobody${count}@people.test`));
    }
    // The hash takes some 50 ms, everything else two or three.
    expect(unknown).toBeGreaterThan(known / 4);
    expect(known).toBeGreaterThan(10);
  });

  test.each([
    [{ password }, ['email', 'environment']],
    [{ email: 'a@b.test', password, environment: 'staging' }, ['environment']],
    [{ email: 'a@b.test', password: 'x'.repeat(129), environment: 'production' }, ['password']],
    [{ email: 'a@b.test', password, environment: 'production', admin: true }, ['admin']],
  ])('names what is wrong with %j', async (body, fields) => {
    expectProblem(await browser().post('/api/people/sign-in', body), 400, 'validation_failed', fields);
  });

  test('is refused to pages of other sites, and taken from what is no browser', async () => {
    const payload = { email, password, environment: 'production' };
    const send = (headers: Record<string, string>) =>
      app.inject({ method: 'POST', url: '/api/people/sign-in', payload, headers });
    expectProblem(await send({ origin: 'https://evil.test' }), 403, 'origin_not_allowed', []);
    expectProblem(await send({ 'sec-fetch-site': 'cross-site' }), 403, 'origin_not_allowed', []);
    expect((await send({})).statusCode).toBe(200);
  });
});

describe('signing out', () => {
  test('ends this sign-in and no other', async () => {
    const [one, two] = [browser(), browser()];
    await one.signIn(email, password);
    await two.signIn(email, password);
    const { cookies } = one;
    expect((await one.post('/api/people/sign-out')).statusCode).toBe(204);
    expect(one.cookies.size).toBe(0);
    one.cookies = cookies;
    expectProblem(await one.get('/api/people/me'), 401, 'sign_in_required', []);
    expect((await two.get('/api/people/me')).statusCode).toBe(200);
  });
});

// Each guess costs a password hash, 50 ms of a free processor.
const patient = { timeout: 90_000 };

describe('guessing', patient, () => {
  const guess = (given: string, remoteAddress = '192.0.2.1') =>
    app.inject({
      method: 'POST',
      url: '/api/people/sign-in',
      payload: { email: given, password: 'another horse battery', environment: 'production' },
      remoteAddress,
    });

  test('at one account is slowed down, from whatever addresses, whether it exists or not', async () => {
    for (const account of [email, `nobody${count}@people.test`]) {
      for (let index = 1; index <= 10; index += 1) {
        expect((await guess(account, `192.0.2.${index}`)).statusCode).toBe(401);
      }
      const refused = await guess(account, '192.0.2.99');
      expectProblem(refused, 429, 'rate_limited', []);
      expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
      expect(Number(refused.headers['retry-after'])).toBeLessThanOrEqual(60);
    }
    // Not even the right password gets through meanwhile; a minute later it does, and clears the count.
    const right = { email, password, environment: 'production' };
    expectProblem(await browser().post('/api/people/sign-in', right), 429, 'rate_limited', []);
    clock.advance(60);
    expect((await browser().post('/api/people/sign-in', right)).statusCode).toBe(200);
    expect((await guess(email)).statusCode).toBe(401);
  });

  test('from one address is slowed down, at whatever accounts', async () => {
    const answers = await Promise.all(
      Array.from({ length: 32 }, (_, index) => guess(`nobody${index}@people.test`)),
    );
    const codes = answers.map(({ statusCode }) => statusCode);
    expect(codes.filter((code) => code === 401)).toHaveLength(30);
    expect(codes.filter((code) => code === 429)).toHaveLength(2);
    expect((await guess('nobody@people.test', '192.0.2.2')).statusCode).toBe(401);
  });

  test('many at once do not slip through', async () => {
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) => guess(email, `198.51.100.${index}`)),
    );
    expect(answers.filter(({ statusCode }) => statusCode === 401)).toHaveLength(10);
  });
});

import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { buildTestApp } from '../../test/app.ts';
import { TestClock, useDatabase } from '../../test/db.ts';
import { createTenant } from '../../test/factories.ts';
import { Browser } from '../../test/browser.ts';
import { nextTotpCode, totpCode } from '../../test/totp.ts';
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

describe('a second factor', patient, () => {
  async function setUp(): Promise<{ robin: Browser; totpUri: string; backupCodes: string[] }> {
    const robin = browser();
    await robin.signIn(email, password);
    const set = await robin.post('/api/people/me/second-factor', { password });
    const { totpUri, backupCodes } = set.json<{ totpUri: string; backupCodes: string[] }>();
    const confirmed = await robin.post('/api/people/me/second-factor/confirm', { code: totpCode(totpUri) });
    expect([confirmed.statusCode, confirmed.body]).toEqual([204, '']);
    return { robin, totpUri, backupCodes };
  }

  async function givePassword(environment: 'production' | 'integration' = 'production'): Promise<Browser> {
    const robin = browser();
    const answer = await robin.post('/api/people/sign-in', { email, password, environment });
    expect(answer.json()).toEqual({ status: 'second_factor_required' });
    expectProblem(await robin.get('/api/people/me'), 401, 'sign_in_required', []);
    return robin;
  }

  const signInsOf = async (robin: Browser): Promise<number> => {
    const me = (await robin.get('/api/people/me')).json<{ person: { id: string } }>();
    const rows = database.current.db.selectFrom('sign_ins').select('id');
    return (await rows.where('person_id', '=', me.person.id).execute()).length;
  };

  const giveCode = (robin: Browser, code: string) =>
    robin.post('/api/people/sign-in/second-factor', { code });

  test('is asked for after the password, and the chosen environment outlives both steps', async () => {
    const { robin, totpUri } = await setUp();
    expect((await robin.get('/api/people/me')).json()).toMatchObject({ person: { hasSecondFactor: true } });
    const again = await givePassword('integration');
    expect((await giveCode(again, nextTotpCode(totpUri))).json()).toEqual({ status: 'signed_in' });
    expect((await again.get('/api/people/me')).json()).toMatchObject({ environment: 'integration' });
  });

  test('takes each code of the app once, and none before it', async () => {
    const { robin, totpUri } = await setUp();
    const [used, next] = [totpCode(totpUri), nextTotpCode(totpUri)];
    // The one that confirmed it is used, too.
    expectProblem(await giveCode(await givePassword(), used), 401, 'sign_in_failed', []);
    const confirming = await robin.post('/api/people/me/second-factor/confirm', { code: used });
    expectProblem(confirming, 400, 'validation_failed', ['code']);
    expect((await giveCode(await givePassword(), next)).statusCode).toBe(200);
    const before = await signInsOf(robin);
    const replaying = await givePassword();
    const refused = await giveCode(replaying, next);
    expectProblem(refused, 401, 'sign_in_failed', []);
    expect(refused.headers['set-cookie']).toBeUndefined();
    expectProblem(await replaying.get('/api/people/me'), 401, 'sign_in_required', []);
    expect(await signInsOf(robin)).toBe(before);
    expectProblem(await giveCode(await givePassword(), used), 401, 'sign_in_failed', []);
  });

  test('lets one in of several who give the same code at once', async () => {
    const { robin, totpUri } = await setUp();
    const before = await signInsOf(robin);
    const browsers = [];
    for (let index = 0; index < 5; index += 1) browsers.push(await givePassword());
    const code = nextTotpCode(totpUri);
    const answers = await Promise.all(browsers.map((one) => giveCode(one, code)));
    const codes = answers.map(({ statusCode }) => statusCode).toSorted();
    expect(codes).toEqual([200, 401, 401, 401, 401]);
    expect(await signInsOf(robin)).toBe(before + 1);
  });

  test('takes each backup code once', async () => {
    const { backupCodes } = await setUp();
    const [code = ''] = backupCodes;
    expect((await giveCode(await givePassword(), code)).statusCode).toBe(200);
    expectProblem(await giveCode(await givePassword(), code), 401, 'sign_in_failed', []);
  });

  test('is no way in without the password', async () => {
    const { totpUri } = await setUp();
    expectProblem(await giveCode(browser(), nextTotpCode(totpUri)), 401, 'sign_in_failed', []);
    const robin = await givePassword();
    robin.cookies.set('__Secure-fieldhook.two_factor', 'made.up');
    expectProblem(await giveCode(robin, nextTotpCode(totpUri)), 401, 'sign_in_failed', []);
  });

  test('gives five tries for a password, and locks after ten wrong codes in a row', async () => {
    const { totpUri } = await setUp();
    for (let round = 0; round < 2; round += 1) {
      const robin = await givePassword();
      for (let index = 0; index < 5; index += 1) {
        expectProblem(await giveCode(robin, 'xxxxx-xxxxx'), 401, 'sign_in_failed', []);
      }
      if (round === 0) {
        expectProblem(await giveCode(robin, nextTotpCode(totpUri)), 401, 'sign_in_failed', []);
      }
    }
    const locked = await giveCode(await givePassword(), nextTotpCode(totpUri));
    expectProblem(locked, 429, 'rate_limited', []);
    expect(locked.headers['retry-after']).toBe('900');
  });

  test('counts only once confirmed, cannot be set up twice, and is given up with the password', async () => {
    const robin = browser();
    await robin.signIn(email, password);
    const path = '/api/people/me/second-factor';
    expectProblem(await robin.post(`${path}/confirm`, { code: '000000' }), 404, 'not_found', []);
    expectProblem(await robin.post(path, { password: 'wrong' }), 400, 'validation_failed', ['password']);
    await robin.post(path, { password });
    expectProblem(await robin.post(`${path}/confirm`, { code: '1' }), 400, 'validation_failed', ['code']);
    await browser().signIn(email, password);
    const { robin: withFactor } = await setUp();
    expectProblem(await withFactor.post(path, { password }), 409, 'already_exists', []);
    expectProblem(await withFactor.post(`${path}/disable`, { password: 'wrong' }), 400, 'validation_failed', [
      'password',
    ]);
    expect((await withFactor.post(`${path}/disable`, { password })).statusCode).toBe(204);
    await browser().signIn(email, password);
  });
});

import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { buildTestApp } from '../../test/app.ts';
import { TestClock, useDatabase } from '../../test/db.ts';
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

// Each password costs a hash, 50 ms of a free processor.
const patient = { timeout: 90_000 };

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
    const codes = answers.map(({ statusCode }) => statusCode).toSorted((one, two) => one - two);
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

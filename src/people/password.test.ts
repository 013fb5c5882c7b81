import { pino } from 'pino';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { buildTestApp } from '../../test/app.ts';
import { Browser } from '../../test/browser.ts';
import { TestClock, useDatabase } from '../../test/db.ts';
import { openMailbox, tokenIn } from '../../test/mailbox.ts';
import { tokenFor } from '../../test/people.ts';
import { until } from '../../test/fieldhook-process.ts';
import { expectProblem } from '../../test/visitor.ts';
import type { Server } from '../http/server.ts';
import { createPersonWithPassword } from './people.ts';

const database = useDatabase();
const clock = new TestClock(new Date());
const password = 'correct horse battery';
const newPassword = 'quite another horse';
let app: Server;
let email: string;
let personId: string;
let count = 0;

beforeAll(async () => {
  app = await buildTestApp(database.current.db, clock.now);
});

beforeEach(async () => {
  count += 1;
  email = `robin${count}@people.test`;
  const person = { email, name: 'Robin Reed', password };
  personId = await createPersonWithPassword(database.current.db, person, clock.now());
  await database.current.db.deleteFrom('rate_limits').execute();
});

// Each guess costs a password hash, 50 ms of a free processor.
const patient = { timeout: 90_000 };

describe('a forgotten password', patient, () => {
  const ask = (browser: Browser, address = email) =>
    browser.post('/api/people/password-reset', { email: address });
  const confirm = (browser: Browser, token: string, chosen = newPassword) =>
    browser.post('/api/people/password-reset/confirm', { token, newPassword: chosen });

  test('is set anew by the mailed link, once, which ends every sign-in', async () => {
    const { sendMail, mails } = await openMailbox();
    const logged: string[] = [];
    const log = pino({ level: 'trace' }, { write: (line) => logged.push(line) });
    const mailing = await buildTestApp(database.current.db, clock.now, undefined, [], { sendMail, log });
    const [before, anybody] = [new Browser(mailing), new Browser(mailing)];
    await before.signIn(email, password);
    const asked = await ask(anybody, email.toUpperCase());
    expect([asked.statusCode, asked.json()]).toEqual([202, { status: 'accepted' }]);
    await until(async () => mails.length === 1);
    expect(mails[0]).toContain(`To: ${email}`);
    expect(mails[0]).toContain('https://fieldhook.test/password#token=');
    const token = tokenIn(mails[0]);

    expectProblem(await confirm(anybody, token, 'too short'), 400, 'validation_failed', ['newPassword']);
    expect((await confirm(anybody, token)).statusCode).toBe(204);
    expectProblem(await confirm(anybody, token), 400, 'validation_failed', ['token']);
    expectProblem(await before.get('/api/people/me'), 401, 'sign_in_required', []);
    const old = { email, password, environment: 'production' };
    expectProblem(await anybody.post('/api/people/sign-in', old), 401, 'sign_in_failed', []);
    await anybody.signIn(email, newPassword);

    // Neither the log nor the database ever had what the mail holds.
    expect(logged.join('')).not.toContain(token);
    const kept = await database.current.db.selectFrom('verifications').selectAll().execute();
    expect(JSON.stringify(kept)).not.toContain(token);
  });

  test('spends every other link and half sign-in with it, and leaves tokens alone', async () => {
    const { sendMail, mails } = await openMailbox();
    const mailing = await buildTestApp(database.current.db, clock.now, undefined, [], { sendMail });
    const browser = new Browser(mailing);
    const { headers } = await tokenFor(database.current.db, personId);
    await ask(browser);
    await ask(browser);
    await until(async () => mails.length === 2);
    const [first, second] = mails.map(tokenIn);
    expect((await confirm(browser, second ?? '')).statusCode).toBe(204);
    expectProblem(await confirm(browser, first ?? ''), 400, 'validation_failed', ['token']);
    expect((await app.inject({ url: '/api/people/me', headers })).statusCode).toBe(200);
  });

  test('is answered alike and at once whether the account exists, and mails nobody else', async () => {
    const { sendMail, mails } = await openMailbox();
    const mailing = await buildTestApp(database.current.db, clock.now, undefined, [], { sendMail });
    const browser = new Browser(mailing);
    const answers = [await ask(browser, 'nobody@people.test'), await ask(browser)];
    for (const { statusCode, body } of answers) {
      expect([statusCode, body]).toEqual([202, '{"status":"accepted"}']);
    }
    // A stop waits for the mail that is under way.
    await mailing.close();
    expect(mails).toHaveLength(1);
  });

  test('fills nobody’s mailbox: three mails, then one in ten minutes', async () => {
    const sent: string[] = [];
    const sendMail = async ({ to }: { to: string }): Promise<void> => void sent.push(to);
    const mailing = await buildTestApp(database.current.db, clock.now, undefined, [], { sendMail });
    const browser = new Browser(mailing);
    for (let index = 0; index < 6; index += 1) expect((await ask(browser)).statusCode).toBe(202);
    await until(async () => sent.length === 3);
    clock.advance(600);
    await ask(browser);
    await mailing.close();
    expect(sent).toHaveLength(4);
  });

  test('is no way to guess: tokens are counted by address', async () => {
    const browser = new Browser(app);
    const answers = await Promise.all(Array.from({ length: 32 }, () => confirm(browser, 'guess')));
    const refused = answers.filter(({ statusCode }) => statusCode === 429);
    expect(refused).toHaveLength(2);
  });

  test('a mail that cannot be sent changes no answer, and is logged without what it says', async () => {
    const logged: string[] = [];
    const log = pino({ level: 'trace' }, { write: (line) => logged.push(line) });
    const sendMail = (mail: { text: string }): Promise<void> => Promise.reject(new Error(mail.text));
    const mailing = await buildTestApp(database.current.db, clock.now, undefined, [], { sendMail, log });
    expect((await ask(new Browser(mailing))).statusCode).toBe(202);
    await mailing.close();
    expect(logged.join('')).toContain('a mail could not be sent');
    expect(logged.join('')).not.toContain('token=');
  });
});

describe('the own password', patient, () => {
  const change = (browser: Browser, currentPassword: string, chosen = newPassword) =>
    browser.post('/api/people/me/password', { currentPassword, newPassword: chosen });

  test('is changed with the present one, and ends the other sign-ins', async () => {
    const [one, two] = [new Browser(app), new Browser(app)];
    await one.signIn(email, password, 'integration');
    await two.signIn(email, password);
    expectProblem(await change(one, 'not the present one'), 400, 'validation_failed', ['currentPassword']);
    expectProblem(await change(one, password, 'too short'), 400, 'validation_failed', ['newPassword']);
    expect((await change(one, password)).statusCode).toBe(204);
    expect((await one.get('/api/people/me')).json()).toMatchObject({ environment: 'integration' });
    expectProblem(await two.get('/api/people/me'), 401, 'sign_in_required', []);
    await two.signIn(email, newPassword);
  });

  test('is not to be guessed in somebody’s open browser', async () => {
    const browser = new Browser(app);
    await browser.signIn(email, password);
    for (let index = 0; index < 10; index += 1) {
      expect((await change(browser, `guess number ${index}`)).statusCode).toBe(400);
    }
    expectProblem(await change(browser, password), 429, 'rate_limited', []);
  });

  test('is out of reach for a token and for nobody', async () => {
    const { headers } = await tokenFor(database.current.db, personId);
    const payload = { currentPassword: password, newPassword };
    const url = '/api/people/me/password';
    expectProblem(await app.inject({ method: 'POST', url, headers, payload }), 403, 'permission_missing', []);
    expectProblem(await app.inject({ method: 'POST', url, payload }), 401, 'sign_in_required', []);
  });
});

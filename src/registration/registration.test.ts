import { beforeAll, describe, expect, test } from 'vitest';
import { buildTestApp } from '../../test/app.ts';
import { Browser } from '../../test/browser.ts';
import { TestClock, useDatabase } from '../../test/db.ts';
import { openMailbox } from '../../test/mailbox.ts';
import { newAppBody } from '../../test/portal.ts';
import { expectProblem } from '../../test/visitor.ts';
import type { Server } from '../http/server.ts';
import { ensurePerson } from '../people/people.ts';
import type { Me } from '../people/schema.ts';

const database = useDatabase();
const url = '/api/people/registration';
const password = 'correct horse battery';
const rules = { isOpen: true, makesTestTenant: true };
const applicant = {
  email: 'Dee@developer.test',
  name: 'Dee Developer',
  password,
  organisationName: 'Dee Software',
  environment: 'integration',
};
let clock: TestClock;
/** Sends no mail. */
let trial: Server;

beforeAll(async () => {
  // better-auth reads the machine's clock.
  clock = new TestClock(new Date());
  trial = await buildTestApp(database.current.db, clock.now, undefined, [], { registration: rules });
});

async function countPeople(email: string): Promise<number> {
  const rows = await database.current.db
    .selectFrom('people')
    .select('id')
    .where('email', '=', email)
    .execute();
  return rows.length;
}

describe('without mail, on one own machine', () => {
  test('whoever registers signs in at once, with an organisation and a test tenant, and connects an app to it', async () => {
    const dee = new Browser(trial);
    expect((await dee.get(url)).json()).toEqual({
      open: true,
      confirmation: 'none',
      testTenant: true,
      passwordMinLength: 12,
    });
    const answer = await dee.post(url, applicant);
    expect([answer.statusCode, answer.json()]).toEqual([202, { status: 'accepted', next: 'sign_in' }]);
    await dee.signIn('dee@developer.test', password, 'integration');
    const me = (await dee.get('/api/people/me')).json<Me>();
    const [tenant] = me.tenants;
    expect(me).toMatchObject({
      isOperator: false,
      tenants: [{ name: 'Dee Software (test tenant)', preview: true, role: 'administrator' }],
      organisations: [{ name: 'Dee Software', tenantId: tenant?.id }],
    });
    await dee.post('/api/portal/terms/acceptance', { version: 1 });
    const app = await dee.post('/api/portal/apps', {
      ...newAppBody,
      tenants: [{ tenantId: tenant?.id }],
    });
    expect([app.statusCode, app.body]).toEqual([201, expect.any(String)]);
    const settings = `/api/settings/tenants/${tenant?.id}/apps/${app.json<{ id: string }>().id}`;
    const allowed = await dee.post(`${settings}/connection`, { version: 1 });
    expect([allowed.statusCode, allowed.body]).toEqual([201, expect.any(String)]);
    const scheduler = await database.current.db
      .selectFrom('schedulers')
      .select(['is_default', 'status'])
      .where('tenant_id', '=', tenant?.id ?? 0)
      .executeTakeFirstOrThrow();
    expect(scheduler).toEqual({ is_default: true, status: 'Active' });
    const own = new Browser(trial);
    await own.signIn('dee@developer.test', password, 'production');
    expect((await own.get('/api/people/me')).json()).toMatchObject({
      tenants: [],
      organisations: [{ name: 'Dee Software' }],
    });
    const lines = await database.current.db
      .selectFrom('audit_log')
      .select('action')
      .where('person_email', '=', 'dee@developer.test')
      .orderBy('id')
      .execute();
    expect(lines.map(({ action }) => action)).toEqual(
      expect.arrayContaining(['person.registered', 'tenant.created', 'tenant.preview_switched']),
    );
  });

  test('an address that has an account, even an invited one without a password, is answered alike and stays as it is', async () => {
    await ensurePerson(database.current.db, { email: 'invited@developer.test' }, clock.now());
    const robin = new Browser(trial);
    const answer = await robin.post(url, { ...applicant, email: 'invited@developer.test' });
    expect([answer.statusCode, answer.json()]).toEqual([202, { status: 'accepted', next: 'sign_in' }]);
    const signIn = await robin.post('/api/people/sign-in', {
      email: 'invited@developer.test',
      password,
      environment: 'integration',
    });
    expectProblem(signIn, 401, 'sign_in_failed', []);
  });

  test('of many who register one address at once one gets it', async () => {
    const all = Array.from({ length: 4 }, () =>
      new Browser(trial).post(url, { ...applicant, email: 'race@developer.test' }),
    );
    expect((await Promise.all(all)).map((answer) => answer.statusCode)).toEqual([202, 202, 202, 202]);
    expect(await countPeople('race@developer.test')).toBe(1);
  });

  test('what is not valid is refused with its fields, and pages of other sites are', async () => {
    const invalid = await new Browser(trial).post(url, {
      ...applicant,
      email: 'nobody',
      password: 'short',
      organisationName: '',
    });
    expectProblem(invalid, 400, 'validation_failed', ['email', 'organisationName', 'password']);
    const foreign = await trial.inject({
      method: 'POST',
      url,
      payload: applicant,
      headers: { origin: 'https://elsewhere.test' },
    });
    expectProblem(foreign, 403, 'origin_not_allowed', []);
  });

  test('registering is slowed down by address', async () => {
    const { db } = database.current;
    await db.deleteFrom('rate_limits').execute();
    const codes: number[] = [];
    for (let count = 0; count < 11; count += 1) {
      // Refused by the limit alone: an address that has an account.
      codes.push((await new Browser(trial).post(url, applicant)).statusCode);
    }
    expect(codes).toEqual([...Array.from({ length: 10 }, () => 202), 429]);
    await db.deleteFrom('rate_limits').execute();
  });
});

test('where registration is closed nobody registers, and it says so', async () => {
  const app = await buildTestApp(database.current.db, clock.now);
  const robin = new Browser(app);
  expect((await robin.get(url)).json()).toMatchObject({ open: false });
  expectProblem(await robin.post(url, applicant), 403, 'registration_closed', []);
  expectProblem(await robin.post(`${url}/confirm`, { token: 'x', password }), 403, 'registration_closed', []);
});

describe('where mail is set up', () => {
  test('an account is made only by who reads the mail and knows the password', async () => {
    const { sendMail, mails } = await openMailbox();
    const { db } = database.current;
    const app = await buildTestApp(db, clock.now, undefined, [], {
      sendMail,
      registration: { isOpen: true, makesTestTenant: false },
    });
    const mia = new Browser(app);
    const answer = await mia.post(url, { ...applicant, email: 'mia@developer.test' });
    expect(answer.json()).toEqual({ status: 'accepted', next: 'confirm_by_mail' });
    await app.close();
    expect(await countPeople('mia@developer.test')).toBe(0);
    const text = (mails[0] ?? '').replaceAll('=\r\n', '').replaceAll('=3D', '=');
    const [, token = ''] =
      /\/register\/confirm#token=([A-Za-z0-9]+)&environment=integration/.exec(text) ?? [];
    expect(text).not.toContain('Dee Software');

    const other = await buildTestApp(db, clock.now, undefined, [], {
      sendMail,
      registration: { isOpen: true, makesTestTenant: false },
    });
    const there = new Browser(other);
    const confirm = (given: object) => there.post(`${url}/confirm`, { token, password, ...given });
    expectProblem(await confirm({ token: 'wrong' }), 400, 'validation_failed', ['token']);
    expectProblem(await confirm({ password: 'another password' }), 400, 'validation_failed', ['password']);
    expect(await countPeople('mia@developer.test')).toBe(0);
    const confirmed = await confirm({});
    expect([confirmed.statusCode, confirmed.json()]).toEqual([
      200,
      { email: 'mia@developer.test', environment: 'integration' },
    ]);
    expectProblem(await confirm({}), 400, 'validation_failed', ['token']);
    await there.signIn('mia@developer.test', password, 'integration');
    expect((await there.get('/api/people/me')).json()).toMatchObject({
      tenants: [],
      organisations: [{ name: 'Dee Software', tenantId: null }],
    });

    // The same address again: the same answer, and a mail that says what to do.
    const again = await there.post(url, { ...applicant, email: 'mia@developer.test' });
    expect(again.json()).toEqual({ status: 'accepted', next: 'confirm_by_mail' });
    await other.close();
    expect(mails).toHaveLength(2);
    expect(mails[1]).toContain('You have an account already');
  });

  test('a link works for a day', async () => {
    const { sendMail, mails } = await openMailbox();
    const { db } = database.current;
    const later = new TestClock(new Date());
    const registration = { isOpen: true, makesTestTenant: false };
    const app = await buildTestApp(db, later.now, undefined, [], { sendMail, registration });
    await new Browser(app).post(url, { ...applicant, email: 'late@developer.test' });
    await app.close();
    const [, token = ''] = /#token=3D([A-Za-z0-9]+)/.exec((mails[0] ?? '').replaceAll('=\r\n', '')) ?? [];
    expect(token).not.toBe('');
    later.advance(24 * 60 * 60);
    const next = await buildTestApp(db, later.now, undefined, [], { sendMail, registration });
    const answer = await new Browser(next).post(`${url}/confirm`, { token, password });
    expectProblem(answer, 400, 'validation_failed', ['token']);
  });
});

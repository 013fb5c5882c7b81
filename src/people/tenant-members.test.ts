import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { buildTestApp } from '../../test/app.ts';
import { Browser } from '../../test/browser.ts';
import { TestClock, useDatabase } from '../../test/db.ts';
import { createTenant } from '../../test/factories.ts';
import { openMailbox, tokenIn } from '../../test/mailbox.ts';
import { signIn, type TestPerson } from '../../test/people.ts';
import { expectProblem } from '../../test/visitor.ts';
import type { Server } from '../http/server.ts';
import { createPersonWithPassword } from './people.ts';
import type { Member } from './schema.ts';

const database = useDatabase();
const clock = new TestClock(new Date());
let app: Server;
let tenantId: number;
let path: string;
let boss: TestPerson;
let count = 0;

beforeAll(async () => {
  app = await buildTestApp(database.current.db, clock.now);
});

beforeEach(async () => {
  count += 1;
  ({ tenantId } = await createTenant(database.current.db, { name: 'Evergreen' }));
  path = `/api/settings/tenants/${tenantId}/people`;
  boss = await signIn(database.current.db, {
    memberships: [{ tenantId, role: 'administrator' }],
    email: `boss${count}@people.test`,
  });
});

const call = (
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
  url: string,
  headers: Record<string, string>,
  payload?: object,
) => app.inject({ method, url, headers, ...(payload === undefined ? {} : { payload }) });

const employee = (given: { mayManageApiAccess?: boolean } = {}) =>
  signIn(database.current.db, { memberships: [{ tenantId, role: 'office_employee', ...given }] });

const auditActions = async () => {
  const rows = await database.current.db
    .selectFrom('audit_log')
    .select(['action', 'person_id', 'detail'])
    .where('tenant_id', '=', tenantId)
    .orderBy('id')
    .execute();
  return rows.map(({ action, person_id, detail }) => ({ action, by: person_id, detail }));
};

describe('the people of a tenant', () => {
  test('are listed, invited, given permissions and removed by an administrator, all of it audited', async () => {
    const email = `casey${count}@people.test`;
    const invited = await call('POST', path, boss.headers, { email, role: 'office_employee' });
    expect(invited.statusCode).toBe(201);
    const casey = invited.json<Member>();
    expect(casey).toEqual({
      personId: expect.any(String),
      name: `casey${count}`,
      email,
      role: 'office_employee',
      mayManageApiAccess: false,
      mayGenerateAppKey: false,
      hasAccepted: false,
      mail: 'not_configured',
    });
    clock.advance(1);
    const changed = await call('PATCH', `${path}/${casey.personId}`, boss.headers, {
      mayManageApiAccess: true,
    });
    expect(changed.json()).toMatchObject({ role: 'office_employee', mayManageApiAccess: true });
    const { data } = (await call('GET', path, boss.headers)).json<{ data: Member[] }>();
    expect(data.map((member) => member.email)).toEqual([boss.email, email]);
    clock.advance(1);
    const removed = await call('DELETE', `${path}/${casey.personId}`, boss.headers);
    expect(removed.statusCode).toBe(204);
    expectProblem(await call('DELETE', `${path}/${casey.personId}`, boss.headers), 404, 'not_found', []);
    const by = boss.personId;
    expect(await auditActions()).toEqual([
      {
        action: 'person.invited',
        by,
        detail: { email, role: 'office_employee', mayManageApiAccess: false, mayGenerateAppKey: false },
      },
      { action: 'person.permissions_changed', by, detail: { email, mayManageApiAccess: true } },
      { action: 'person.removed', by, detail: { email } },
    ]);
  });

  test('an employee learns whom to ask, but not who else works there', async () => {
    const { headers } = await employee();
    const answer = await call('GET', `${path}/administrators`, headers);
    expect(answer.json()).toEqual({ data: [{ name: 'Robin Reed', email: boss.email }] });
    expectProblem(await call('GET', path, headers), 403, 'permission_missing', []);
    const stranger = await signIn(database.current.db);
    const refused = await call('GET', `${path}/administrators`, stranger.headers);
    expectProblem(refused, 404, 'not_found', []);
  });

  test('an invitation by mail lets somebody new choose a password and work for the tenant', async () => {
    const { sendMail, mails } = await openMailbox();
    const mailing = await buildTestApp(database.current.db, clock.now, undefined, [], { sendMail });
    const email = `new${count}@people.test`;
    const invited = await mailing.inject({
      method: 'POST',
      url: path,
      headers: boss.headers,
      payload: { email: email.toUpperCase(), name: 'New Person', role: 'administrator' },
    });
    expect(invited.json()).toMatchObject({ mail: 'sent', email, name: 'New Person' });
    expect(invited.body).not.toContain(tokenIn(mails[0]));
    const browser = new Browser(mailing);
    const newPassword = 'correct horse battery';
    const confirmed = await browser.post('/api/people/password-reset/confirm', {
      token: tokenIn(mails[0]),
      newPassword,
    });
    expect(confirmed.statusCode).toBe(204);
    await browser.signIn(email, newPassword);
    expect((await browser.get(path)).statusCode).toBe(200);
    expect((await browser.get('/api/people/me')).json()).toMatchObject({
      tenants: [{ id: tenantId, permissions: { manageApiAccess: true, generateAppKey: true } }],
    });
  });

  test('a mail that fails is said, and the invitation stands', async () => {
    const sendMail = (): Promise<void> => Promise.reject(new Error('refused'));
    const mailing = await buildTestApp(database.current.db, clock.now, undefined, [], { sendMail });
    const payload = { email: `late${count}@people.test`, role: 'office_employee' };
    const answer = await mailing.inject({ method: 'POST', url: path, headers: boss.headers, payload });
    expect([answer.statusCode, answer.json()]).toEqual([201, expect.objectContaining({ mail: 'failed' })]);
  });

  test('an invitation tells nothing of an account that the address has already', async () => {
    const casey = await signIn(database.current.db);
    const unknown = `unknown${count}@people.test`;
    const invite = async (email: string, name?: string) => {
      const payload = { email, name, role: 'office_employee' };
      const answer = await call('POST', path, boss.headers, payload);
      return { ...answer.json<Member>(), personId: '', email: '' };
    };
    expect(await invite(casey.email, 'The New One')).toEqual(await invite(unknown, 'The New One'));
    const { data } = (await call('GET', path, boss.headers)).json<{ data: Member[] }>();
    const others = data.filter(({ email }) => email !== boss.email);
    expect(others.map(({ name }) => name)).toEqual(['The New One', 'The New One']);
    const url = `${path}/${casey.personId}`;
    const changed = await call('PATCH', url, boss.headers, { mayGenerateAppKey: true });
    expect(changed.json()).toMatchObject({ name: 'The New One' });
    // Nobody but the inviter calls them so.
    const me = await call('GET', '/api/people/me', casey.headers);
    expect(me.json()).toMatchObject({ person: { name: 'Robin Reed' } });
  });

  test('whoever signs in after an invitation is listed by their own name', async () => {
    const { db } = database.current;
    const [email, password] = [`own${count}@people.test`, 'correct horse battery'];
    await createPersonWithPassword(db, { email, name: 'Own Name', password }, clock.now());
    const invited = await call('POST', path, boss.headers, { email, role: 'office_employee' });
    expect(invited.json()).toMatchObject({ name: `own${count}` });
    await new Browser(app).signIn(email, password);
    const { data } = (await call('GET', path, boss.headers)).json<{ data: Member[] }>();
    expect(data.find((member) => member.email === email)).toMatchObject({ name: 'Own Name' });
  });

  test('somebody with an account keeps their name and may have roles at several tenants', async () => {
    const casey = await signIn(database.current.db, { organisationIds: [] });
    const payload = { email: casey.email, name: 'Renamed', role: 'office_employee' };
    expect((await call('POST', path, boss.headers, payload)).statusCode).toBe(201);
    expectProblem(await call('POST', path, boss.headers, payload), 409, 'already_exists', []);
    const other = await createTenant(database.current.db);
    const otherBoss = await signIn(database.current.db, {
      memberships: [{ tenantId: other.tenantId, role: 'administrator' }],
    });
    const otherPath = `/api/settings/tenants/${other.tenantId}/people`;
    const second = await call('POST', otherPath, otherBoss.headers, { ...payload, role: 'administrator' });
    expect(second.statusCode).toBe(201);
    const me = await call('GET', '/api/people/me', casey.headers);
    expect(me.json()).toMatchObject({ person: { name: 'Robin Reed' } });
    const { tenants } = me.json<{ tenants: { id: number; role: string }[] }>();
    expect(new Map(tenants.map(({ id, role }) => [id, role]))).toEqual(
      new Map([
        [tenantId, 'office_employee'],
        [other.tenantId, 'administrator'],
      ]),
    );
  });

  test('are no business of an office employee, another tenant or nobody', async () => {
    const casey = await employee({ mayManageApiAccess: true });
    const other = await createTenant(database.current.db);
    const stranger = await signIn(database.current.db, {
      memberships: [{ tenantId: other.tenantId, role: 'administrator' }],
    });
    const payload = { email: `x${count}@people.test`, role: 'administrator' };
    const calls = [
      ['GET', path, undefined],
      ['POST', path, payload],
      ['POST', `${path}/${casey.personId}/invitation`, undefined],
      ['PATCH', `${path}/${casey.personId}`, { role: 'administrator' }],
      ['DELETE', `${path}/${casey.personId}`, undefined],
    ] as const;
    for (const [method, url, body] of calls) {
      expectProblem(await call(method, url, casey.headers, body), 403, 'permission_missing', []);
      expectProblem(await call(method, url, stranger.headers, body), 404, 'not_found', []);
      expectProblem(await call(method, url, {}, body), 401, 'sign_in_required', []);
    }
    // Somebody of another tenant cannot be reached through the own one.
    const foreign = `${path}/${stranger.personId}`;
    expectProblem(await call('DELETE', foreign, boss.headers), 404, 'not_found', []);
    expectProblem(await call('POST', `${foreign}/invitation`, boss.headers), 404, 'not_found', []);
    expectProblem(
      await call('PATCH', foreign, boss.headers, { role: 'administrator' }),
      404,
      'not_found',
      [],
    );
    expectProblem(await call('DELETE', `${path}/nobody`, boss.headers), 404, 'not_found', []);
  });

  test.each([
    [{ email: 'no address', role: 'administrator' }, ['email']],
    [{ email: 'a@b.test', role: 'operator' }, ['role']],
    [{ email: 'a@b.test' }, ['role']],
    [{ email: 'a@b.test', role: 'administrator', tenantId: 1 }, ['tenantId']],
    [{ email: 'a@b.test', role: 'administrator', name: '' }, ['name']],
  ])('are not invited by %j', async (payload, fields) => {
    const answer = await call('POST', path, boss.headers, payload);
    expect(answer.statusCode).toBe(400);
    expect(Object.keys(answer.json<{ errors: object }>().errors)).toEqual(fields);
  });

  test('a page of two hundred leads to the next', async () => {
    const { db } = database.current;
    const people = Array.from({ length: 205 }, (_, index) => ({
      id: `${tenantId}-${index}`,
      name: 'Somebody',
      email: `member${String(index).padStart(3, '0')}-${tenantId}@people.test`,
    }));
    await db.insertInto('people').values(people).execute();
    await db
      .insertInto('tenant_members')
      .values(people.map(({ id }) => ({ tenant_id: tenantId, person_id: id, role: 'office_employee' })))
      .execute();
    type Page = { data: Member[]; nextCursor: string | null };
    const first = (await call('GET', path, boss.headers)).json<Page>();
    const rest = await call('GET', `${path}?cursor=${first.nextCursor}`, boss.headers);
    const second = rest.json<Page>();
    expect([first.data.length, second.data.length, second.nextCursor]).toEqual([200, 6, null]);
    expect(new Set([...first.data, ...second.data].map(({ email }) => email)).size).toBe(206);
    const found = (await call('GET', `${path}?search=MEMBER204-`, boss.headers)).json<Page>();
    expect(found.data).toHaveLength(1);
    expectProblem(await call('GET', `${path}?cursor=%00`, boss.headers), 400, 'validation_failed', [
      'cursor',
    ]);
  });
});

describe('the last administrator', () => {
  const self = () => `${path}/${boss.personId}`;

  test('can be neither removed nor made something else', async () => {
    expectProblem(await call('DELETE', self(), boss.headers), 409, 'last_administrator', []);
    const demoted = await call('PATCH', self(), boss.headers, { role: 'office_employee' });
    expectProblem(demoted, 409, 'last_administrator', []);
    expect((await call('PATCH', self(), boss.headers, { mayGenerateAppKey: true })).statusCode).toBe(200);
    await employee();
    expectProblem(await call('DELETE', self(), boss.headers), 409, 'last_administrator', []);
    await signIn(database.current.db, { memberships: [{ tenantId, role: 'administrator' }] });
    expect((await call('DELETE', self(), boss.headers)).statusCode).toBe(204);
    expectProblem(await call('GET', path, boss.headers), 404, 'not_found', []);
  });

  test('is decided by the database: of two who remove each other at once, one stays', async () => {
    for (let round = 0; round < 5; round += 1) {
      const { tenantId: id } = await createTenant(database.current.db);
      const [one, two] = await Promise.all(
        [0, 1].map(() =>
          signIn(database.current.db, { memberships: [{ tenantId: id, role: 'administrator' }] }),
        ),
      );
      if (one === undefined || two === undefined) throw new Error('unreachable');
      const url = `/api/settings/tenants/${id}/people`;
      await Promise.all([
        call('DELETE', `${url}/${two.personId}`, one.headers),
        call('PATCH', `${url}/${one.personId}`, two.headers, { role: 'office_employee' }),
      ]);
      const left = await database.current.db
        .selectFrom('tenant_members')
        .select('person_id')
        .where('tenant_id', '=', id)
        .where('role', '=', 'administrator')
        .execute();
      expect(left).toHaveLength(1);
    }
  });
});

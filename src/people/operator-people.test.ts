import { beforeAll, expect, test } from 'vitest';
import { buildTestApp } from '../../test/app.ts';
import { Browser } from '../../test/browser.ts';
import { TestClock, useDatabase } from '../../test/db.ts';
import { createTenant } from '../../test/factories.ts';
import { createOrganisation } from '../../test/portal.ts';
import { signIn, type TestPerson, tokenFor } from '../../test/people.ts';
import { expectProblem } from '../../test/visitor.ts';
import type { Server } from '../http/server.ts';
import { createPersonWithPassword } from './people.ts';

const database = useDatabase();
const url = '/api/operator/people';
const password = 'correct horse battery';
let clock: TestClock;
let app: Server;
let operator: TestPerson;

beforeAll(async () => {
  const { db } = database.current;
  // better-auth reads the machine's clock.
  clock = new TestClock(new Date());
  app = await buildTestApp(db, clock.now);
  operator = await signIn(db, { operator: true, email: 'a-operator@people.test' });
});

const call = (method: 'GET' | 'POST', path: string, payload?: object, headers = operator.headers) =>
  app.inject({ method, url: `${url}${path}`, headers, ...(payload !== undefined && { payload }) });

test('people are listed with what they may do, found by a part of name or address, and paged', async () => {
  const { db } = database.current;
  const { tenantId } = await createTenant(db, { name: 'Here' });
  const elsewhere = await createTenant(db, { name: 'Elsewhere', environment: 'integration' });
  const organisationId = await createOrganisation(db);
  await signIn(db, {
    email: 'b-mia@people.test',
    memberships: [
      { tenantId, role: 'office_employee' },
      { tenantId: elsewhere.tenantId, role: 'administrator' },
    ],
    organisationIds: [organisationId],
  });
  const found = (await call('GET', '?search=B-MIA')).json();
  expect(found).toEqual({
    data: [
      {
        personId: expect.any(String),
        name: 'Robin Reed',
        email: 'b-mia@people.test',
        createdAt: expect.any(String),
        disabledAt: null,
        isOperator: false,
        hasSecondFactor: false,
        hasAccepted: false,
        lastSignInAt: expect.any(String),
        tenants: [{ id: tenantId, name: 'Here', role: 'office_employee' }],
        organisations: [{ id: organisationId, name: 'Developer' }],
      },
    ],
    nextCursor: null,
  });
  expect((await call('GET', `?tenantId=${tenantId}`)).json()).toEqual(found);
  expect((await call('GET', `?tenantId=${elsewhere.tenantId}`)).json()).toMatchObject({ data: [] });
  await db
    .insertInto('people')
    .values(
      Array.from({ length: 60 }, (_, n) => ({ id: `p${n}`, name: 'Many', email: `many${n}@people.test` })),
    )
    .execute();
  const first = (await call('GET', '?search=many')).json<{ data: object[]; nextCursor: string }>();
  const rest = (await call('GET', `?search=many&cursor=${first.nextCursor}`)).json<typeof first>();
  expect([first.data.length, rest.data.length, rest.nextCursor]).toEqual([50, 10, null]);
});

test('whoever is disabled is out at once, cannot come in again, and is back when enabled', async () => {
  const { db } = database.current;
  const email = 'leaver@people.test';
  const personId = await createPersonWithPassword(db, { email, name: 'Lea', password }, new Date());
  const { headers } = await tokenFor(db, personId);
  const lea = new Browser(app);
  await lea.signIn(email, password);
  const disabled = await call('POST', `/${personId}/access`, { disabled: true });
  expect([disabled.statusCode, disabled.json()]).toEqual([
    200,
    expect.objectContaining({ disabledAt: expect.any(String), lastSignInAt: null }),
  ]);
  expectProblem(await lea.get('/api/people/me'), 401, 'sign_in_required', []);
  expect((await app.inject({ url: '/api/people/me', headers })).statusCode).toBe(401);
  const again = await lea.post('/api/people/sign-in', { email, password, environment: 'production' });
  expectProblem(again, 401, 'sign_in_failed', []);
  expect(again.headers['set-cookie']).toBeUndefined();
  clock.advance(1);
  await call('POST', `/${personId}/access`, { disabled: false });
  await lea.signIn(email, password);
  const lines = await db
    .selectFrom('audit_log')
    .select('action')
    .where('person_id', '=', operator.personId)
    .orderBy('id')
    .execute();
  expect(lines.map(({ action }) => action)).toEqual(['person.disabled', 'person.enabled']);
});

test('an operator invites the first administrator of a tenant, and sends the invitation again until it is accepted', async () => {
  const { db } = database.current;
  const { tenantId } = await createTenant(db, { name: 'Fresh' });
  const elsewhere = await createTenant(db, { environment: 'integration' });
  const invite = (id: number, headers = operator.headers) =>
    app.inject({
      method: 'POST',
      url: `/api/operator/tenants/${id}/people`,
      headers,
      payload: { email: 'First@people.test', name: 'First One' },
    });
  const invited = await invite(tenantId);
  expect([invited.statusCode, invited.json()]).toEqual([
    201,
    {
      personId: expect.any(String),
      name: 'First One',
      email: 'first@people.test',
      role: 'administrator',
      mayManageApiAccess: false,
      mayGenerateAppKey: false,
      hasAccepted: false,
      mail: 'not_configured',
    },
  ]);
  expectProblem(await invite(tenantId), 409, 'already_exists', []);
  expectProblem(await invite(elsewhere.tenantId), 404, 'not_found', []);
  const { headers } = await signIn(db, { memberships: [{ tenantId, role: 'administrator' }] });
  expectProblem(await invite(tenantId, headers), 403, 'permission_missing', []);
  const { personId } = invited.json<{ personId: string }>();
  const again = () => call('POST', `/${personId}/invitation`);
  expect((await again()).json()).toEqual({ email: 'first@people.test', mail: 'not_configured' });
  await db
    .insertInto('credentials')
    .values({
      id: personId,
      account_id: personId,
      provider_id: 'credential',
      person_id: personId,
      password: 'x',
    })
    .execute();
  expectProblem(await again(), 409, 'invitation_accepted', []);
  expectProblem(await call('POST', '/nobody/invitation'), 404, 'not_found', []);
  const lines = await db
    .selectFrom('audit_log')
    .select(['action', 'tenant_id', 'actor'])
    .where('detail', '@>', JSON.stringify({ email: 'first@people.test' }))
    .execute();
  expect(lines).toEqual([
    { action: 'person.invited', tenant_id: tenantId, actor: 'operator' },
    { action: 'person.invited_again', tenant_id: null, actor: 'operator' },
  ]);
});

test('nobody disables themselves or who is not there, and only operators may', async () => {
  expectProblem(
    await call('POST', `/${operator.personId}/access`, { disabled: true }),
    400,
    'validation_failed',
    ['disabled'],
  );
  expectProblem(await call('POST', '/nobody/access', { disabled: true }), 404, 'not_found', []);
  expectProblem(await call('POST', '/nobody/access', {}), 400, 'validation_failed', ['disabled']);
  const stranger = await signIn(database.current.db, {});
  expectProblem(await call('GET', '', undefined, stranger.headers), 403, 'permission_missing', []);
  expect((await app.inject({ url })).statusCode).toBe(401);
});

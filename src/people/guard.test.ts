import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { TestClock, testStart, useDatabase } from '../../test/db.ts';
import { createTenant, type TestTenant } from '../../test/factories.ts';
import { buildGuardedApp, guardedRoutes } from '../../test/guarded-app.ts';
import { signIn, signInAgain, tokenFor } from '../../test/people.ts';
import { expectProblem } from '../../test/visitor.ts';
import type { Server } from '../http/server.ts';

const database = useDatabase();
const clock = new TestClock();
let app: Server;
let own: TestTenant;
let other: TestTenant;

beforeAll(async () => {
  app = await buildGuardedApp(database.current.db, clock.now);
});

beforeEach(async () => {
  own = await createTenant(database.current.db);
  other = await createTenant(database.current.db);
});

const get = (url: string, headers: Record<string, string> = {}) => app.inject({ url, headers });
const post = (url: string, headers: Record<string, string> = {}) =>
  app.inject({ method: 'POST', url, headers });

function signInTo(role: 'administrator' | 'office_employee', grants = {}) {
  return signIn(database.current.db, { memberships: [{ tenantId: own.tenantId, role, ...grants }] });
}

describe('a sign-in', () => {
  test('is known by its signed cookie, with everything the person may do', async () => {
    const { personId, email, headers } = await signInTo('office_employee', { mayManageApiAccess: true });
    const answer = await get('/test/person', headers);
    expect(answer.json()).toMatchObject({
      personId,
      email,
      name: 'Robin Reed',
      environment: 'production',
      isOperator: false,
      hasAcceptedTerms: true,
      organisationIds: [],
      memberships: [
        {
          tenantId: own.tenantId,
          role: 'office_employee',
          mayManageApiAccess: true,
          mayGenerateAppKey: false,
        },
      ],
    });
  });

  test.each([
    ['nothing', {}],
    ['a cookie without a signature', { cookie: '__Secure-fieldhook.session_token=abc' }],
    ['a cookie that is not encoded', { cookie: '__Secure-fieldhook.session_token=%zz' }],
    ['a header that is no token', { authorization: 'Basic YTpi' }],
    ['an unknown token', { authorization: `Bearer fht_${'a'.repeat(32)}` }],
  ])('is required: %s is answered with 401', async (_what, headers) => {
    for (const [url] of guardedRoutes) expectProblem(await get(url, headers), 401, 'sign_in_required', []);
  });

  test('does not follow from a token that was read in the database', async () => {
    const { personId } = await signInTo('administrator');
    const { token } = await database.current.db
      .selectFrom('sign_ins')
      .select('token')
      .where('person_id', '=', personId)
      .executeTakeFirstOrThrow();
    const forged = encodeURIComponent(`${token}.${Buffer.alloc(32).toString('base64')}`);
    const answer = await get('/test/person', { cookie: `__Secure-fieldhook.session_token=${forged}` });
    expectProblem(answer, 401, 'sign_in_required', []);
  });

  test('ends when it expires and when it is deleted', async () => {
    const { personId, headers } = await signInTo('administrator');
    const rows = database.current.db.updateTable('sign_ins').where('person_id', '=', personId);
    await rows.set({ expires_at: clock.now() }).execute();
    expectProblem(await get('/test/person', headers), 401, 'sign_in_required', []);
    const again = await signInAgain(database.current.db, personId);
    expect((await get('/test/person', again)).statusCode).toBe(200);
    await database.current.db.deleteFrom('sign_ins').where('person_id', '=', personId).execute();
    expectProblem(await get('/test/person', again), 401, 'sign_in_required', []);
  });

  test('sees the tenants of its environment only', async () => {
    const elsewhere = await createTenant(database.current.db, { environment: 'integration' });
    const { personId, headers } = await signIn(database.current.db, {
      memberships: [own, elsewhere].map(({ tenantId }) => ({ tenantId, role: 'administrator' })),
    });
    const integration = await signInAgain(database.current.db, personId, 'integration');
    expect((await get(`/test/tenants/${own.tenantId}`, headers)).statusCode).toBe(200);
    expectProblem(await get(`/test/tenants/${elsewhere.tenantId}`, headers), 404, 'not_found', []);
    expect((await get(`/test/tenants/${elsewhere.tenantId}`, integration)).statusCode).toBe(200);
    expectProblem(await get(`/test/tenants/${own.tenantId}`, integration), 404, 'not_found', []);
  });
});

describe('a change by cookie', () => {
  const refused: [string, Record<string, string>][] = [
    ['another site', { origin: 'https://evil.test' }],
    ['a sandboxed frame', { origin: 'null' }],
    ['a sub-domain', { origin: 'https://x.fieldhook.test', 'sec-fetch-site': 'same-site' }],
    ['the same host over http', { origin: 'http://fieldhook.test' }],
    ['nowhere', {}],
  ];
  test.each(refused)('is refused when it comes from %s', async (_where, from) => {
    const { cookie } = (await signInTo('administrator')).headers;
    expectProblem(await post('/test/person', { cookie, ...from }), 403, 'origin_not_allowed', []);
  });

  test('is taken from our own pages, also under another name of this server', async () => {
    const { cookie, origin } = (await signInTo('administrator')).headers;
    expect((await post('/test/person', { cookie, origin })).statusCode).toBe(200);
    const local = { cookie, origin: 'http://localhost:3000', 'sec-fetch-site': 'same-origin' };
    expect((await post('/test/person', local)).statusCode).toBe(200);
  });

  test('by token needs no origin', async () => {
    const { personId } = await signInTo('administrator');
    const { headers } = await tokenFor(database.current.db, personId);
    expect((await post('/test/person', headers)).statusCode).toBe(200);
  });
});

describe("a tenant's route", () => {
  test('answers alike for a foreign, an unknown and an impossible tenant', async () => {
    const { headers } = await signInTo('administrator');
    const ids = [other.tenantId, 999_999_999, '0', `0${own.tenantId}`, 'x', '9'.repeat(30), '1e7', '%00'];
    const bodies = await Promise.all(
      ids.flatMap((id) =>
        ['', '/access', '/people'].map(async (rest) => {
          const answer = await get(`/test/tenants/${id}${rest}`, headers);
          expectProblem(answer, 404, 'not_found', []);
          return answer.body.replace(/"traceId":"[^"]+"/, '');
        }),
      ),
    );
    expect(new Set(bodies).size).toBe(1);
  });

  test('an operator has no way in', async () => {
    const { headers } = await signIn(database.current.db, { operator: true });
    expectProblem(await get(`/test/tenants/${own.tenantId}`, headers), 404, 'not_found', []);
  });

  test.each([
    ['administrator', {}, [200, 200, 200]],
    ['office_employee', { mayManageApiAccess: true }, [200, 200, 403]],
    ['office_employee', { mayGenerateAppKey: true }, [200, 403, 403]],
    ['office_employee', {}, [200, 403, 403]],
  ] as const)('lets %s with %j do what they may', async (role, grants, expected) => {
    const { headers } = await signInTo(role, grants);
    const answers = await Promise.all(
      ['', '/access', '/people'].map((rest) => get(`/test/tenants/${own.tenantId}${rest}`, headers)),
    );
    expect(answers.map(({ statusCode }) => statusCode)).toEqual(expected);
    for (const answer of answers.filter(({ statusCode }) => statusCode === 403)) {
      expectProblem(answer, 403, 'permission_missing', []);
    }
  });

  test('is closed with the next request once the membership or a permission is taken away', async () => {
    const { personId, headers } = await signInTo('office_employee', { mayManageApiAccess: true });
    const url = `/test/tenants/${own.tenantId}/access`;
    expect((await get(url, headers)).statusCode).toBe(200);
    const { db } = database.current;
    const granted = db.updateTable('tenant_members').where('person_id', '=', personId);
    await granted.set({ may_manage_api_access: false }).execute();
    expectProblem(await get(url, headers), 403, 'permission_missing', []);
    await db.deleteFrom('tenant_members').where('person_id', '=', personId).execute();
    expectProblem(await get(url, headers), 404, 'not_found', []);
  });
});

describe('the portal', () => {
  test('opens once the newest published terms are accepted', async () => {
    const { headers } = await signIn(database.current.db, { acceptsTerms: false });
    expectProblem(await get('/test/developer', headers), 403, 'terms_not_accepted', []);
    const accepting = await signIn(database.current.db);
    expect((await get('/test/developer', accepting.headers)).statusCode).toBe(200);
    const draft = { version: 2, text: 'New terms', published_at: new Date('2026-08-01T00:00:00Z') };
    await database.current.db.insertInto('terms_versions').values(draft).execute();
    expect((await get('/test/developer', accepting.headers)).statusCode).toBe(200);
    await database.current.db
      .updateTable('terms_versions')
      .set({ published_at: testStart })
      .where('version', '=', 2)
      .execute();
    expectProblem(await get('/test/developer', accepting.headers), 403, 'terms_not_accepted', []);
    await database.current.db.deleteFrom('terms_versions').where('version', '=', 2).execute();
  });

  test('knows the organisations of a person, their permitted tenants’ own ones among them', async () => {
    const { db } = database.current;
    const newOrganisation = async (tenantId?: number): Promise<string> => {
      const id = crypto.randomUUID();
      await db
        .insertInto('developer_organisations')
        .values({ id, name: 'Developer', tenant_id: tenantId ?? null })
        .execute();
      return id;
    };
    const [member, ownOne] = [await newOrganisation(), await newOrganisation(own.tenantId)];
    await Promise.all([newOrganisation(), newOrganisation(other.tenantId)]);
    const organisationsOf = async (role: 'administrator' | 'office_employee', grants = {}) => {
      const { headers } = await signIn(db, {
        organisationIds: [member],
        memberships: [{ tenantId: own.tenantId, role, ...grants }],
      });
      return (await get('/test/developer', headers)).json<{ organisationIds: string[] }>().organisationIds;
    };
    const both = [member, ownOne].toSorted();
    expect((await organisationsOf('administrator')).toSorted()).toEqual(both);
    expect((await organisationsOf('office_employee', { mayGenerateAppKey: true })).toSorted()).toEqual(both);
    expect(await organisationsOf('office_employee', { mayManageApiAccess: true })).toEqual([member]);
  });
});

test('an operator’s route refuses everybody else', async () => {
  const administrator = await signInTo('administrator');
  expectProblem(await get('/test/operator', administrator.headers), 403, 'permission_missing', []);
  const operator = await signIn(database.current.db, { operator: true });
  expect((await get('/test/operator', operator.headers)).statusCode).toBe(200);
});

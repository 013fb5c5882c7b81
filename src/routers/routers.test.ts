import { beforeAll, describe, expect, test } from 'vitest';
import { buildTestApp } from '../../test/app.ts';
import { TestClock, useDatabase } from '../../test/db.ts';
import {
  createNetwork,
  createRouter,
  createScheduler,
  createTenant,
  type TestTenant,
} from '../../test/factories.ts';
import { type PersonHeaders, signIn, tokenFor } from '../../test/people.ts';
import { expectProblem } from '../../test/visitor.ts';
import type { Server } from '../http/server.ts';
import type { Db } from '../lib/db.ts';

const database = useDatabase();
const clock = new TestClock();
let db: Db;
let app: Server;
let own: TestTenant;
let sister: TestTenant;
let stranger: TestTenant;
let schedulers: { own: string; sister: string; stranger: string };
let admin: PersonHeaders;
let adminId: string;
let employee: PersonHeaders;

beforeAll(async () => {
  db = database.current.db;
  app = await buildTestApp(db, clock.now);
  [own, sister, stranger] = [await createTenant(db), await createTenant(db), await createTenant(db)];
  await createNetwork(db, [own, sister]);
  schedulers = {
    own: await createScheduler(db, own),
    sister: await createScheduler(db, sister),
    stranger: await createScheduler(db, stranger),
  };
  const { tenantId } = own;
  const administrator = await signIn(db, { memberships: [{ tenantId, role: 'administrator' }] });
  [admin, adminId] = [administrator.headers, administrator.personId];
  const grants = { mayManageApiAccess: true, mayGenerateAppKey: true };
  employee = (await signIn(db, { memberships: [{ tenantId, role: 'office_employee', ...grants }] })).headers;
});

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

function call(method: Method, rest = '', body?: object, headers: Record<string, string> = admin) {
  const url = `/api/settings/tenants/${own.tenantId}/routers${rest}`;
  return app.inject({ method, url, headers, ...(body && { payload: body }) });
}

const toAny = (schedulerId: string) => ({ zipPrefix: null, brandId: null, schedulerId });
const body = (rules: object[] = [], name = 'Find your branch') => ({ name, rules });

async function create(given: object = body()): Promise<{ id: string; etag: string }> {
  const answer = await call('POST', '', given);
  expect(answer).toMatchObject({ statusCode: 201 });
  return { id: answer.json().id, etag: String(answer.headers.etag) };
}

const auditOf = (action: string, routerId: string) =>
  db
    .selectFrom('audit_log')
    .selectAll()
    .where('action', '=', action)
    .where('tenant_id', '=', own.tenantId)
    .execute()
    .then((rows) => rows.filter((row) => JSON.stringify(row.detail).includes(routerId)));

describe('a router', () => {
  test('is created with its rules, listed, shown and written down', async () => {
    const rules = [
      { zipPrefix: '902', brandId: own.brandId, schedulerId: schedulers.own },
      { zipPrefix: null, brandId: sister.brandId, schedulerId: schedulers.sister },
      toAny(schedulers.own),
    ];
    const answer = await call('POST', '', { ...body(rules), brandId: own.brandId });
    expect(answer.statusCode).toBe(201);
    const created = answer.json();
    expect(created).toEqual({
      id: expect.stringMatching(/^route_[a-z0-9]{24}$/),
      name: 'Find your branch',
      brandId: own.brandId,
      createdOn: clock.now().toISOString(),
      modifiedOn: clock.now().toISOString(),
      rules,
    });
    const shown = await call('GET', `/${created.id}`, undefined, employee);
    expect(shown.json()).toEqual(created);
    expect(shown.headers.etag).toBe(answer.headers.etag);
    const { rules: _, ...summary } = created;
    expect((await call('GET', '', undefined, employee)).json()).toEqual({
      data: [summary],
      nextCursor: null,
    });
    await createRouter(db, own);
    const first = (await call('GET', '?limit=1', undefined, employee)).json<{
      data: object[];
      nextCursor: string;
    }>();
    const rest = await call('GET', `?limit=1&cursor=${first.nextCursor}`, undefined, employee);
    const { data, nextCursor } = rest.json<{ data: object[]; nextCursor: string | null }>();
    expect([new Set([...first.data, ...data].map((one) => JSON.stringify(one))).size, nextCursor]).toEqual([
      2,
      null,
    ]);
    expect(await auditOf('router.created', created.id)).toMatchObject([
      { person_id: adminId, tenant_id: own.tenantId, detail: { rules } },
    ]);
  });

  test('is replaced as a whole, based on the state that was read', async () => {
    const { id, etag } = await create(body([toAny(schedulers.own)]));
    clock.advance(60);
    const rules = [toAny(schedulers.sister), toAny(schedulers.own)];
    const answer = await call('PUT', `/${id}`, body(rules, 'Renamed'), { ...admin, 'if-match': etag });
    expect(answer.json()).toMatchObject({
      id,
      name: 'Renamed',
      brandId: null,
      rules,
      modifiedOn: clock.now().toISOString(),
    });
    const shown = await call('GET', `/${id}`);
    expect(shown.json()).toEqual(answer.json());
    expect(shown.headers.etag).toBe(answer.headers.etag);
    expect(answer.headers.etag).not.toBe(etag);
    expect(await auditOf('router.changed', id)).toMatchObject([{ detail: { name: 'Renamed', rules } }]);

    const stale = await call('PUT', `/${id}`, body(), { ...admin, 'if-match': etag });
    expectProblem(stale, 412, 'changed_meanwhile', ['If-Match']);
    expectProblem(await call('PUT', `/${id}`, body()), 428, 'if_match_required', ['If-Match']);
    expect((await call('GET', `/${id}`)).json()).toEqual(shown.json());
  });

  test('that two people change at once keeps the change of one, whole', async () => {
    const { id, etag } = await create();
    const change = (name: string, schedulerId: string) =>
      call('PUT', `/${id}`, body([toAny(schedulerId)], name), { ...admin, 'if-match': etag });
    const answers = await Promise.all([change('A', schedulers.own), change('B', schedulers.sister)]);
    expect(answers.map(({ statusCode }) => String(statusCode)).toSorted()).toEqual(['200', '412']);
    const kept = answers.find(({ statusCode }) => statusCode === 200);
    expect((await call('GET', `/${id}`)).json()).toEqual(kept?.json());
  });

  test('is deleted with its rules, and is then missing', async () => {
    const { id } = await create(body([toAny(schedulers.own)]));
    expect((await call('DELETE', `/${id}`)).statusCode).toBe(204);
    for (const method of ['GET', 'DELETE'] as const) {
      expectProblem(await call(method, `/${id}`), 404, 'not_found', []);
    }
    expect(await auditOf('router.deleted', id)).toHaveLength(1);
  });

  test('that a visitor has opened stays', async () => {
    const { id } = await create();
    const opened = await app.inject({
      method: 'POST',
      url: '/scheduler/v1/router-sessions',
      payload: { dataApiKey: own.dataApiKey, routerId: id },
    });
    expect(opened.statusCode).toBe(201);
    expectProblem(await call('DELETE', `/${id}`), 409, 'in_use', ['routerId']);
    expect((await call('GET', `/${id}`)).statusCode).toBe(200);
    expect(await auditOf('router.deleted', id)).toEqual([]);
  });
});

describe('a rule', () => {
  test('may not lead out of the network: an unknown scheduler and a foreign one are answered alike', async () => {
    const { id, etag } = await create();
    const texts = await Promise.all(
      [schedulers.stranger, 'sched_unknown', ''].map(async (schedulerId) => {
        const rules = [toAny(schedulers.own), toAny(schedulerId)];
        const answers = [
          await call('POST', '', body(rules)),
          await call('PUT', `/${id}`, body(rules), { ...admin, 'if-match': etag }),
        ];
        return answers.map((answer) => {
          expectProblem(answer, 400, 'validation_failed', ['rules.1.schedulerId']);
          return answer.body.replace(/"traceId":"[^"]+"/, '');
        });
      }),
    );
    expect(new Set(texts.flat()).size).toBe(1);
    expect((await call('GET', `/${id}`)).json()).toMatchObject({ rules: [] });
  });

  test("and a router may not name a stranger's brand, nor the router a sister's", async () => {
    const rule = { ...toAny(schedulers.own), brandId: stranger.brandId };
    expectProblem(await call('POST', '', body([rule])), 400, 'validation_failed', ['rules.0.brandId']);
    for (const brandId of [sister.brandId, stranger.brandId, 'brand_unknown']) {
      expectProblem(await call('POST', '', { ...body(), brandId }), 400, 'validation_failed', ['brandId']);
    }
  });

  test('of a tenant without a network leads to its own schedulers only', async () => {
    const lone = await createTenant(db);
    const loneScheduler = await createScheduler(db, lone);
    const { headers } = await signIn(db, {
      memberships: [{ tenantId: lone.tenantId, role: 'administrator' }],
    });
    const post = (schedulerId: string) =>
      app.inject({
        method: 'POST',
        url: `/api/settings/tenants/${lone.tenantId}/routers`,
        headers,
        payload: body([toAny(schedulerId)]),
      });
    expect((await post(loneScheduler)).statusCode).toBe(201);
    // The stranger has no network either.
    expectProblem(await post(schedulers.stranger), 400, 'validation_failed', ['rules.0.schedulerId']);
  });

  test.each([
    [{ name: 'x' }, ['rules']],
    [{ name: '', rules: [] }, ['name']],
    [{ name: 'x'.repeat(201), rules: [] }, ['name']],
    [{ ...body(), id: 'route_x' }, ['id']],
    [body([{ zipPrefix: '90 2', brandId: null, schedulerId: 's' }]), ['rules.0.zipPrefix']],
    [body([{ zipPrefix: 'k1a', brandId: null, schedulerId: 's' }]), ['rules.0.zipPrefix']],
    [body([{ schedulerId: 's' }]), ['rules.0.brandId', 'rules.0.zipPrefix']],
    [body(Array.from({ length: 501 }, () => toAny('s'))), ['rules']],
  ])('and a router of the wrong shape are refused: %#', async (given, fields) => {
    expectProblem(await call('POST', '', given), 400, 'validation_failed', fields);
  });
});

describe('who may', () => {
  const all: [Method, string][] = [
    ['GET', ''],
    ['POST', ''],
    ['GET', '/route_unknown'],
    ['PUT', '/route_unknown'],
    ['DELETE', '/route_unknown'],
  ];
  const payloadOf = (method: Method) => (method === 'POST' || method === 'PUT' ? body() : undefined);

  test('nobody without a sign-in', async () => {
    for (const [method, rest] of all) {
      expectProblem(await call(method, rest, payloadOf(method), {}), 401, 'sign_in_required', []);
    }
  });

  test('office employees read, only administrators change', async () => {
    const { id } = await create();
    for (const [method, rest] of all.filter(([verb]) => verb !== 'GET')) {
      const answer = await call(method, rest && `/${id}`, payloadOf(method), employee);
      expectProblem(answer, 403, 'permission_missing', []);
    }
    const { headers } = await tokenFor(db, adminId, { scopes: ['settings:read'] });
    expect((await call('GET', `/${id}`, undefined, headers)).statusCode).toBe(200);
    expectProblem(await call('DELETE', `/${id}`, undefined, headers), 403, 'permission_missing', []);
  });

  test("another tenant's router, an unknown and a deleted one are answered alike", async () => {
    const foreign = await createRouter(db, sister);
    const deleted = (await create()).id;
    await call('DELETE', `/${deleted}`);
    for (const method of ['GET', 'PUT', 'DELETE'] as const) {
      const ids = [foreign, deleted, 'route_unknown', 'x'.repeat(5_000), '%F0%9F%98%80'];
      const answers = await Promise.all(
        ids.map(async (id) => {
          const answer = await call(method, `/${id}`, payloadOf(method), { ...admin, 'if-match': '"1"' });
          expectProblem(answer, 404, 'not_found', []);
          return answer.body.replace(/"traceId":"[^"]+"/, '');
        }),
      );
      expect(new Set(answers).size).toBe(1);
    }
    expect(await db.selectFrom('routers').select('id').where('id', '=', foreign).execute()).toHaveLength(1);
  });
});

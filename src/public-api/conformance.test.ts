import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { callApi, createClient, getToken, type TestClient } from '../../test/api-client.ts';
import { buildTestApp } from '../../test/app.ts';
import { TestClock, useDatabase } from '../../test/db.ts';
import { createRouter, createScheduler, createTenant, type TestTenant } from '../../test/factories.ts';
import type { Server } from '../http/server.ts';
import type { Db } from '../lib/db.ts';
import { newSessionId } from '../lib/ids.ts';
import { filledSession, leavesOf } from './filled-session.fixture.ts';
import {
  errorResponse,
  pageOf,
  routerPerformanceResponse,
  schedulerPerformanceResponse,
  schedulerResponse,
  sessionResponse,
} from './conformance.fixture.ts';

type Json = Record<string, unknown>;

const database = useDatabase();
const ajv = formats.default(new Ajv2020({ strict: true, allErrors: true, allowUnionTypes: true }));
const clock = new TestClock();
let db: Db;
let app: Server;
let tenant: TestTenant;
let client: TestClient;
let token: string;
let ids: { scheduler: string; emptyScheduler: string; router: string; emptyRouter: string };
let ofStranger: { scheduler: string; router: string };
let strangerId: number;

const range = 'sessionCreatedOnOrAfter=2026-01-01T00:00:00Z&sessionCreatedBefore=2027-01-01T00:00:00Z';

beforeAll(async () => {
  db = database.current.db;
  app = await buildTestApp(db, clock.now);
  tenant = await createTenant(db);
  client = await createClient(db, tenant);
  ids = {
    scheduler: await createScheduler(db, tenant, { is_default: true, mode: 'Call_Center' }),
    emptyScheduler: await createScheduler(db, tenant, { status: 'Draft' }),
    router: await createRouter(db, tenant),
    emptyRouter: await createRouter(db, tenant),
  };
  await insertSession({ scheduler_id: ids.scheduler });
  await insertSession({ scheduler_id: ids.scheduler, ...filledSession(clock.now()) });
  await insertSession({ router_id: ids.router });
  await insertSession({
    router_id: ids.router,
    sent_on_tenant_id: tenant.tenantId,
    sent_on_scheduler_id: ids.scheduler,
    sent_on_session_id: newSessionId(),
  });
  const stranger = await createTenant(db);
  strangerId = stranger.tenantId;
  ofStranger = { scheduler: await createScheduler(db, stranger), router: await createRouter(db, stranger) };
});

beforeEach(async () => {
  // The limits of a second are not what is tested here.
  clock.advance(10);
  token = await getToken(app, client);
});

async function insertSession(columns: Json): Promise<void> {
  const id = newSessionId();
  const at = clock.now();
  const base = { tenant_id: tenant.tenantId, secret_hash: Buffer.alloc(32), is_bot: false };
  await db
    .insertInto('sessions')
    .values({ ...base, id, created_at: at, modified_at: at, opened_at: at, ...columns })
    .execute();
  await db
    .insertInto('session_pulses')
    .values({ tenant_id: tenant.tenantId, session_id: id, last_checkin_at: at, last_input_at: at })
    .execute();
}

const path = (rest: string, of: number | string = tenant.tenantId) =>
  `/schedulingpro/v2/tenant/${of}/${rest}`;
const call = (rest: string, as: { token: string; appKey: string } = { token, appKey: client.appKey }) =>
  callApi(app, path(rest), as);

type Answer = Awaited<ReturnType<typeof call>>;

function expectConformance(answer: Answer, status: number, schema: object): Json {
  const validate = ajv.compile(schema);
  const body = answer.json<Json>();
  const problems = validate(body)
    ? []
    : validate.errors?.map((one) => [one.instancePath, one.message, one.params]);
  expect({ status: answer.statusCode, problems, body: answer.body }).toEqual({
    status,
    problems: [],
    body: answer.body,
  });
  const kind = status === 200 ? /^application\/json/ : /^application\/problem\+json/;
  expect(answer.headers['content-type']).toMatch(kind);
  return body;
}

const endpoints = () => [
  'schedulers',
  `schedulers/${ids.scheduler}/sessions`,
  `routers/${ids.router}/sessions`,
  `schedulers/${ids.scheduler}/performance?${range}`,
  `routers/${ids.router}/performance?${range}`,
];

function expectError(answer: Answer, status: number, code: string): void {
  expect(expectConformance(answer, status, errorResponse)).toMatchObject({
    type: `https://fieldhook.test/errors#${code}`,
    status,
    data: { code },
  });
}

describe('an answer has exactly the published shape:', () => {
  test('schedulers', async () => {
    const filled = expectConformance(await call('schedulers'), 200, pageOf(schedulerResponse));
    expect(filled).toMatchObject({ page: 1, pageSize: 50, hasMore: false, totalCount: null });
    expect(filled['data']).toHaveLength(2);
    const counted = await call('schedulers?includeTotal=True&page=2&pageSize=1');
    expect(expectConformance(counted, 200, pageOf(schedulerResponse))).toMatchObject({
      page: 2,
      pageSize: 1,
      hasMore: false,
      totalCount: 2,
    });
    const empty = expectConformance(await call('schedulers?page=9'), 200, pageOf(schedulerResponse));
    expect(empty).toMatchObject({ data: [], hasMore: false });
  });

  test('sessions of a scheduler, filled and empty', async () => {
    const answer = await call(`schedulers/${ids.scheduler}/sessions`);
    const { data } = expectConformance(answer, 200, pageOf(sessionResponse)) as { data: Json[] };
    expect(data).toHaveLength(2);
    const leaves = data.map((session) => leavesOf(session));
    // The test is worth what it covers: everything filled in one, everything that may be null null in another.
    expect(leaves.some((values) => values.every((value) => value !== null))).toBe(true);
    expect(
      Math.max(...leaves.map((values) => values.filter((value) => value === null).length)),
    ).toBeGreaterThan(60);
    const none = await call(`schedulers/${ids.emptyScheduler}/sessions?includeTotal=true`);
    expect(expectConformance(none, 200, pageOf(sessionResponse))).toMatchObject({ data: [], totalCount: 0 });
  });

  test('sessions of a router, sent on and not', async () => {
    const answer = await call(`routers/${ids.router}/sessions`);
    const { data } = expectConformance(answer, 200, pageOf(sessionResponse)) as { data: Json[] };
    expect(data.map((session) => session['schedulerId'])).toEqual(
      expect.arrayContaining([null, ids.scheduler]),
    );
    const none = await call(`routers/${ids.emptyRouter}/sessions`);
    expect(expectConformance(none, 200, pageOf(sessionResponse))).toMatchObject({ data: [] });
  });

  test('a member without a value is null, never left out', async () => {
    const answer = await call(`schedulers/${ids.scheduler}/sessions`);
    for (const session of answer.json<{ data: Json[] }>().data) {
      expect(Object.keys(session).toSorted()).toEqual(Object.keys(sessionResponse.properties).toSorted());
      for (const part of ['customer', 'sourceTracking'] as const) {
        const { properties } = sessionResponse.properties[part] as { properties: object };
        expect(Object.keys(session[part] as Json).toSorted()).toEqual(Object.keys(properties).toSorted());
      }
    }
  });

  test.each([
    ['scheduler', 'emptyScheduler', schedulerPerformanceResponse],
    ['router', 'emptyRouter', routerPerformanceResponse],
  ] as const)('performance of a %s, of a full and of an empty range', async (kind, emptyOne, schema) => {
    expectConformance(await call(`${kind}s/${ids[kind]}/performance?${range}`), 200, schema);
    expectConformance(await call(`${kind}s/${ids[emptyOne]}/performance?${range}`), 200, schema);
    const past = 'sessionCreatedOnOrAfter=2020-01-01T00:00:00Z&sessionCreatedBefore=2020-01-02T00:00:00Z';
    expectConformance(await call(`${kind}s/${ids[kind]}/performance?${past}`), 200, schema);
  });
});

describe('an error has exactly the published shape:', () => {
  test.each([
    'page=0',
    'page=-1',
    'page=x',
    'page=1.5',
    'page=9223372036854775808',
    'page=1&page=2',
    'pageSize=0',
    'pageSize=5001',
    'includeTotal=yes',
    'createdBefore=yesterday',
    'createdBefore=2026-01-01T00:00:00',
    'createdOnOrAfter=2026-02-01T00:00:00Z&createdBefore=2026-01-01T00:00:00Z',
    'modifiedOnOrAfter=2026-02-01T00:00:00Z&modifiedBefore=2026-01-01T00:00:00Z',
  ])('400 for %s, naming a field', async (query) => {
    for (const rest of endpoints().slice(0, 3)) {
      const answer = await call(`${rest}?${query}`);
      expectError(answer, 400, 'validation_failed');
      const [name = ''] = query.split('=');
      const fields = Object.keys(answer.json<{ errors: object }>().errors);
      expect(
        fields.some((field) => query.includes(field)),
        `${name} in ${fields.join()}`,
      ).toBe(true);
    }
  });

  test.each([
    '',
    'sessionCreatedBefore=2026-01-01T00:00:00Z',
    'sessionCreatedOnOrAfter=x&sessionCreatedBefore=2026-01-01T00:00:00Z',
    'sessionCreatedOnOrAfter=2026-02-01T00:00:00Z&sessionCreatedBefore=2026-01-01T00:00:00Z',
  ])('400 for performance with "%s"', async (query) => {
    for (const rest of endpoints().slice(3)) {
      const [before = ''] = rest.split('?');
      expectError(await call(`${before}?${query}`), 400, 'validation_failed');
    }
  });

  test('401 without a token, with a wrong one, without the app key and with a wrong one', async () => {
    const { appKey } = client;
    const stranger = await createClient(db, await createTenant(db));
    for (const rest of endpoints()) {
      expectError(await app.inject(path(rest)), 401, 'invalid_access_token');
      expectError(await call(rest, { token: 'x.y.z', appKey }), 401, 'invalid_access_token');
      const withoutKey = await app.inject({ url: path(rest), headers: { authorization: token } });
      expectError(withoutKey, 401, 'invalid_app_key');
      expectError(await call(rest, { token, appKey: 'ak1.wrong' }), 401, 'invalid_app_key');
      expectError(await call(rest, { token, appKey: stranger.appKey }), 401, 'invalid_app_key');
    }
  });

  test('403 for a tenant that the token does not cover, existing or not, byte for byte', async () => {
    const as = { token, appKey: client.appKey };
    for (const rest of endpoints()) {
      const bodies = await Promise.all(
        [strangerId, 8_999_999_999_999, '0', 'x', '9223372036854775808'].map(async (of) => {
          const answer = await callApi(app, path(rest, of), as);
          expectError(answer, 403, 'tenant_not_covered');
          return answer.body.replace(/"traceId":"[^"]+"/, '');
        }),
      );
      expect(new Set(bodies).size).toBe(1);
    }
  });

  test('404 for an id that is unknown, of another kind or of another tenant, byte for byte', async () => {
    const wrong = {
      schedulers: ['sched_unknown', ids.router, ofStranger.scheduler, 'x'.repeat(300), '1'],
      routers: ['route_unknown', ids.scheduler, ofStranger.router, 'x'.repeat(300), '1'],
    };
    for (const rest of endpoints().slice(1)) {
      clock.advance(1);
      const [kind = '', own = ''] = rest.split('/');
      const bodies = await Promise.all(
        wrong[kind as keyof typeof wrong].map(async (id) => {
          const answer = await call(rest.replace(own, id));
          expectError(answer, 404, 'not_found');
          return answer.body.replace(/"traceId":"[^"]+"/, '');
        }),
      );
      expect(new Set(bodies).size).toBe(1);
    }
  });

  test('429 above 60 calls a second, with the seconds to wait', async () => {
    const answers = await Promise.all(Array.from({ length: 61 }, () => call('schedulers')));
    const refused = answers.filter((answer) => answer.statusCode === 429);
    expect(refused).toHaveLength(1);
    for (const answer of refused) {
      expectError(answer, 429, 'rate_limited');
      expect(answer.headers['retry-after']).toMatch(/^[1-9]\d*$/);
    }
  });

  test('403 without the scope', async () => {
    const other = await createTenant(db);
    const unscoped = await createClient(db, other);
    await db.updateTable('app_versions').set({ scopes: [] }).where('app_id', '=', unscoped.appId).execute();
    const granted = await getToken(app, unscoped);
    for (const rest of endpoints()) {
      const answer = await callApi(app, path(rest, other.tenantId), {
        token: granted,
        appKey: unscoped.appKey,
      });
      expectError(answer, 403, 'scope_missing');
    }
  });
});

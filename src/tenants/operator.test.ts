import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { buildTestApp } from '../../test/app.ts';
import { TestClock, useDatabase } from '../../test/db.ts';
import { createTenant } from '../../test/factories.ts';
import { type PersonHeaders, signIn } from '../../test/people.ts';
import { auditOf, createNetwork } from '../../test/settings.ts';
import { expectProblem } from '../../test/visitor.ts';
import type { Server } from '../http/server.ts';

const database = useDatabase();
const clock = new TestClock();
let app: Server;
let operator: PersonHeaders;
beforeAll(async () => {
  app = await buildTestApp(database.current.db, clock.now);
});
beforeEach(async () => {
  ({ headers: operator } = await signIn(database.current.db, { operator: true }));
});

type Method = 'GET' | 'POST' | 'PATCH' | 'PUT';
const url = '/api/operator/tenants';
const call = (method: Method, path: string, body?: object, headers: object = {}) =>
  app.inject({
    method,
    url: path,
    headers: { ...operator, ...headers },
    ...(body === undefined ? {} : { payload: body }),
  });
const etagOf = async (path: string) => ({ 'if-match': String((await call('GET', path)).headers['etag']) });
const given = { name: 'Evergreen', timeZone: 'America/Denver', region: 'US' };

describe('an operator', () => {
  test('creates a tenant in the environment of the sign-in, with organisation and first brand', async () => {
    const answer = await call('POST', url, { ...given, brandName: 'Evergreen Air' });
    expect(answer.statusCode).toBe(201);
    const made = answer.json<{ id: number; organisationId: string }>();
    expect(answer.headers['location']).toBe(`${url}/${made.id}`);
    expect(made).toMatchObject({
      ...given,
      environment: 'production',
      networkId: null,
      preview: false,
      brand: { id: expect.stringMatching(/^brand_/), dataApiKey: expect.stringMatching(/^[a-z0-9]{24}$/) },
    });
    expect((await call('GET', `${url}/${made.id}`)).json()).toMatchObject({ id: made.id, ...given });
    expect(await auditOf(database.current.db, made.id)).toMatchObject([{ action: 'tenant.created' }]);
    const without = await call('POST', url, given);
    expect(without.json()).toMatchObject({ brand: null, organisationId: expect.any(String) });
  });

  test.each([
    [{ ...given, timeZone: 'Mars/Olympus' }, ['timeZone']],
    [{ ...given, region: 'ZZ' }, ['region']],
    [{ ...given, name: '  ' }, ['name']],
    [{ ...given, name: 'x'.repeat(201), brandName: '' }, ['name', 'brandName']],
    [{ name: 'Evergreen' }, ['timeZone', 'region']],
    [{ ...given, environment: 'integration' }, ['environment']],
  ])('is told which fields of a tenant are wrong: %j', async (body, fields) => {
    expectProblem(await call('POST', url, body), 400, 'validation_failed', fields);
  });

  test('changes a tenant on the state that was read; the second of two is told', async () => {
    const { tenantId } = await createTenant(database.current.db);
    const path = `${url}/${tenantId}`;
    expectProblem(await call('PATCH', path, { name: 'A' }), 428, 'if_match_required', ['If-Match']);
    const read = await etagOf(path);
    const changed = await call('PATCH', path, { name: 'Evergreen North', region: 'CA' }, read);
    expect(changed.json()).toMatchObject({
      name: 'Evergreen North',
      region: 'CA',
      timeZone: 'America/Los_Angeles',
    });
    expectProblem(await call('PATCH', path, { name: 'B' }, read), 412, 'changed_meanwhile', ['If-Match']);
    const again = await etagOf(path);
    expect((await call('PATCH', path, { region: 'CA' }, again)).headers['etag']).toBe(again['if-match']);
    expectProblem(await call('PATCH', path, { region: 'ca' }, again), 400, 'validation_failed', ['region']);
    expect(await auditOf(database.current.db, tenantId)).toMatchObject([
      {
        action: 'tenant.changed',
        detail: {
          name: { from: 'Evergreen', to: 'Evergreen North' },
          region: { from: 'US', to: 'CA' },
        },
      },
    ]);
  });

  test('finds tenants by a part of the name or by id, page by page, in one environment', async () => {
    const { db } = database.current;
    const names = ['Maple 100% Heating', 'maple cooling', 'Birch_Air'];
    const ids: number[] = [];
    for (const name of names) ids.push((await createTenant(db, { name })).tenantId);
    await createTenant(db, { name: 'Maple Integration', environment: 'integration' });
    const search = async (query: string) =>
      (await call('GET', `${url}?${query}`)).json<{ data: { id: number }[]; nextCursor: string | null }>();
    const found = async (query: string) => (await search(query)).data.map(({ id }) => id);
    expect(await found('search=MAPLE')).toEqual(ids.slice(0, 2));
    expect(await found('search=100%25')).toEqual(ids.slice(0, 1));
    expect(await found('search=h_A')).toEqual(ids.slice(2));
    expect(await found(`search=${ids[1]}`)).toEqual([ids[1]]);
    expect(await found('search=%25%25')).toEqual([]);
    const first = await search('search=maple&limit=1');
    expect(first).toMatchObject({ data: [{ id: ids[0] }], nextCursor: String(ids[0]) });
    expect(await search(`search=maple&limit=1&cursor=${first.nextCursor}`)).toMatchObject({
      data: [{ id: ids[1] }],
      nextCursor: null,
    });
    for (const [query, field] of [
      ['limit=0', 'limit'],
      ['limit=201', 'limit'],
      ['cursor=x', 'cursor'],
      ['search=a&search=b', 'search'],
    ] as const) {
      expectProblem(await call('GET', `${url}?${query}`), 400, 'validation_failed', [field]);
    }
  });

  test('switches the preview with a note of why', async () => {
    const { tenantId } = await createTenant(database.current.db, { preview: false });
    const path = `${url}/${tenantId}/preview`;
    const read = await etagOf(`${url}/${tenantId}`);
    const answer = await call('POST', path, { on: true, note: 'Ticket 7, asked by Dana' });
    expect(answer.json()).toMatchObject({
      preview: true,
      previewNote: 'Ticket 7, asked by Dana',
      previewChangedAt: clock.now().toISOString(),
    });
    expect(answer.headers['etag']).not.toBe(read['if-match']);
    for (const note of [undefined, '', '   ', 'x'.repeat(1001)]) {
      expectProblem(await call('POST', path, { on: false, note }), 400, 'validation_failed', ['note']);
    }
    expect(await auditOf(database.current.db, tenantId)).toMatchObject([
      {
        action: 'tenant.preview_switched',
        person_email: expect.stringMatching(/@people\.test$/),
        detail: { on: true, note: 'Ticket 7, asked by Dana' },
      },
    ]);
  });

  test('creates, renames, lists and reads networks', async () => {
    const networks = '/api/operator/networks';
    const made = await call('POST', networks, { name: 'Willow Group' });
    expect(made.statusCode).toBe(201);
    const { id } = made.json<{ id: number }>();
    const path = `${networks}/${id}`;
    const read = await etagOf(path);
    expect((await call('PATCH', path, { name: 'Willow Family' }, read)).json()).toMatchObject({
      id,
      name: 'Willow Family',
      environment: 'production',
    });
    expectProblem(await call('PATCH', path, { name: 'X' }, read), 412, 'changed_meanwhile', ['If-Match']);
    expectProblem(await call('PATCH', path, { name: 'X' }), 428, 'if_match_required', ['If-Match']);
    expectProblem(await call('POST', networks, { name: ' ' }), 400, 'validation_failed', ['name']);
    const { tenantId } = await createTenant(database.current.db, { network_id: id });
    expect((await call('GET', path)).json()).toMatchObject({
      tenants: [{ id: tenantId, name: 'Evergreen' }],
    });
    expect((await call('GET', `${networks}?search=willow`)).json()).toMatchObject({
      data: [{ id }],
      nextCursor: null,
    });
    const log = database.current.db
      .selectFrom('audit_log')
      .select(['action', 'detail'])
      .where('action', 'like', 'network.%');
    expect(await log.execute()).toMatchObject([
      { action: 'network.created', detail: { networkId: id, name: 'Willow Group' } },
      { action: 'network.changed', detail: { name: { from: 'Willow Group', to: 'Willow Family' } } },
    ]);
  });
});

const paths: [Method, (id: number | string) => string, object?][] = [
  ['GET', (id) => `${url}/${id}`],
  ['PATCH', (id) => `${url}/${id}`, { name: 'X' }],
  ['PUT', (id) => `${url}/${id}/network`, { networkId: null }],
  ['POST', (id) => `${url}/${id}/preview`, { on: true, note: 'why' }],
];
const networkPaths: typeof paths = [
  ['GET', (id) => `/api/operator/networks/${id}`],
  ['PATCH', (id) => `/api/operator/networks/${id}`, { name: 'X' }],
];

test('what lies in the other environment, does not exist or cannot exist is one answer', async () => {
  const { db } = database.current;
  const { tenantId } = await createTenant(db, { environment: 'integration' });
  const networkId = await createNetwork(db, 'integration');
  const bodies = new Set<string>();
  for (const [elsewhere, calls] of [
    [tenantId, paths],
    [networkId, networkPaths],
  ] as const) {
    const ids = [elsewhere, 999_999_999, 0, -1, 'x', '007', '1e3', 2 ** 53, '9223372036854775808', '%00'];
    for (const id of ids) {
      for (const [method, path, body] of calls) {
        const answer = await call(method, path(id), body, { 'if-match': '"1"' });
        expectProblem(answer, 404, 'not_found', []);
        bodies.add(answer.body.replace(/"traceId":"[^"]+"/, ''));
      }
    }
  }
  expect(bodies.size).toBe(1);
});

test('is for operators alone', async () => {
  const { db } = database.current;
  const { tenantId } = await createTenant(db);
  const networkId = await createNetwork(db);
  const admin = await signIn(db, { memberships: [{ tenantId, role: 'administrator' }] });
  const calls: [Method, string, (object | undefined)?][] = [
    ...paths.map(([method, path, body]): [Method, string, object | undefined] => [
      method,
      path(tenantId),
      body,
    ]),
    ...networkPaths.map(([method, path, body]): [Method, string, object | undefined] => [
      method,
      path(networkId),
      body,
    ]),
    ['GET', url],
    ['POST', url, given],
    ['GET', '/api/operator/networks'],
    ['POST', '/api/operator/networks', { name: 'X' }],
  ];
  for (const [method, path, body] of calls) {
    const one = { method, url: path, ...(body === undefined ? {} : { payload: body }) };
    expectProblem(await app.inject(one), 401, 'sign_in_required', []);
    expectProblem(await app.inject({ ...one, headers: admin.headers }), 403, 'permission_missing', []);
  }
});

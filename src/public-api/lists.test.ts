import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { callApi, createClient, getToken, type TestClient } from '../../test/api-client.ts';
import { buildTestApp } from '../../test/app.ts';
import { TestClock, testStart, useDatabase } from '../../test/db.ts';
import { createScheduler, createTenant, type TestTenant } from '../../test/factories.ts';
import { createRouter, insertPastSession } from '../../test/past-sessions.ts';
import { expectProblem } from '../../test/visitor.ts';
import { exampleSession } from '../events/example-session.ts';
import type { Server } from '../http/server.ts';
import { addSeconds } from '../lib/clock.ts';

const database = useDatabase();
const clock = new TestClock();
let app: Server;
let tenant: TestTenant;
let client: TestClient;
let token: string;

interface Listed {
  page: number;
  pageSize: number;
  hasMore: boolean;
  totalCount: number | null;
  data: { id: string }[];
}

const get = (path: string) =>
  callApi(app, `/schedulingpro/v2/tenant/${tenant.tenantId}${path}`, { token, appKey: client.appKey });

async function list(path: string): Promise<Listed> {
  const answer = await get(path);
  expect([answer.statusCode, answer.body]).toEqual([200, expect.any(String)]);
  expect(answer.headers['content-type']).toMatch(/^application\/json/);
  return answer.json<Listed>();
}

/** Sessions of a scheduler, a minute apart from `testStart` on. */
async function seedSessions(schedulerId: string, count: number, from = 0): Promise<string[]> {
  const ids: string[] = [];
  for (let index = from; index < from + count; index += 1) {
    const created_at = addSeconds(testStart, index * 60);
    ids.push(
      await insertPastSession(
        database.current.db,
        tenant.tenantId,
        { scheduler_id: schedulerId },
        { created_at },
      ),
    );
  }
  return ids;
}

beforeAll(async () => {
  app = await buildTestApp(database.current.db, clock.now);
});
beforeEach(async () => {
  clock.advance(60);
  tenant = await createTenant(database.current.db, { name: 'Evergreen Heating & Air' });
  client = await createClient(database.current.db, tenant);
  token = await getToken(app, client);
});

describe('the list of schedulers', () => {
  test('shows each with exactly its published fields, the oldest first', async () => {
    const { db } = database.current;
    const later = { created_at: addSeconds(testStart, 1), modified_at: addSeconds(testStart, 9) };
    const second = await createScheduler(db, tenant, {
      name: 'B',
      status: 'Draft',
      mode: 'Call_Center',
      ...later,
    });
    const earlier = { created_at: testStart, modified_at: testStart };
    const first = await createScheduler(db, tenant, { name: 'A', is_default: true, ...earlier });
    await createScheduler(db, await createTenant(db));
    expect(await list('/schedulers')).toEqual({
      page: 1,
      pageSize: 50,
      hasMore: false,
      totalCount: null,
      data: [
        {
          id: first,
          name: 'A',
          companyName: 'Evergreen Heating & Air',
          createdOn: '2026-07-14T15:00:00.000Z',
          modifiedOn: '2026-07-14T15:00:00.000Z',
          schedulerStatus: 'Active',
          dataApiKey: tenant.dataApiKey,
          isDefault: true,
          mode: 'Standard',
          quickLaunchLink: `https://fieldhook.test/book/${first}`,
        },
        {
          id: second,
          name: 'B',
          companyName: 'Evergreen Heating & Air',
          createdOn: '2026-07-14T15:00:01.000Z',
          modifiedOn: '2026-07-14T15:00:09.000Z',
          schedulerStatus: 'Draft',
          dataApiKey: tenant.dataApiKey,
          isDefault: false,
          mode: 'Call_Center',
          quickLaunchLink: `https://fieldhook.test/book/${second}`,
        },
      ],
    });
    expect(await list('/schedulers?modifiedOnOrAfter=2026-07-14T15:00:09Z&includeTotal=True')).toMatchObject({
      totalCount: 1,
      data: [{ id: second }],
    });
    expect(await list('/schedulers?page=2&pageSize=1&includeTotal=true')).toMatchObject({
      page: 2,
      pageSize: 1,
      hasMore: false,
      totalCount: 2,
      data: [{ id: second }],
    });
  });

  test('is empty for a company without any', async () => {
    expect(await list('/schedulers?includeTotal=true')).toMatchObject({
      totalCount: 0,
      hasMore: false,
      data: [],
    });
  });
});

describe('the list of sessions', () => {
  test('shows each as webhooks do, with all members', async () => {
    const schedulerId = await createScheduler(database.current.db, tenant);
    const [id] = await seedSessions(schedulerId, 1);
    const { data } = await list(`/schedulers/${schedulerId}/sessions`);
    expect(data).toHaveLength(1);
    const shape = (value: object): unknown =>
      Object.fromEntries(
        Object.entries(value).map(([name, member]) =>
          ['customer', 'address', 'sourceTracking'].includes(name)
            ? [name, shape(member as object)]
            : [name, 0],
        ),
      );
    expect(shape(data[0] ?? {})).toEqual(shape(exampleSession('booked')));
    const at = '2026-07-14T15:00:00.000Z';
    expect(data[0]).toMatchObject({ id, schedulerId, createdOn: at, modifiedOn: at, lastCheckinDate: at });
  });

  test('shows the last check-in of the pulse', async () => {
    const { db } = database.current;
    const schedulerId = await createScheduler(db, tenant);
    const [id = ''] = await seedSessions(schedulerId, 1);
    const at = addSeconds(testStart, 77);
    await db
      .insertInto('session_pulses')
      .values({ tenant_id: tenant.tenantId, session_id: id, last_checkin_at: at, last_input_at: at })
      .execute();
    const { data } = await list(`/schedulers/${schedulerId}/sessions`);
    expect(data[0]).toMatchObject({
      lastCheckinDate: '2026-07-14T15:01:17.000Z',
      modifiedOn: '2026-07-14T15:00:00.000Z',
    });
  });

  test('goes through pages in the order of creation, then of ids', async () => {
    const { db } = database.current;
    const schedulerId = await createScheduler(db, tenant);
    const ids = await seedSessions(schedulerId, 4);
    const same = [];
    for (const id of [`sess_${'b'.repeat(24)}`, `sess_${'a'.repeat(24)}`]) {
      const created_at = addSeconds(testStart, 900);
      same.push(
        await insertPastSession(db, tenant.tenantId, { scheduler_id: schedulerId }, { id, created_at }),
      );
    }
    const expected = [...ids, ...same.toSorted()];
    const path = `/schedulers/${schedulerId}/sessions?includeTotal=true&pageSize=4`;
    const [one, two, three] = [
      await list(`${path}&page=1`),
      await list(`${path}&page=2`),
      await list(`${path}&page=3`),
    ];
    expect([...one.data, ...two.data].map(({ id }) => id)).toEqual(expected);
    expect([one.hasMore, two.hasMore, three.hasMore]).toEqual([true, false, false]);
    expect([one.totalCount, two.totalCount, three.totalCount]).toEqual([6, 6, 6]);
    expect(three.data).toEqual([]);
    const far = `/schedulers/${schedulerId}/sessions?page=9007199254740991&pageSize=5000`;
    expect(await list(far)).toMatchObject({ page: 9_007_199_254_740_991, data: [], hasMore: false });
    await db.deleteFrom('sessions').where('tenant_id', '=', tenant.tenantId).execute();
  });

  test('takes ranges whose beginning is inclusive and whose end is not, in any zone', async () => {
    const { db } = database.current;
    const schedulerId = await createScheduler(db, tenant);
    const [first, second, third] = await seedSessions(schedulerId, 3);
    await db
      .updateTable('sessions')
      .set({ modified_at: addSeconds(testStart, 600) })
      .where('id', '=', first ?? '')
      .execute();
    const found = async (query: string) =>
      (await list(`/schedulers/${schedulerId}/sessions?${query}`)).data.map(({ id }) => id);
    expect(await found('createdOnOrAfter=2026-07-14T15:01:00Z')).toEqual([second, third]);
    expect(await found('createdBefore=2026-07-14T15:01:00Z')).toEqual([first]);
    expect(
      await found('createdOnOrAfter=2026-07-14T17:01:00%2B02:00&createdBefore=2026-07-14T08:02:00-07:00'),
    ).toEqual([second]);
    expect(await found('createdOnOrAfter=2026-07-14T15:01:00.0001Z')).toEqual([third]);
    expect(await found('createdBefore=2026-07-14T15:01:00.0001Z')).toEqual([first, second]);
    expect(await found('modifiedOnOrAfter=2026-07-14T15:02:00Z')).toEqual([first, third]);
    expect(await found('modifiedOnOrAfter=2026-07-14T15:02:00Z&modifiedBefore=2026-07-14T15:10:00Z')).toEqual(
      [third],
    );
    expect(await found('createdBefore=2026-07-14T15:01:00Z&modifiedBefore=2026-07-14T15:10:00Z')).toEqual([]);
    expect(await found('createdOnOrAfter=2026-07-14T15:01:00Z&createdBefore=2026-07-14T15:01:00Z')).toEqual(
      [],
    );
  });

  test('over a range that has ended stays as it is while sessions are added', async () => {
    const schedulerId = await createScheduler(database.current.db, tenant);
    const ids = await seedSessions(schedulerId, 20);
    const seen: string[] = [];
    for (let page = 1, hasMore = true; hasMore; page += 1) {
      const answer = await list(
        `/schedulers/${schedulerId}/sessions?createdBefore=2026-07-14T15:20:00Z&pageSize=3&page=${page}&includeTotal=true`,
      );
      seen.push(...answer.data.map(({ id }) => id));
      expect(answer.totalCount).toBe(20);
      hasMore = answer.hasMore;
      await seedSessions(schedulerId, 2, 20 + page);
    }
    expect(seen).toEqual(ids);
  });

  test('of a router shows what was collected before the visitor was sent on, and to where', async () => {
    const { db } = database.current;
    const other = await createTenant(db);
    const target = await createScheduler(db, other);
    const routerId = await createRouter(db, tenant.tenantId);
    const sent = await insertPastSession(
      db,
      tenant.tenantId,
      { router_id: routerId },
      {
        created_at: testStart,
        zip: '90210',
        sent_on_tenant_id: other.tenantId,
        sent_on_scheduler_id: target,
        sent_on_session_id: await insertPastSession(
          db,
          other.tenantId,
          { scheduler_id: target },
          { created_at: testStart, zip: '90210', first_name: 'Secret' },
        ),
      },
    );
    const open = await insertPastSession(
      db,
      tenant.tenantId,
      { router_id: routerId },
      { created_at: addSeconds(testStart, 1) },
    );
    const answer = await get(`/routers/${routerId}/sessions`);
    expect(answer.json<Listed>().data).toMatchObject([
      { id: sent, schedulerId: target, customer: { firstName: null, address: { zip: '90210' } } },
      { id: open, schedulerId: null },
    ]);
    expect(answer.body).not.toContain('Secret');
    expectProblem(await get(`/schedulers/${target}/sessions`), 404, 'not_found', []);
  });

  test('of what is unknown, of another tenant or no id is the same 404', async () => {
    const { db } = database.current;
    const other = await createTenant(db);
    const foreign = {
      schedulers: await createScheduler(db, other),
      routers: await createRouter(db, other.tenantId),
    };
    for (const kind of ['schedulers', 'routers'] as const) {
      const answers = [];
      for (const id of [
        foreign[kind],
        'sched_unknown',
        '%00',
        '%F0%9F%98%80',
        'x'.repeat(201),
        "'",
        '..%2F',
      ]) {
        const answer = await get(`/${kind}/${id}/sessions`);
        expectProblem(answer, 404, 'not_found', []);
        answers.push(answer.body.replace(/"traceId":"[^"]+"/, ''));
      }
      expect(new Set(answers).size).toBe(1);
    }
  });
});

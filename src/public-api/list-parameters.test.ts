import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { callApi, createClient, getToken, type TestClient } from '../../test/api-client.ts';
import { buildTestApp } from '../../test/app.ts';
import { TestClock, useDatabase } from '../../test/db.ts';
import { createTenant, type TestTenant } from '../../test/factories.ts';
import { expectProblem } from '../../test/visitor.ts';
import type { Server } from '../http/server.ts';

const database = useDatabase();
const clock = new TestClock();
let app: Server;
let tenant: TestTenant;
let client: TestClient;
let token: string;

const get = (path: string) =>
  callApi(app, `/schedulingpro/v2/tenant/${tenant.tenantId}${path}`, { token, appKey: client.appKey });

async function list(path: string): Promise<unknown> {
  const answer = await get(path);
  expect([answer.statusCode, answer.body]).toEqual([200, expect.any(String)]);
  return answer.json();
}

beforeAll(async () => {
  app = await buildTestApp(database.current.db, clock.now);
});
beforeEach(async () => {
  clock.advance(60);
  tenant = await createTenant(database.current.db);
  client = await createClient(database.current.db, tenant);
  token = await getToken(app, client);
});

describe('the parameters of a list', () => {
  test.each([
    ['page=0', 'page'],
    ['page=-1', 'page'],
    ['page=1.5', 'page'],
    ['page=', 'page'],
    ['page=1e3', 'page'],
    ['page=%201', 'page'],
    ['page=9007199254740992', 'page'],
    ['page=9223372036854775808', 'page'],
    ['page=1&page=2', 'page'],
    ['pageSize=0', 'pageSize'],
    ['pageSize=5001', 'pageSize'],
    ['pageSize=all', 'pageSize'],
    ['includeTotal=1', 'includeTotal'],
    ['includeTotal=TRUE', 'includeTotal'],
    ['includeTotal=', 'includeTotal'],
    ['includeTotal=true&includeTotal=true', 'includeTotal'],
    ['createdBefore=2026-07-14', 'createdBefore'],
    ['createdBefore=2026-07-14T15:00:00', 'createdBefore'],
    ['createdOnOrAfter=2026-02-30T15:00:00Z', 'createdOnOrAfter'],
    ['createdOnOrAfter=2016-12-31T23:59:60Z', 'createdOnOrAfter'],
    ['modifiedBefore=yesterday', 'modifiedBefore'],
    ['modifiedOnOrAfter=1752505200', 'modifiedOnOrAfter'],
    ['modifiedOnOrAfter=', 'modifiedOnOrAfter'],
    ['createdOnOrAfter=2026-07-15T00:00:00Z&createdBefore=2026-07-14T00:00:00Z', 'createdOnOrAfter'],
    ['modifiedOnOrAfter=2026-07-15T00:00:00Z&modifiedBefore=2026-07-14T00:00:00Z', 'modifiedOnOrAfter'],
  ])('%s is refused by name, in every list', async (query, field) => {
    for (const path of ['/schedulers', '/schedulers/x/sessions', '/routers/x/sessions']) {
      expectProblem(await get(`${path}?${query}`), 400, 'validation_failed', [field]);
    }
  });

  test('are all told at once when several are wrong', async () => {
    expectProblem(await get('/schedulers?page=0&pageSize=x&createdBefore=x'), 400, 'validation_failed', [
      'page',
      'pageSize',
      'createdBefore',
    ]);
  });

  test('that are unknown are ignored, also when repeated', async () => {
    const query = 'sort=-id&sort=id&ids=1&active=Any&__proto__=x&constructor=y';
    expect(await list(`/schedulers?${query}&includeTotal=False`)).toMatchObject({ totalCount: null });
  });

  test.each([
    ['page=1&pageSize=5000&includeTotal=false', { page: 1, pageSize: 5_000, totalCount: null }],
    ['page=0001&includeTotal=True', { page: 1, pageSize: 50, totalCount: 0 }],
    ['createdBefore=2026-07-14t15:00:00z', { totalCount: null }],
    ['createdBefore=9999-12-31T23:59:59.999999Z', { totalCount: null }],
    ['createdOnOrAfter=0001-01-01T00:00:00Z', { totalCount: null }],
  ])('%s is accepted', async (query, expected) => {
    expect(await list(`/schedulers?${query}`)).toMatchObject(expected);
  });
});

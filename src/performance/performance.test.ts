import { beforeAll, expect, test } from 'vitest';
import { buildTestApp } from '../../test/app.ts';
import { callApi, createClient, getToken } from '../../test/api-client.ts';
import { TestClock, testStart as at, useDatabase } from '../../test/db.ts';
import { createRouter, createScheduler, createTenant, type TestTenant } from '../../test/factories.ts';
import { bookedAt, insertPastSession } from '../../test/past-sessions.ts';
import { type Settings, settingsOf } from '../../test/settings.ts';
import { expectProblem } from '../../test/visitor.ts';
import type { Server } from '../http/server.ts';
import type { Db } from '../lib/db.ts';
import type { Performance } from './schema.ts';

const database = useDatabase();
const clock = new TestClock();
const day = 'from=2026-07-14T00:00:00Z&until=2026-07-15T00:00:00Z';
const dayBefore = 'compareFrom=2026-07-13T00:00:00Z&compareUntil=2026-07-14T00:00:00Z';
let db: Db;
let app: Server;
let tenant: TestTenant;
let office: Settings;
let repairs: string;
let heating: string;

const left = { abandoned_at: at, session_outcome: 'abandoned' } as const;

beforeAll(async () => {
  ({ db } = database.current);
  app = await buildTestApp(db, clock.now);
  tenant = await createTenant(db);
  office = await settingsOf(app, db, tenant.tenantId, { role: 'office_employee' });
  repairs = await createScheduler(db, tenant, { name: 'Repairs', created_at: new Date('2026-01-01') });
  heating = await createScheduler(db, tenant, { name: 'Heating', created_at: new Date('2026-01-02') });
  const visit = (scheduler_id: string, given: object = {}) =>
    insertPastSession(db, tenant.tenantId, { scheduler_id }, { created_at: at, ...given });
  const ada = { first_name: 'Ada', customer_at: at };
  await visit(repairs);
  await visit(repairs, { ...left });
  await visit(repairs, { ...left, zipcode_at: at, interacted_at: at });
  await visit(repairs, { ...left, zipcode_at: at, interacted_at: at, issue_at: at });
  await visit(repairs, { ...left, issue_at: at, schedule_at: at });
  await visit(repairs, { ...left, ...ada, issue_at: at, schedule_at: at });
  await visit(repairs, { ...bookedAt(at, 'booked'), ...ada, abandoned_at: at });
  await visit(repairs, { ...left, is_bot: true });
  await visit(repairs, { ...left, created_at: new Date('2026-07-13T12:00:00Z') });
  await visit(heating, { ...ada, interacted_at: at });
});

const measured = async (query: string) => (await office.get(`/performance?${query}`)).json<Performance>();

test('the figures of each scheduler are those of the public API, to the last member', async () => {
  const client = await createClient(db, tenant);
  const token = await getToken(app, client);
  const range = 'sessionCreatedOnOrAfter=2026-07-14T00:00:00Z&sessionCreatedBefore=2026-07-15T00:00:00Z';
  const { schedulers } = await measured(day);
  expect(schedulers.map(({ id }) => id)).toEqual([repairs, heating]);
  for (const scheduler of schedulers) {
    const url = `/schedulingpro/v2/tenant/${tenant.tenantId}/schedulers/${scheduler.id}/performance?${range}`;
    const published = (await callApi(app, url, { token, appKey: client.appKey })).json<object>();
    expect(scheduler).toMatchObject(published);
  }
});

test('the figures of each router are those of the public API, and none of one scheduler’s', async () => {
  const routerId = await createRouter(db, tenant, [], { name: 'All regions' });
  const enter = (given: object) =>
    insertPastSession(db, tenant.tenantId, { router_id: routerId }, { created_at: at, ...given });
  await enter({ interacted_at: at, sent_on_scheduler_id: repairs });
  await enter({});
  await enter({ created_at: new Date('2026-07-13T12:00:00Z') });
  const client = await createClient(db, tenant);
  const token = await getToken(app, client);
  const range = 'sessionCreatedOnOrAfter=2026-07-14T00:00:00Z&sessionCreatedBefore=2026-07-15T00:00:00Z';
  const url = `/schedulingpro/v2/tenant/${tenant.tenantId}/routers/${routerId}/performance?${range}`;
  const published = (await callApi(app, url, { token, appKey: client.appKey })).json<object>();
  const { routers } = await measured(day);
  expect(routers).toEqual([{ name: 'All regions', ...published }]);
  expect(routers[0]).toMatchObject({ openedCount: 2, interactedCount: 1 });
  expect((await measured(`${day}&schedulerId=${repairs}`)).routers).toEqual([]);
});

test('the total adds them up, and counts a customer of two schedulers once', async () => {
  const { total, schedulers } = await measured(day);
  expect(total).toMatchObject({
    totalSessions: 8,
    totalJobsCreated: 1,
    openedCompletionRate: 1 / 8,
    totalCustomerContactsCaptured: 1,
    milestoneFrequencyCount: { opened: 8, zipcode: 2, customer: 3, booked: 1, abandoned: 6 },
  });
  expect(schedulers.map((one) => one.totalCustomerContactsCaptured)).toEqual([1, 1]);
});

test('who left is counted at the furthest step reached, and who came back apart', async () => {
  const { total } = await measured(`${day}&schedulerId=${repairs}`);
  expect(total.droppedAtStep).toEqual({
    none: 1,
    location: 1,
    serviceSelection: 1,
    availability: 1,
    contactInfo: 1,
  });
  expect(total.bookedAfterAbandonment).toBe(1);
});

test('another period stands beside it, and nothing happened is nothing', async () => {
  const { total, comparison } = await measured(`${day}&${dayBefore}`);
  expect([total.totalSessions, comparison?.total.totalSessions]).toEqual([8, 1]);
  expect(comparison?.schedulers[1]).toMatchObject({ id: heating, totalSessions: 0, openedCompletionRate: 0 });
  expect((await measured(day)).comparison).toBeNull();
});

test.each([
  ['until=2026-07-15T00:00:00Z', 'from'],
  ['from=2026-07-15T00:00:00Z&until=2026-07-14T00:00:00Z', 'from'],
  [`${day}&compareFrom=2026-07-13T00:00:00Z`, 'compareUntil'],
  [`${day}&compareFrom=2026-07-15T00:00:00Z&compareUntil=2026-07-14T00:00:00Z`, 'compareFrom'],
  ['from=yesterday&until=2026-07-15T00:00:00Z', 'from'],
])('%s is no question', async (query, field) => {
  expectProblem(await office.get(`/performance?${query}`), 400, 'validation_failed', [field]);
});

test('another tenant’s scheduler is missing', async () => {
  const foreign = await createScheduler(db, await createTenant(db));
  expectProblem(await office.get(`/performance?${day}&schedulerId=${foreign}`), 404, 'not_found', []);
});

import type { Insertable } from 'kysely';
import { beforeAll, beforeEach, expect, test } from 'vitest';
import { callApi, createClient, getToken, type TestClient } from '../../test/api-client.ts';
import { buildTestApp } from '../../test/app.ts';
import { TestClock, testStart, useDatabase } from '../../test/db.ts';
import { createScheduler, createTenant, type TestTenant } from '../../test/factories.ts';
import { bookedAt, createRouter, insertPastSession } from '../../test/past-sessions.ts';
import { expectProblem } from '../../test/visitor.ts';
import type { Server } from '../http/server.ts';
import { addSeconds } from '../lib/clock.ts';
import type { Sessions } from '../lib/tables.ts';

const database = useDatabase();
const clock = new TestClock();
let app: Server;
let tenant: TestTenant;
let schedulerId: string;
let routerId: string;
let client: TestClient;
let token: string;

const day = 'sessionCreatedOnOrAfter=2026-07-14T00:00:00Z&sessionCreatedBefore=2026-07-15T00:00:00Z';
const get = (path: string) =>
  callApi(app, `/schedulingpro/v2/tenant/${tenant.tenantId}${path}`, { token, appKey: client.appKey });
const at = testStart;

type Given = Omit<Partial<Insertable<Sessions>>, 'created_at'> & { readonly created_at?: Date };
const visit = (given: Given = {}) =>
  insertPastSession(
    database.current.db,
    tenant.tenantId,
    { scheduler_id: schedulerId },
    { created_at: at, ...given },
  );
const named = (first_name: string | null, last_name: string | null): Given => ({
  interacted_at: at,
  customer_at: at,
  first_name,
  last_name,
});
const filed = (as: 'booking_id' | 'lead_id'): Given => ({
  abandoned_event_id: '01a209f7-ac3f-73ef-9ed5-5e23dd2efa73',
  abandoned_at: at,
  session_outcome: 'abandoned',
  [as]: 100_001,
});

beforeAll(async () => {
  app = await buildTestApp(database.current.db, clock.now);
});
beforeEach(async () => {
  clock.advance(60);
  tenant = await createTenant(database.current.db);
  schedulerId = await createScheduler(database.current.db, tenant, { name: 'Book a visit' });
  routerId = await createRouter(database.current.db, tenant.tenantId);
  client = await createClient(database.current.db, tenant);
  token = await getToken(app, client);
});

const nothing = {
  schedulerName: 'Book a visit',
  brandName: 'Evergreen',
  schedulerCompletionRate: 0,
  openedCompletionRate: 0,
  totalCustomerContactsCaptured: 0,
  totalJobsCreated: 0,
  totalBookingsCreated: 0,
  totalAbandonedSessionsSentToBookings: 0,
  totalAbandonedSessionsSentToLeads: 0,
  totalBookingsRecoveredFromAbandonedSessionsRecoveryLink: 0,
  totalJobsRecoveredFromAbandonedSessionsRecoveryLink: 0,
  totalBookingsRecoveredFromAbandonedSessionsAiAgent: 0,
  totalJobsRecoveredFromAbandonedSessionsAiAgent: 0,
  totalSmsSentToRecoverAbandonedSessionRecoveryLink: 0,
  totalSmsSentToRecoverAbandonedSessionAiAgent: 0,
  totalBookingsRecoveredFromAbandonedSessions: 0,
  totalJobsRecoveredFromAbandonedSessions: 0,
  totalMembershipInterest: 0,
  totalSessions: 0,
  milestoneFrequencyCount: {
    opened: 0,
    zipcode: 0,
    interacted: 0,
    issue: 0,
    schedule: 0,
    customer: 0,
    details: 0,
    booked: 0,
    abandoned: 0,
  },
};

test('a scheduler that nobody opened has all figures at 0, the fractions too', async () => {
  await visit({ is_bot: true, ...named('Bot', 'One') });
  await visit({ is_test: true, ...bookedAt(at, 'booked'), first_name: 'Test' });
  await visit({ created_at: addSeconds(at, -86_400) });
  await visit({ created_at: new Date('2026-07-15T00:00:00Z') });
  const answer = await get(`/schedulers/${schedulerId}/performance?${day}`);
  expect(answer.statusCode).toBe(200);
  expect(answer.json()).toEqual({ id: schedulerId, ...nothing });
});

test('the figures of a scheduler are those that a hand count gives', async () => {
  await visit({ created_at: new Date('2026-07-14T00:00:00Z') });
  await visit({ created_at: new Date('2026-07-14T23:59:59.999Z'), zipcode_at: at, interacted_at: at });
  await visit({
    zipcode_at: at,
    interacted_at: at,
    issue_at: at,
    schedule_at: at,
    ...named('Dana', 'Whitfield'),
    ...filed('lead_id'),
  });
  await visit({ ...named(' dana', 'WHITFIELD '), ...filed('booking_id') });
  await visit({
    ...named('Dana', null),
    details_at: at,
    ...filed('booking_id'),
    ...bookedAt(at, 'completed'),
    membership_interest: 'Gold',
  });
  await visit({
    ...named(null, 'Whitfield'),
    ...filed('lead_id'),
    ...bookedAt(at, 'booked'),
    job_id: 1,
    membership_interest: ' ',
  });
  await visit({
    ...bookedAt(at, 'booked'),
    ...named('Dana', 'Whitfield'),
    recovered_by: 'recovery_link',
    job_id: 2,
  });
  await visit({
    ...bookedAt(at, 'booked'),
    recovered_by: 'ai_agent',
    job_id: 3,
    membership_interest: 'Silver',
  });
  await visit({ ...bookedAt(at, 'booked'), recovered_by: 'ai_agent', job_id: 4 });
  await visit({ ...bookedAt(at, 'completed'), recovered_by: 'recovery_link', booking_id: 5 });
  await visit({ recovered_by: 'ai_agent' });
  await insertPastSession(
    database.current.db,
    tenant.tenantId,
    { scheduler_id: await createScheduler(database.current.db, tenant) },
    { created_at: at, ...named('Somebody', 'Else') },
  );
  expect((await get(`/schedulers/${schedulerId}/performance?${day}`)).json()).toEqual({
    ...nothing,
    id: schedulerId,
    schedulerCompletionRate: 6 / 9,
    openedCompletionRate: 6 / 11,
    totalCustomerContactsCaptured: 3,
    totalJobsCreated: 4,
    totalBookingsCreated: 2,
    totalAbandonedSessionsSentToBookings: 2,
    totalAbandonedSessionsSentToLeads: 2,
    totalBookingsRecoveredFromAbandonedSessionsRecoveryLink: 1,
    totalJobsRecoveredFromAbandonedSessionsRecoveryLink: 1,
    totalJobsRecoveredFromAbandonedSessionsAiAgent: 2,
    totalBookingsRecoveredFromAbandonedSessions: 1,
    totalJobsRecoveredFromAbandonedSessions: 3,
    totalMembershipInterest: 2,
    totalSessions: 11,
    milestoneFrequencyCount: {
      opened: 11,
      zipcode: 2,
      interacted: 9,
      issue: 1,
      schedule: 1,
      customer: 5,
      details: 1,
      booked: 6,
      abandoned: 4,
    },
  });
});

test('the figures of a router say to which schedulers its visitors were sent on', async () => {
  const { db } = database.current;
  const other = await createTenant(db);
  const targets = [await createScheduler(db, tenant), await createScheduler(db, other)].toSorted();
  const [first, second] = targets;
  const enter = (given: Given) =>
    insertPastSession(db, tenant.tenantId, { router_id: routerId }, { created_at: at, ...given });
  await enter({});
  await enter({ interacted_at: at, sent_on_scheduler_id: first ?? null });
  await enter({ interacted_at: at, sent_on_scheduler_id: second ?? null });
  await enter({ sent_on_scheduler_id: second ?? null });
  await enter({ is_bot: true });
  await enter({ is_test: true, sent_on_scheduler_id: second ?? null });
  await enter({ created_at: addSeconds(at, 86_400) });
  expect((await get(`/routers/${routerId}/performance?${day}`)).json()).toEqual({
    id: routerId,
    openedCount: 4,
    interactedCount: 2,
    sessionCountBySchedulerId: [
      { schedulerId: first, openedCount: 1 },
      { schedulerId: second, openedCount: 2 },
      { schedulerId: null, openedCount: 1 },
    ],
  });
  const empty = await createRouter(db, tenant.tenantId);
  expect((await get(`/routers/${empty}/performance?${day}`)).json()).toEqual({
    id: empty,
    openedCount: 0,
    interactedCount: 0,
    sessionCountBySchedulerId: [],
  });
});

test('a save that reaches a milestone or tells a name changes the figures at once', async () => {
  const id = await visit();
  const figures = async () =>
    (await get(`/schedulers/${schedulerId}/performance?${day}`)).json<typeof nothing>();
  expect((await figures()).milestoneFrequencyCount.customer).toBe(0);
  await database.current.db.updateTable('sessions').set(named('Dana', 'W')).where('id', '=', id).execute();
  expect(await figures()).toMatchObject({
    totalCustomerContactsCaptured: 1,
    milestoneFrequencyCount: { customer: 1, interacted: 1 },
  });
});

test.each([
  ['', ['sessionCreatedOnOrAfter', 'sessionCreatedBefore']],
  ['sessionCreatedOnOrAfter=2026-07-14T00:00:00Z', ['sessionCreatedBefore']],
  [`${day}&sessionCreatedBefore=2026-07-15T00:00:00Z`, ['sessionCreatedBefore']],
  [
    'sessionCreatedOnOrAfter=2026-07-14T00:00:00&sessionCreatedBefore=x',
    ['sessionCreatedOnOrAfter', 'sessionCreatedBefore'],
  ],
  [
    'sessionCreatedOnOrAfter=2026-07-16T00:00:00Z&sessionCreatedBefore=2026-07-15T00:00:00Z',
    ['sessionCreatedOnOrAfter'],
  ],
])('a range of "%s" is refused by name', async (query, fields) => {
  for (const path of [`/schedulers/${schedulerId}`, `/routers/${routerId}`]) {
    expectProblem(await get(`${path}/performance?${query}`), 400, 'validation_failed', fields);
  }
});

test('the figures of what is unknown, of another tenant or no id are the same 404', async () => {
  const { db } = database.current;
  const other = await createTenant(db);
  for (const [kind, foreign] of [
    ['schedulers', await createScheduler(db, other)],
    ['routers', await createRouter(db, other.tenantId)],
  ] as const) {
    const answers = [];
    for (const id of [foreign, 'unknown', '%00', 'x'.repeat(201)]) {
      const answer = await get(`/${kind}/${id}/performance?${day}`);
      expectProblem(answer, 404, 'not_found', []);
      answers.push(answer.body.replace(/"traceId":"[^"]+"/, ''));
    }
    expect(new Set(answers).size).toBe(1);
  }
});

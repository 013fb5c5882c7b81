import { beforeAll, beforeEach, expect, test } from 'vitest';
import { buildTestApp } from '../../test/app.ts';
import { TestClock, useDatabase } from '../../test/db.ts';
import { createTenant } from '../../test/factories.ts';
import { auditOf, type Settings, settingsOf } from '../../test/settings.ts';
import { expectProblem } from '../../test/visitor.ts';
import type { Server } from '../http/server.ts';

const database = useDatabase();
let app: Server;
let tenantId: number;
let settings: Settings;
beforeAll(async () => {
  app = await buildTestApp(database.current.db, new TestClock().now);
});
beforeEach(async () => {
  ({ tenantId } = await createTenant(database.current.db));
  settings = await settingsOf(app, database.current.db, tenantId);
});

const put = (
  payload: object,
  by: Settings = settings,
  more: Record<string, string> = { 'if-match': '"1"' },
) =>
  app.inject({
    method: 'PUT',
    url: `/api/settings/tenants/${tenantId}/retention`,
    headers: { ...by.headers, ...more },
    payload,
  });

const month = { retentionDays: 30, payloadRetentionDays: null };
const week = { retentionDays: 90, payloadRetentionDays: 7 };

test('everybody who works for the tenant reads how long it keeps what was published: 30 days at first', async () => {
  const employee = await settingsOf(app, database.current.db, tenantId, { role: 'office_employee' });
  const answer = await employee.get('/retention');
  expect([answer.statusCode, answer.headers['etag'], answer.json()]).toEqual([200, '"1"', month]);
});

test('it is changed by who manages API access, with a line in the audit log', async () => {
  const answer = await put(week);
  expect([answer.statusCode, answer.headers['etag'], answer.json()]).toEqual([200, '"2"', week]);
  expect((await settings.get('/retention')).json()).toEqual(week);
  expect(await auditOf(database.current.db, tenantId)).toMatchObject([
    { action: 'tenant.retention_changed', detail: { from: month, to: week } },
  ]);
  expect((await put(week, settings, { 'if-match': '"2"' })).headers['etag']).toBe('"2"');
  expect(await auditOf(database.current.db, tenantId)).toHaveLength(1);
});

test('what is out of bounds is refused, and payloads that would outlive what they are in', async () => {
  for (const days of [0, 401, 1.5, '30', null]) {
    expectProblem(await put({ ...month, retentionDays: days }), 400, 'validation_failed', ['retentionDays']);
  }
  for (const days of [0, 31, 401]) {
    const answer = await put({ ...month, payloadRetentionDays: days });
    expectProblem(answer, 400, 'validation_failed', ['payloadRetentionDays']);
  }
  expectProblem(await put({ retentionDays: 30 }), 400, 'validation_failed', ['payloadRetentionDays']);
  expectProblem(await put({ ...month, more: 1 }), 400, 'validation_failed', ['more']);
  expect((await settings.get('/retention')).json()).toEqual(month);
});

test('a change says which state it is based on, and comes too late for another', async () => {
  expectProblem(await put(week, settings, {}), 428, 'if_match_required', ['If-Match']);
  expectProblem(await put(week, settings, { 'if-match': '"9"' }), 412, 'changed_meanwhile', ['If-Match']);
});

test('nobody else changes it', async () => {
  const { db } = database.current;
  const employee = await settingsOf(app, db, tenantId, { role: 'office_employee' });
  expectProblem(await put(week, employee), 403, 'permission_missing', []);
  const other = await settingsOf(app, db, (await createTenant(db)).tenantId);
  expectProblem(await put(week, other), 404, 'not_found', []);
  const url = `/api/settings/tenants/${tenantId}/retention`;
  expectProblem(await app.inject({ url }), 401, 'sign_in_required', []);
  expectProblem(await app.inject({ url, headers: other.headers }), 404, 'not_found', []);
});

import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { buildTestApp } from '../../test/app.ts';
import { TestClock, useDatabase } from '../../test/db.ts';
import { createScheduler, createTenant, type TestTenant } from '../../test/factories.ts';
import { auditOf, type Settings, settingsOf } from '../../test/settings.ts';
import { expectProblem } from '../../test/visitor.ts';
import type { Server } from '../http/server.ts';
import type { Db } from '../lib/db.ts';
import type { SchedulerPage, SchedulerView } from './schema.ts';

const database = useDatabase();
const clock = new TestClock();
let db: Db;
let app: Server;
let tenant: TestTenant;
let admin: Settings;

beforeAll(async () => {
  ({ db } = database.current);
  app = await buildTestApp(db, clock.now);
});
beforeEach(async () => {
  tenant = await createTenant(db);
  admin = await settingsOf(app, db, tenant.tenantId);
});

const create = async (body: object = {}) => {
  const answer = await admin.post('/schedulers', { name: 'Repairs', brandId: tenant.brandId, ...body });
  expect([answer.statusCode, answer.body]).toEqual([201, expect.any(String)]);
  return { ...answer.json<SchedulerView>(), etag: String(answer.headers.etag) };
};

const change = (id: string, body: object, etag: string) =>
  admin.patch(`/schedulers/${id}`, body, { 'if-match': etag });

describe('a scheduler', () => {
  test('is created with what is usual, shown and listed', async () => {
    const { etag, ...created } = await create();
    expect(created).toEqual({
      id: expect.stringMatching(/^sched_[a-z0-9]{24}$/),
      name: 'Repairs',
      brandId: tenant.brandId,
      brandName: 'Evergreen',
      dataApiKey: tenant.dataApiKey,
      quickLaunchLink: `https://fieldhook.test/book/${created.id}`,
      status: 'Active',
      mode: 'Standard',
      isDefault: false,
      creates: 'booking',
      filesAbandonedAs: 'lead',
      closedAfterSeconds: 45,
      hiddenAfterSeconds: 300,
      silentAfterSeconds: 600,
      idleAfterSeconds: 1800,
      createdOn: clock.now().toISOString(),
      modifiedOn: clock.now().toISOString(),
    });
    const shown = await admin.get(`/schedulers/${created.id}`);
    expect([shown.headers.etag, shown.json()]).toEqual([etag, created]);
    const employee = await settingsOf(app, db, tenant.tenantId, { role: 'office_employee' });
    expect((await employee.get('/schedulers')).json()).toEqual({ data: [created], nextCursor: null });
  });

  test('is changed in what is given, by whom the audit log says', async () => {
    const { id, etag } = await create();
    clock.advance(1);
    const answer = await change(id, { name: 'Heating', closedAfterSeconds: 10, mode: 'Standard' }, etag);
    expect(answer.json()).toMatchObject({
      name: 'Heating',
      closedAfterSeconds: 10,
      hiddenAfterSeconds: 300,
      modifiedOn: clock.now().toISOString(),
    });
    const [, line] = await auditOf(db, tenant.tenantId);
    expect(line).toMatchObject({
      action: 'scheduler.changed',
      detail: {
        schedulerId: id,
        name: { from: 'Repairs', to: 'Heating' },
        closedAfterSeconds: { from: 45, to: 10 },
      },
    });
    const again = await change(id, { name: 'Heating' }, String(answer.headers.etag));
    expect([again.statusCode, again.headers.etag]).toEqual([200, answer.headers.etag]);
    expect(await auditOf(db, tenant.tenantId)).toHaveLength(2);
  });

  test('is not changed from a state that has passed, nor without one', async () => {
    const { id, etag } = await create();
    await change(id, { name: 'First' }, etag);
    expectProblem(await change(id, { name: 'Second' }, etag), 412, 'changed_meanwhile', ['If-Match']);
    const blind = await admin.patch(`/schedulers/${id}`, { name: 'Blind' });
    expectProblem(blind, 428, 'if_match_required', ['If-Match']);
    expect((await admin.get(`/schedulers/${id}`)).json()).toMatchObject({ name: 'First' });
  });

  test('of two who change it at once one is told', async () => {
    const { id, etag } = await create();
    const answers = await Promise.all([change(id, { name: 'A' }, etag), change(id, { name: 'B' }, etag)]);
    expect(answers.map(({ statusCode }) => statusCode).toSorted((a, b) => (a < b ? -1 : 1))).toEqual([
      200, 412,
    ]);
  });

  test.each([
    [{ closedAfterSeconds: 9 }, 'closedAfterSeconds'],
    [{ hiddenAfterSeconds: 3_601 }, 'hiddenAfterSeconds'],
    [{ silentAfterSeconds: 59 }, 'silentAfterSeconds'],
    [{ idleAfterSeconds: 59 }, 'idleAfterSeconds'],
    [{ status: 'Lost' }, 'status'],
    [{ name: ' ' }, 'name'],
    [{ brandId: 'brand_of_nobody' }, 'brandId'],
    [{ colour: 'red' }, 'colour'],
  ])('cannot be set to %j', async (body, field) => {
    const { id, etag } = await create();
    expectProblem(await change(id, body, etag), 400, 'validation_failed', [field]);
  });

  test('is not moved to another tenant’s brand, and another tenant’s is missing', async () => {
    const other = await createTenant(db);
    const foreign = await createScheduler(db, other);
    const { id, etag } = await create();
    expectProblem(await change(id, { brandId: other.brandId }, etag), 400, 'validation_failed', ['brandId']);
    expectProblem(await change(foreign, { name: 'Mine' }, '"1"'), 404, 'not_found', []);
    expectProblem(await admin.get(`/schedulers/${foreign}`), 404, 'not_found', []);
  });

  test('is for administrators to change', async () => {
    const { id } = await create();
    const employee = await settingsOf(app, db, tenant.tenantId, {
      role: 'office_employee',
      mayManageApiAccess: true,
    });
    const answer = await employee.patch(`/schedulers/${id}`, { name: 'X' }, { 'if-match': '"1"' });
    expectProblem(answer, 403, 'permission_missing', []);
  });
});

describe('the default of a brand', () => {
  const defaults = async () =>
    (await admin.get('/schedulers')).json<SchedulerPage>().data.filter((one) => one.isDefault);

  test('is one: who becomes it takes the place of the last, whose entity tag changes', async () => {
    const first = await create({ isDefault: true });
    const second = await create();
    await change(second.id, { isDefault: true }, second.etag);
    expect(await defaults()).toMatchObject([{ id: second.id }]);
    expectProblem(await change(first.id, { name: 'X' }, first.etag), 412, 'changed_meanwhile', ['If-Match']);
    await create({ isDefault: true, name: 'Third' });
    expect(await defaults()).toMatchObject([{ name: 'Third' }]);
  });

  test('is one also when many become it at once', async () => {
    const made = [await create(), await create(), await create(), await create()];
    const answers = await Promise.all(made.map(({ id, etag }) => change(id, { isDefault: true }, etag)));
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([200, 200, 200, 200]);
    expect(await defaults()).toHaveLength(1);
  });
});

test('schedulers are paged without gaps', async () => {
  for (let index = 0; index < 5; index += 1) await createScheduler(db, tenant);
  const found: string[] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const after: string = cursor === '' ? '' : `&cursor=${cursor}`;
    const page = (await admin.get(`/schedulers?limit=2${after}`)).json<SchedulerPage>();
    found.push(...page.data.map(({ id }) => id));
    cursor = page.nextCursor;
  }
  expect(new Set(found).size).toBe(5);
});

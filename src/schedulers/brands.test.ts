import { beforeAll, beforeEach, expect, test } from 'vitest';
import { buildTestApp } from '../../test/app.ts';
import { TestClock, useDatabase } from '../../test/db.ts';
import { createScheduler, createTenant, type TestTenant } from '../../test/factories.ts';
import { auditOf, type Settings, settingsOf } from '../../test/settings.ts';
import { expectProblem } from '../../test/visitor.ts';
import type { Server } from '../http/server.ts';
import { addSeconds } from '../lib/clock.ts';
import type { Db } from '../lib/db.ts';
import { newBrandId, newDataApiKey } from '../lib/ids.ts';
import type { BrandView, SchedulerView } from './schema.ts';

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

test('brands are listed with their install keys, and no others', async () => {
  await createScheduler(db, tenant);
  await createTenant(db);
  expect((await admin.get('/brands')).json()).toEqual({
    data: [
      {
        id: tenant.brandId,
        name: 'Evergreen',
        dataApiKey: tenant.dataApiKey,
        schedulerCount: 1,
        createdOn: expect.any(String),
      },
    ],
  });
});

test('a brand is created with an install key of its own, and takes schedulers', async () => {
  const answer = await admin.post('/brands', { name: 'Birch Plumbing' });
  const brand = answer.json<BrandView>();
  expect([answer.statusCode, brand]).toEqual([
    201,
    {
      id: expect.stringMatching(/^brand_[a-z0-9]{24}$/),
      name: 'Birch Plumbing',
      dataApiKey: expect.stringMatching(/^[a-z0-9]{24}$/),
      schedulerCount: 0,
      createdOn: clock.now().toISOString(),
    },
  ]);
  expect(brand.dataApiKey).not.toBe(tenant.dataApiKey);
  const made = await admin.post('/schedulers', { name: 'Repairs', brandId: brand.id });
  expect(made.json()).toMatchObject({ brandName: 'Birch Plumbing', dataApiKey: brand.dataApiKey });
  const [line] = await auditOf(db, tenant.tenantId);
  expect(line).toMatchObject({
    action: 'brand.created',
    detail: { brandId: brand.id, name: 'Birch Plumbing' },
  });
});

test('a brand is renamed: its key stays, its schedulers tell of it to whoever polls or edits them', async () => {
  const schedulerId = await createScheduler(db, tenant, { modified_at: clock.now() });
  const before = await admin.get(`/schedulers/${schedulerId}`);
  clock.advance(60);
  const rename = () => admin.patch(`/brands/${tenant.brandId}`, { name: 'Evergreen Home' });
  expect((await rename()).json()).toMatchObject({ name: 'Evergreen Home', dataApiKey: tenant.dataApiKey });
  const after = await admin.get(`/schedulers/${schedulerId}`);
  expect(after.json<SchedulerView>()).toMatchObject({
    brandName: 'Evergreen Home',
    modifiedOn: clock.now().toISOString(),
  });
  expect(after.headers.etag).not.toBe(before.headers.etag);
  const lines = [{ action: 'brand.changed', detail: { name: { from: 'Evergreen', to: 'Evergreen Home' } } }];
  expect(await auditOf(db, tenant.tenantId)).toMatchObject(lines);
  await rename();
  expect(await auditOf(db, tenant.tenantId)).toHaveLength(1);
});

test('of a change that is written after a later one, the schedulers keep the later time', async () => {
  const schedulerId = await createScheduler(db, tenant);
  const later = addSeconds(clock.now(), 60);
  await db.updateTable('schedulers').set({ modified_at: later }).where('id', '=', schedulerId).execute();
  const read = async () => (await admin.get(`/schedulers/${schedulerId}`)).json<SchedulerView>();
  await admin.patch(`/brands/${tenant.brandId}`, { name: 'Evergreen Home' });
  expect(await read()).toMatchObject({ brandName: 'Evergreen Home', modifiedOn: later.toISOString() });
  await admin.post('/schedulers', { name: 'Repairs', brandId: tenant.brandId, isDefault: true });
  expect(await read()).toMatchObject({ modifiedOn: later.toISOString() });
});

test('a tenant has at most 200 brands, also when two are made at once', async () => {
  const { tenantId } = tenant;
  const rows = Array.from({ length: 198 }, (_, index) => ({
    tenant_id: tenantId,
    id: newBrandId(),
    name: `Brand ${index}`,
    data_api_key: newDataApiKey(),
  }));
  await db.insertInto('brands').values(rows).execute();
  const answers = await Promise.all([1, 2, 3, 4].map(() => admin.post('/brands', { name: 'One more' })));
  expect(answers.filter(({ statusCode }) => statusCode === 201)).toHaveLength(1);
  expectProblem(await admin.post('/brands', { name: 'One more' }), 400, 'validation_failed', ['name']);
  expect((await admin.get('/brands')).json<{ data: object[] }>().data).toHaveLength(200);
});

test('brands are for administrators to change, and another tenant’s is missing', async () => {
  const other = await createTenant(db);
  for (const id of [other.brandId, '%00', 'x'.repeat(201)])
    expectProblem(await admin.patch(`/brands/${id}`, { name: 'Mine' }), 404, 'not_found', []);
  const employee = await settingsOf(app, db, tenant.tenantId, {
    role: 'office_employee',
    mayManageApiAccess: true,
  });
  expectProblem(await employee.post('/brands', { name: 'X' }), 403, 'permission_missing', []);
  for (const name of ['', ' ', 'two\nlines'])
    expectProblem(await admin.post('/brands', { name }), 400, 'validation_failed', ['name']);
});

import { beforeAll, beforeEach, expect, test } from 'vitest';
import { buildTestApp } from '../../test/app.ts';
import { TestClock, useDatabase } from '../../test/db.ts';
import { createScheduler, createTenant, type TestTenant } from '../../test/factories.ts';
import { auditOf, type Settings, settingsOf } from '../../test/settings.ts';
import { expectProblem } from '../../test/visitor.ts';
import type { Server } from '../http/server.ts';
import type { Db } from '../lib/db.ts';
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
  const schedulerId = await createScheduler(db, tenant);
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

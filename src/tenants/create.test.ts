import { describe, expect, test } from 'vitest';
import { TestClock, useDatabase } from '../../test/db.ts';
import type { Actor } from '../audit/record.ts';
import { createTenant, findTenantErrors, type NewTenant } from './create.ts';

const database = useDatabase();
const clock = new TestClock();
const actor: Actor = { kind: 'command_line' };
const given: NewTenant = {
  name: 'Evergreen',
  environment: 'integration',
  timeZone: 'America/Los_Angeles',
  region: 'US',
};

const create = (fields: Partial<NewTenant> = {}) =>
  database.current.db
    .transaction()
    .execute((trx) => createTenant(trx, actor, { ...given, ...fields }, clock.now()));

describe('creating a tenant', () => {
  test('makes the tenant with the preview off, its developer organisation and a line of the audit log', async () => {
    const { db } = database.current;
    const { tenantId, organisationId, brand } = await create();
    expect(brand).toBeNull();
    expect(
      await db.selectFrom('tenants').selectAll().where('id', '=', tenantId).executeTakeFirst(),
    ).toMatchObject({ name: 'Evergreen', environment: 'integration', region: 'US', preview: false });
    expect(
      await db
        .selectFrom('developer_organisations')
        .selectAll()
        .where('tenant_id', '=', tenantId)
        .executeTakeFirst(),
    ).toMatchObject({ id: organisationId, name: 'Evergreen' });
    expect(
      await db.selectFrom('audit_log').selectAll().where('tenant_id', '=', tenantId).execute(),
    ).toMatchObject([{ action: 'tenant.created', actor: 'command_line', at: clock.now(), detail: given }]);
  });

  test('makes a first brand with its data API key when one is named', async () => {
    const { tenantId, brand } = await create({ brandName: 'Evergreen Cooling' });
    const rows = await database.current.db
      .selectFrom('brands')
      .select(['id', 'name', 'data_api_key as dataApiKey'])
      .where('tenant_id', '=', tenantId)
      .execute();
    expect(rows).toEqual([{ ...brand, name: 'Evergreen Cooling' }]);
  });

  test('that is not valid leaves nothing', async () => {
    const count = () =>
      database.current.db
        .selectFrom('tenants')
        .select((eb) => eb.fn.countAll().as('count'))
        .execute();
    const before = await count();
    await expect(create({ timeZone: 'Mars/Olympus', region: 'usa' })).rejects.toMatchObject({
      code: 'validation_failed',
      errors: { timeZone: [expect.any(String)], region: [expect.any(String)] },
    });
    expect(await count()).toEqual(before);
  });
});

describe('the fields of a tenant', () => {
  const fine = ['America/Los_Angeles', 'UTC', 'Asia/Kolkata', 'America/Argentina/Buenos_Aires', 'Etc/GMT+5'];
  test.each(fine)('may name the time zone %s', (timeZone) => {
    expect(findTenantErrors({ timeZone })).toEqual({});
  });

  const wrong = ['', 'PST', '+05:00', 'america/los_angeles', 'America', 'America/Nowhere', '../etc/passwd'];
  test.each(wrong)('may not name the time zone "%s"', (timeZone) => {
    expect(Object.keys(findTenantErrors({ timeZone }))).toEqual(['timeZone']);
  });

  test('name a region by two capital letters that are a country', () => {
    for (const region of ['US', 'CA', 'GB']) expect(findTenantErrors({ region })).toEqual({});
    for (const region of ['us', 'USA', 'XX', 'UK', '', 'toString']) {
      expect(Object.keys(findTenantErrors({ region }))).toEqual(['region']);
    }
  });

  test('need a name that can be seen', () => {
    expect(findTenantErrors({ name: 'E', brandName: 'x'.repeat(200) })).toEqual({});
    for (const name of ['', ' ', ' E', 'E ', 'x'.repeat(201)]) {
      expect(Object.keys(findTenantErrors({ name, brandName: name }))).toEqual(['name', 'brandName']);
    }
  });
});

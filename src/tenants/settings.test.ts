import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { buildTestApp } from '../../test/app.ts';
import { TestClock, useDatabase } from '../../test/db.ts';
import { createTenant } from '../../test/factories.ts';
import { signIn, signInAgain, tokenFor } from '../../test/people.ts';
import { createNetwork, createOfferedApp, settingsOf } from '../../test/settings.ts';
import { expectProblem } from '../../test/visitor.ts';
import type { Server } from '../http/server.ts';

const database = useDatabase();
const clock = new TestClock();
const url = '/api/settings/tenants';
let app: Server;
let tenantId: number;
beforeAll(async () => {
  app = await buildTestApp(database.current.db, clock.now);
});
beforeEach(async () => {
  ({ tenantId } = await createTenant(database.current.db, { name: 'Aspen' }));
});

describe('the tenants of a person', () => {
  test('are those of the environment of the sign-in, with what the person may do', async () => {
    const { db } = database.current;
    const second = await createTenant(db, { name: 'Birch', preview: false });
    const elsewhere = await createTenant(db, { environment: 'integration' });
    const { personId, headers } = await signIn(db, {
      memberships: [
        { tenantId, role: 'administrator' },
        { tenantId: second.tenantId, role: 'office_employee', mayManageApiAccess: true },
        { tenantId: elsewhere.tenantId, role: 'office_employee' },
      ],
    });
    const common = { environment: 'production' };
    expect((await app.inject({ url, headers })).json()).toEqual({
      data: [
        {
          ...common,
          id: tenantId,
          name: 'Aspen',
          preview: true,
          role: 'administrator',
          mayManageApiAccess: true,
          mayGenerateAppKey: true,
        },
        {
          ...common,
          id: second.tenantId,
          name: 'Birch',
          preview: false,
          role: 'office_employee',
          mayManageApiAccess: true,
          mayGenerateAppKey: false,
        },
      ],
    });
    const integration = await signInAgain(db, personId, 'integration');
    expect((await app.inject({ url, headers: integration })).json()).toMatchObject({
      data: [{ id: elsewhere.tenantId }],
    });
    const nobody = await signIn(db);
    expect((await app.inject({ url, headers: nobody.headers })).json()).toEqual({ data: [] });
    expectProblem(await app.inject({ url }), 401, 'sign_in_required', []);
  });

  test('are shown to a token that may read settings, and to no other', async () => {
    const { db } = database.current;
    const { personId } = await signIn(db, { memberships: [{ tenantId, role: 'administrator' }] });
    const reading = await tokenFor(db, personId, { scopes: ['settings:read'] });
    const other = await tokenFor(db, personId, { scopes: ['person:read', 'portal:read', 'settings:write'] });
    const shown = await app.inject({ url, headers: reading.headers });
    expect(shown.json()).toMatchObject({ data: [{ id: tenantId }] });
    expectProblem(await app.inject({ url, headers: other.headers }), 403, 'permission_missing', []);
  });
});

describe('a tenant', () => {
  test('is read by everybody who works for it, with its network and the notice of the preview', async () => {
    const { db } = database.current;
    const networkId = await createNetwork(db);
    const of = await createTenant(db, { preview: false, network_id: networkId });
    const settings = await settingsOf(app, db, of.tenantId, { role: 'office_employee' });
    expect((await settings.get('')).json()).toEqual({
      id: of.tenantId,
      name: 'Evergreen',
      environment: 'production',
      timeZone: 'America/Los_Angeles',
      region: 'US',
      network: { id: networkId, name: 'Evergreen Group' },
      preview: false,
      notice: expect.stringMatching(/no events are delivered/),
      permissions: { role: 'office_employee', mayManageApiAccess: false, mayGenerateAppKey: false },
    });
    const own = await settingsOf(app, db, tenantId);
    expect((await own.get('')).json()).toMatchObject({
      network: null,
      preview: true,
      notice: null,
      permissions: { role: 'administrator', mayManageApiAccess: true, mayGenerateAppKey: true },
    });
    expectProblem(await app.inject({ url: `${url}/${tenantId}` }), 401, 'sign_in_required', []);
    for (const id of [of.tenantId, 999_999, 'x']) {
      expectProblem(await app.inject({ url: `${url}/${id}`, headers: own.headers }), 404, 'not_found', []);
    }
  });
});

describe('the audit log of a tenant', () => {
  test('is read newest first, page by page, and holds nothing of others', async () => {
    const { db } = database.current;
    const other = await createTenant(db);
    const { appId } = await createOfferedApp(db, { tenants: [tenantId, other.tenantId] });
    const settings = await settingsOf(app, db, tenantId);
    const others = await settingsOf(app, db, other.tenantId);
    await others.post(`/apps/${appId}/connection`, { version: 1 });
    for (const deed of ['connection', 'disable', 'enable']) {
      clock.advance(1);
      await settings.post(`/apps/${appId}/${deed}`, deed === 'connection' ? { version: 1 } : undefined);
    }
    type Page = { data: { action: string; appId: string; ipAddress: string }[]; nextCursor: string | null };
    const first = (await settings.get('/audit?limit=2')).json<Page>();
    expect(first.data).toMatchObject([
      { action: 'connection.enabled', appId, tenantId, ipAddress: '127.0.0.1' },
      { action: 'connection.disabled', at: expect.stringMatching(/Z$/) },
    ]);
    const second = (await settings.get(`/audit?limit=2&cursor=${first.nextCursor}`)).json<Page>();
    expect(second).toMatchObject({ data: [{ action: 'connection.allowed' }], nextCursor: null });
    for (const query of ['limit=0', 'limit=x', 'cursor=x', 'limit=1&limit=2']) {
      const field = query.startsWith('cursor') ? 'cursor' : 'limit';
      expectProblem(await settings.get(`/audit?${query}`), 400, 'validation_failed', [field]);
    }
  });

  test('is for administrators and those who manage API access', async () => {
    const { db } = database.current;
    const employee = await settingsOf(app, db, tenantId, { role: 'office_employee' });
    expectProblem(await employee.get('/audit'), 403, 'permission_missing', []);
    const permitted = await settingsOf(app, db, tenantId, {
      role: 'office_employee',
      mayManageApiAccess: true,
    });
    expect((await permitted.get('/audit')).statusCode).toBe(200);
    const other = await createTenant(db);
    const others = await settingsOf(app, db, other.tenantId);
    const answer = await app.inject({ url: `${url}/${tenantId}/audit`, headers: others.headers });
    expectProblem(answer, 404, 'not_found', []);
    expectProblem(await app.inject({ url: `${url}/${tenantId}/audit` }), 401, 'sign_in_required', []);
  });
});

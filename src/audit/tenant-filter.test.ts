import { beforeEach, describe, expect, test } from 'vitest';
import { useDatabase } from '../../test/db.ts';
import { createTenant } from '../../test/factories.ts';
import { type Json, type Portal, type PortalApp, setPortal } from '../../test/portal.ts';
import { type Settings, settingsOf } from '../../test/settings.ts';
import { expectProblem } from '../../test/visitor.ts';

const database = useDatabase();
let portal: Portal;
let tenantId: number;
let app: PortalApp;
let settings: Settings;

beforeEach(async () => {
  portal = await setPortal(database.current.db);
  ({ tenantId } = await createTenant(portal.db));
  app = await portal.createApp({ credentialMode: 'developer', tenants: [{ tenantId }] });
  await portal.db.updateTable('apps').set({ approved_at: portal.clock.now() }).execute();
  settings = await settingsOf(portal.app, portal.db, tenantId);
  await settings.post(`/apps/${app.id}/connection`, { version: 1 });
  portal.clock.advance(60);
  await settings.post(`/apps/${app.id}/disable`);
});

type Lines = { data: (Json & { action: string; personId: string | null })[] };
const find = async (query: Record<string, string>) =>
  (await settings.get(`/audit?${new URLSearchParams(query).toString()}`)).json<Lines>().data;
const actionsOf = async (query: Record<string, string>) => (await find(query)).map(({ action }) => action);

describe('the audit log of a tenant is narrowed', () => {
  test('by action, by app and by time', async () => {
    expect(await actionsOf({})).toEqual(['connection.disabled', 'connection.allowed']);
    expect(await actionsOf({ action: 'connection.allowed' })).toEqual(['connection.allowed']);
    expect(await actionsOf({ appId: app.id })).toHaveLength(2);
    expect(await actionsOf({ appId: crypto.randomUUID() })).toEqual([]);
    const at = portal.clock.now().toISOString();
    expect(await actionsOf({ from: at })).toEqual(['connection.disabled']);
    expect(await actionsOf({ until: at })).toEqual(['connection.allowed']);
    expect(await actionsOf({ from: '0001-01-01T00:00:00Z', until: '0001-01-02T00:00:00Z' })).toEqual([]);
  });

  test('by a person who works for the tenant, and by nobody else: it would tell who a developer is', async () => {
    await settings.post(`/apps/${app.id}/enable`);
    const secret = await portal.call('POST', `${app.path}/tenants/${tenantId}/secrets`);
    expect(secret.statusCode).toBe(201);
    expect(await actionsOf({ action: 'secret.generated' })).toHaveLength(1);
    const { personId } = portal.developer;
    expect(await actionsOf({ personId })).toEqual([]);
    const [line] = await find({ action: 'connection.allowed' });
    expect(await actionsOf({ personId: String(line?.personId) })).toHaveLength(3);
    await portal.db
      .insertInto('tenant_members')
      .values({ tenant_id: tenantId, person_id: personId, role: 'administrator' })
      .execute();
    expect(await actionsOf({ personId })).toEqual(['secret.generated']);
  });

  test.each([
    ['action=app.painted', 'action'],
    ['appId=x', 'appId'],
    ['personId=a%00', 'personId'],
    ['from=yesterday', 'from'],
    ['from=2026-02-02T00:00:00Z&until=2026-02-01T00:00:00Z', 'from'],
    ['action=app.created&action=app.deleted', 'action'],
  ])('but not by %s', async (query, field) => {
    expectProblem(await settings.get(`/audit?${query}`), 400, 'validation_failed', [field]);
  });
});

describe('the audit log of an app is narrowed', () => {
  const actionsIn = async (query: Record<string, string>) =>
    (await portal.call('GET', `${app.path}/audit?${new URLSearchParams(query).toString()}`))
      .json<Lines>()
      .data.map(({ action }) => action);

  test('by action, by time, and by a person of the organisation, also one who has left', async () => {
    const at = portal.clock.now().toISOString();
    expect(await actionsIn({ action: 'connection.allowed' })).toEqual(['connection.allowed']);
    expect(await actionsIn({ from: at })).toEqual(['connection.disabled']);
    expect(await actionsIn({ until: at })).not.toContain('connection.disabled');
    const { personId } = portal.developer;
    expect(await actionsIn({ personId })).toEqual(['app.created']);
    await portal.call('POST', `${app.path}/tenants/${tenantId}/secrets`);
    expect(await actionsIn({ personId, from: at })).toEqual(['secret.generated']);
  });

  test('but not by a person of a tenant: it would tell who decided there', async () => {
    const [line] = await find({ action: 'connection.allowed' });
    const personId = String(line?.personId);
    expect(await actionsIn({ personId })).toEqual([]);
    const { organisation_id } = await portal.db
      .selectFrom('apps')
      .select('organisation_id')
      .where('id', '=', app.id)
      .executeTakeFirstOrThrow();
    await portal.db
      .insertInto('organisation_members')
      .values({ organisation_id, person_id: personId })
      .execute();
    expect(await actionsIn({ personId })).toEqual(['connection.disabled', 'connection.allowed']);
  });

  test.each(['action=app.painted', 'personId=a%00', 'from=yesterday'])('but not by %s', async (query) => {
    const [field = ''] = query.split('=');
    expectProblem(await portal.call('GET', `${app.path}/audit?${query}`), 400, 'validation_failed', [field]);
  });
});

import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { useDatabase } from '../../test/db.ts';
import { createTenant } from '../../test/factories.ts';
import { signIn, type TestPerson } from '../../test/people.ts';
import { type Json, type Portal, type PortalApp, setPortal } from '../../test/portal.ts';
import { type Settings, settingsOf } from '../../test/settings.ts';

const database = useDatabase();
let portal: Portal;
let operator: TestPerson;
let tenantId: number;
let app: PortalApp;
let settings: Settings;

beforeAll(async () => {
  portal = await setPortal(database.current.db);
  operator = await signIn(portal.db, { operator: true });
});

beforeEach(async () => {
  ({ tenantId } = await createTenant(portal.db));
  app = await portal.createApp({ credentialMode: 'developer', tenants: [{ tenantId }] });
  settings = await settingsOf(portal.app, portal.db, tenantId);
  await as(operator, `/api/operator/apps/${app.id}/approval`, { approved: true, note: 'Robin vouches' });
});

const as = async ({ headers }: { headers: Record<string, string> }, url: string, body: Json) => {
  const answer = await portal.call('POST', url, { headers, body });
  expect(answer.statusCode).toBe(200);
};
const outsider = { personId: null, personEmail: null, ipAddress: null };
type Lines = { data: (Json & { action: string; personEmail: string | null })[] };
/** In any order: a test's clock stands still. */
const inTenantsLog = async (action: string) =>
  (await settings.get('/audit')).json<Lines>().data.filter((line) => line.action === action);
const inAppsLog = async (action: string) =>
  (await portal.call('GET', `${app.path}/audit`)).json<Lines>().data.filter((line) => line.action === action);
const decide = (deed: 'connection' | 'decline', by = settings) =>
  by.post(`/apps/${app.id}/${deed}`, { version: 1 });

describe('the audit log of a tenant', () => {
  test('tells of the developer and the operator only that it was one, and not what operators note', async () => {
    await decide('connection');
    const secret = await portal.call('POST', `${app.path}/tenants/${tenantId}/secrets`);
    expect(secret.statusCode).toBe(201);
    const preview = `/api/operator/tenants/${tenantId}/preview`;
    await as(operator, preview, { on: true, note: 'Sam of sales wants it' });

    expect(await inTenantsLog('secret.generated')).toMatchObject([{ actor: 'developer', ...outsider }]);
    expect(await inTenantsLog('tenant.preview_switched')).toMatchObject([
      { actor: 'operator', detail: { on: true }, ...outsider },
    ]);
    const { body } = await settings.get('/audit');
    for (const hidden of [portal.developer.email, operator.email, 'Sam of sales', 'vouches']) {
      expect(body).not.toContain(hidden);
    }
  });

  test('names its own people, also one who has left and one who acts as a developer', async () => {
    await decide('connection');
    const [line] = await inTenantsLog('connection.allowed');
    expect(line).toMatchObject({
      actor: 'tenant',
      personEmail: expect.stringMatching(/@/),
      ipAddress: '127.0.0.1',
    });
    // Both sides know the developer now.
    await portal.db
      .insertInto('tenant_members')
      .values({ tenant_id: tenantId, person_id: portal.developer.personId, role: 'administrator' })
      .execute();
    await portal.call('POST', `${app.path}/tenants/${tenantId}/secrets`);
    expect(await inTenantsLog('secret.generated')).toMatchObject([
      { actor: 'developer', personEmail: portal.developer.email },
    ]);
    const gone = String(line?.['personId']);
    await portal.db.deleteFrom('tenant_members').where('person_id', '=', gone).execute();
    settings = await settingsOf(portal.app, portal.db, tenantId);
    expect(await inTenantsLog('connection.allowed')).toEqual([line]);
  });
});

describe('the audit log of an app', () => {
  test('tells nothing of a tenant that declines, until it has connected', async () => {
    expect((await decide('decline')).statusCode).toBe(200);
    const before = await portal.call('GET', `${app.path}/audit`);
    expect(before.body).not.toContain('connection.declined');
    expect(before.json<Lines>().data.map((line) => line['tenantId'])).not.toContain(tenantId);
    expect(await inTenantsLog('connection.declined')).toHaveLength(1);

    await decide('connection');
    expect(await inAppsLog('connection.declined')).toMatchObject([
      { actor: 'tenant', tenantId, ...outsider },
    ]);
    await portal.db.deleteFrom('connections').where('tenant_id', '=', tenantId).execute();
    expect(await inAppsLog('connection.declined')).toHaveLength(1);
  });

  test('hides a refusal however many other tenants have connected', async () => {
    const { tenantId: other } = await createTenant(portal.db);
    await portal.change(app, 'PUT', '/tenants', { tenants: [{ tenantId }, { tenantId: other }] });
    await decide('connection', await settingsOf(portal.app, portal.db, other));
    await decide('decline');
    expect(await inAppsLog('connection.declined')).toEqual([]);
  });
});

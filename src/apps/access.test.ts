import { beforeAll, describe, expect, test } from 'vitest';
import { useDatabase } from '../../test/db.ts';
import { deliveriesOf, publishEvents, queueOf } from '../../test/deliveries.ts';
import { connect, createTenant } from '../../test/factories.ts';
import { signIn, tokenFor } from '../../test/people.ts';
import {
  completed,
  createOrganisation,
  type Json,
  newAppBody,
  type Portal,
  type PortalApp,
  portalPath,
  setPortal,
} from '../../test/portal.ts';
import { expectProblem } from '../../test/visitor.ts';

const database = useDatabase();
let portal: Portal;
let app: PortalApp;
let deleted: PortalApp;

beforeAll(async () => {
  portal = await setPortal(database.current.db);
  app = await portal.createApp({ credentialMode: 'developer', tenants: [{ tenantId: 5 }] });
  deleted = await portal.createApp();
  expect((await portal.change(deleted, 'DELETE', '')).statusCode).toBe(204);
});

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
const webhook = `/webhooks/${completed}`;
const ofAnApp: [Method, string, Json | undefined][] = [
  ['GET', '', undefined],
  ['PATCH', '', { name: 'x' }],
  ['DELETE', '', undefined],
  ['PUT', '/tenants', { tenants: [] }],
  ['PUT', '/networks', { networks: [] }],
  ['GET', '/versions', undefined],
  ['GET', '/audit', undefined],
  ['GET', '/connections', undefined],
  ['GET', '/webhooks', undefined],
  ['PATCH', webhook, { enabled: true }],
  ['POST', `${webhook}/key-rotation`, {}],
  ['POST', `${webhook}/key-reveal`, undefined],
  ['GET', '/tenants/5/secrets', undefined],
  ['POST', '/tenants/5/secrets', undefined],
  ['DELETE', '/tenants/5/secrets/019ab1c2-7d40-7b5e-9a31-5f0c2f6d8e11', undefined],
];
const others: [Method, string, Json | undefined][] = [
  ['GET', '/api/portal/catalogue', undefined],
  ['GET', portalPath, undefined],
  ['POST', portalPath, newAppBody],
];

function call(
  [method, url, body]: [Method, string, Json | undefined],
  headers: Record<string, string>,
  etag = '"1"',
) {
  return portal.call(method, url, { headers, etag, ...(body !== undefined && { body }) });
}

const rows = async () =>
  JSON.stringify([
    await portal.db.selectFrom('apps').selectAll().orderBy('id').execute(),
    await portal.db.selectFrom('webhooks').selectAll().orderBy('id').execute(),
    await portal.db.selectFrom('app_tenants').selectAll().orderBy('app_id').execute(),
    await portal.db.selectFrom('audit_log').selectAll().orderBy('id').execute(),
  ]);

describe('every call of the portal', () => {
  test('needs somebody signed in who accepted the terms', async () => {
    const { headers } = await signIn(portal.db, {
      organisationIds: [portal.organisationId],
      acceptsTerms: false,
    });
    const before = await rows();
    const calls = [
      ...ofAnApp.map(([method, rest, body]) => [method, app.path + rest, body] as const),
      ...others,
    ];
    for (const [method, url, body] of calls) {
      expectProblem(await call([method, url, body], {}), 401, 'sign_in_required', []);
      expectProblem(await call([method, url, body], headers), 403, 'terms_not_accepted', []);
    }
    expect(await rows()).toBe(before);
  });

  test.each(ofAnApp)(
    '%s …%s answers alike for a foreign, deleted, random and impossible app',
    async (method, rest, body) => {
      const stranger = await signIn(portal.db, { organisationIds: [await createOrganisation(portal.db)] });
      const operator = await signIn(portal.db, { operator: true });
      const tenant = await createTenant(portal.db);
      const administrator = await signIn(portal.db, {
        memberships: [{ tenantId: tenant.tenantId, role: 'administrator' }],
      });
      const { headers } = portal.developer;
      const asked: [string, Record<string, string>][] = [
        [app.id, stranger.headers],
        [app.id, operator.headers],
        [app.id, administrator.headers],
        [deleted.id, headers],
        ['1f0b6a4e-9d2c-4f02-8c1d-5f0c2f6d8e11', headers],
        ['00000000-0000-0000-0000-000000000000', headers],
        ['x', headers],
        ['9223372036854775808', headers],
        ["'; drop table apps", headers],
        ['%00', headers],
        ['a'.repeat(500), headers],
      ];
      const before = await rows();
      const bodies = new Set<string>();
      for (const [id, who] of asked) {
        const answer = await call(
          [method, `${portalPath}/${encodeURI(id).replace('%2500', '%00')}${rest}`, body],
          who,
        );
        expectProblem(answer, 404, 'not_found', []);
        bodies.add(answer.body.replace(/"traceId":"[^"]+"/, ''));
      }
      expect(bodies.size).toBe(1);
      expect(await rows()).toBe(before);
    },
  );

  test('is open to whoever acts for the organisation, also as a permitted person of its tenant', async () => {
    const tenant = await createTenant(portal.db);
    const organisationId = await createOrganisation(portal.db, { tenantId: tenant.tenantId });
    const member = (given: object) =>
      signIn(portal.db, { memberships: [{ tenantId: tenant.tenantId, role: 'office_employee', ...given }] });
    const permitted = await member({ mayGenerateAppKey: true });
    const made = await portal.call('POST', portalPath, { headers: permitted.headers, body: newAppBody });
    expect(made.json()).toMatchObject({ organisationId });
    const path = String(made.headers.location);
    expect((await portal.call('GET', path, permitted)).statusCode).toBe(200);
    const unpermitted = [await member({}), await member({ mayManageApiAccess: true })];
    for (const { headers } of unpermitted) {
      expectProblem(await portal.call('GET', path, { headers }), 404, 'not_found', []);
      expectProblem(
        await portal.call('POST', portalPath, { headers, body: newAppBody }),
        403,
        'permission_missing',
        [],
      );
    }
  });

  test('reads by a token that may read, and changes by none that may not write', async () => {
    const { headers } = await tokenFor(portal.db, portal.developer.personId, { scopes: ['portal:read'] });
    expect((await portal.call('GET', app.path, { headers })).statusCode).toBe(200);
    const change = { headers, etag: '"1"', body: { name: 'x' } };
    expectProblem(await portal.call('PATCH', app.path, change), 403, 'permission_missing', []);
    const reveal = await portal.call('POST', `${app.path}${webhook}/key-reveal`, { headers });
    expectProblem(reveal, 403, 'permission_missing', []);
  });
});

describe('deleting an app', () => {
  test('ends its key for good and is told in the audit log', async () => {
    const gone = await portal.createApp();
    portal.clock.advance(60);
    expect((await portal.change(gone, 'DELETE', '')).statusCode).toBe(204);
    const row = await portal.db
      .selectFrom('apps')
      .select(['app_key', 'deleted_at'])
      .where('id', '=', gone.id)
      .executeTakeFirstOrThrow();
    expect(row.deleted_at).toEqual(portal.clock.now());
    expect(row.app_key).not.toBe(gone.body['appKey']);
    expect((await portal.audit(gone.id)).at(-1)).toMatchObject({
      action: 'app.deleted',
      person_id: portal.developer.personId,
    });
    const list = (await portal.call('GET', portalPath)).json<{ data: { id: string }[] }>();
    expect(list.data.map(({ id }) => id)).not.toContain(gone.id);
  });

  test('cancels what was waiting to be delivered', async () => {
    const { db } = database.current;
    const gone = await portal.createApp();
    const tenant = await createTenant(db);
    await connect(db, tenant, { appId: gone.id, webhooks: {} as never });
    await publishEvents(db, tenant, portal.clock.now());
    await portal.change(gone, 'DELETE', '');
    expect(await deliveriesOf(db, tenant.tenantId)).toMatchObject([
      { state: 'cancelled', reason: 'app_deleted', finished_at: portal.clock.now() },
    ]);
    expect(await queueOf(db, tenant.tenantId)).toEqual([]);
  });
});

import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { useDatabase } from '../../test/db.ts';
import { createTenant } from '../../test/factories.ts';
import { type Json, type Portal, type PortalApp, setPortal } from '../../test/portal.ts';
import { expectProblem } from '../../test/visitor.ts';
import { newClientId } from '../lib/ids.ts';

const database = useDatabase();
let portal: Portal;
let app: PortalApp;

beforeAll(async () => {
  portal = await setPortal(database.current.db);
});

beforeEach(async () => {
  app = await portal.createApp({ credentialMode: 'developer' });
});

/** What allowing in the tenant's settings leaves behind. */
async function allow(
  tenantId: number,
  given: { networkId?: number; disabled?: boolean; clientId?: string } = {},
) {
  const { db, clock } = portal;
  const clientId = given.clientId ?? newClientId();
  if (given.clientId === undefined) {
    const owner = given.networkId === undefined ? { tenant_id: tenantId } : { network_id: given.networkId };
    const client = { id: clientId, app_id: app.id, created_at: clock.now(), ...owner };
    await db.insertInto('clients').values(client).execute();
  }
  await db
    .insertInto('connections')
    .values({
      tenant_id: tenantId,
      app_id: app.id,
      accepted_version: 1,
      client_id: clientId,
      connected_at: clock.now(),
      disabled_at: given.disabled ? clock.now() : null,
    })
    .execute();
  return clientId;
}

async function createNetwork(count: number): Promise<{ networkId: number; tenantIds: number[] }> {
  const { id: networkId } = await portal.db
    .insertInto('networks')
    .values({ name: 'Group', environment: 'production' })
    .returning('id')
    .executeTakeFirstOrThrow();
  const tenantIds: number[] = [];
  for (let index = 0; index < count; index += 1) {
    tenantIds.push((await createTenant(portal.db, { network_id: networkId })).tenantId);
  }
  return { networkId, tenantIds };
}

const view = async (query = ''): Promise<{ data: Json[]; nextCursor: string | null }> =>
  (await portal.call('GET', `${app.path}/connections${query}`)).json();

describe('the connections of an app', () => {
  test('show each named tenant, connected, disabled or not, and of a network those that connected', async () => {
    const [one, two, silent, stranger] = [
      await createTenant(portal.db),
      await createTenant(portal.db),
      await createTenant(portal.db),
      await createTenant(portal.db),
    ];
    const { networkId, tenantIds } = await createNetwork(3);
    await portal.change(app, 'PUT', '/tenants', {
      tenants: [
        { tenantId: one.tenantId, note: 'first' },
        { tenantId: two.tenantId },
        { tenantId: silent.tenantId },
        { tenantId: 9_007_199_254_740_991, note: 'nobody' },
      ],
    });
    await portal.change(app, 'PUT', '/networks', { networks: [{ networkId }] });
    const oneClient = await allow(one.tenantId);
    await allow(two.tenantId, { disabled: true });
    const networkClient = await allow(tenantIds[1] ?? 0, { networkId });

    const oneSecrets = `${app.path}/tenants/${one.tenantId}/secrets`;
    expect(await portal.call('POST', oneSecrets)).toMatchObject({ statusCode: 201 });

    const { data, nextCursor } = await view();
    expect(nextCursor).toBeNull();
    const none = {
      networkId: null,
      state: 'not_connected_yet',
      connectedVersion: null,
      scopes: [],
      eventTypes: [],
      clientId: null,
      hasSecret: false,
      connectedAt: null,
    };
    const connected = {
      connectedVersion: 1,
      hasSecret: false,
      scopes: ['tn.sp.schedulers:r'],
      eventTypes: app.body['eventTypes'],
      connectedAt: portal.clock.now().toISOString(),
    };
    expect(data).toEqual([
      {
        tenantId: one.tenantId,
        note: 'first',
        named: true,
        networkId: null,
        state: 'connected',
        clientId: oneClient,
        ...connected,
        hasSecret: true,
      },
      {
        tenantId: two.tenantId,
        note: null,
        named: true,
        networkId: null,
        state: 'disabled',
        clientId: expect.any(String),
        ...connected,
      },
      { tenantId: silent.tenantId, note: null, named: true, ...none },
      {
        tenantId: tenantIds[1],
        note: null,
        named: false,
        networkId,
        state: 'connected',
        clientId: networkClient,
        ...connected,
      },
      { tenantId: 9_007_199_254_740_991, note: 'nobody', named: true, ...none },
    ]);
    const ids = data.map(({ tenantId }) => tenantId);
    for (const id of [stranger.tenantId, tenantIds[0], tenantIds[2]]) expect(ids).not.toContain(id);

    const list = (await portal.call('GET', '/api/portal/apps')).json();
    const summary = list.data.find(({ id }: { id: string }) => id === app.id);
    expect(summary.tenants).toEqual({ notConnectedYet: 2, connected: 2, disabled: 1 });
  });

  test('tell nothing of a tenant that exists that they would not tell of one that does not', async () => {
    const { tenantId } = await createTenant(portal.db, { name: 'Real' });
    const answers: string[] = [];
    for (const id of [tenantId, 5]) {
      const answer = await portal.change(app, 'PUT', '/tenants', { tenants: [{ tenantId: id }] });
      expect(answer.statusCode).toBe(200);
      answers.push(JSON.stringify((await view()).data).replace(String(id), 'ID'));
    }
    expect(answers[0]).toBe(answers[1]);
  });

  test('come in pages', async () => {
    const tenants = Array.from({ length: 5 }, (_, index) => ({ tenantId: index + 10 }));
    await portal.change(app, 'PUT', '/tenants', { tenants });
    const first = await view('?limit=2');
    const second = await view(`?limit=2&cursor=${first.nextCursor}`);
    const third = await view(`?limit=2&cursor=${second.nextCursor}`);
    expect([first, second, third].map(({ data }) => data.map(({ tenantId }) => tenantId))).toEqual([
      [10, 11],
      [12, 13],
      [14],
    ]);
    expect(third.nextCursor).toBeNull();
    for (const query of ['?limit=0', '?limit=1001', '?limit=x']) {
      expectProblem(await portal.call('GET', `${app.path}/connections${query}`), 400, 'validation_failed', [
        'limit',
      ]);
    }
    expectProblem(await portal.call('GET', `${app.path}/connections?cursor=-1`), 400, 'validation_failed', [
      'cursor',
    ]);
  });

  test('of another app are not shown', async () => {
    const { tenantId } = await createTenant(portal.db);
    await allow(tenantId);
    app = await portal.createApp();
    expect(await view()).toEqual({ data: [], nextCursor: null });
  });
});

describe('the secrets that a developer configures', () => {
  const secretsOf = (tenantId: number | string) => `${app.path}/tenants/${tenantId}/secrets`;

  test('are generated, at most two active, listed by their hints and revoked, all in the audit log', async () => {
    const { tenantId } = await createTenant(portal.db);
    const clientId = await allow(tenantId);
    const answer = await portal.call('POST', secretsOf(tenantId));
    expect(answer.statusCode).toBe(201);
    expect(answer.headers['cache-control']).toBe('no-store');
    const first = answer.json<{ id: string; clientSecret: string }>();
    expect(first).toEqual({
      id: expect.any(String),
      clientId,
      clientSecret: expect.stringMatching(/^cs2\./),
      hint: first.clientSecret.slice(-4),
    });
    portal.clock.advance(60);
    const second = (await portal.call('POST', secretsOf(tenantId))).json<{
      id: string;
      clientSecret: string;
    }>();
    expectProblem(await portal.call('POST', secretsOf(tenantId)), 409, 'secret_limit_reached', ['secret']);

    const list = await portal.call('GET', secretsOf(tenantId));
    expect(list.json()).toEqual({
      clientId,
      data: [second, first].map(({ id, clientSecret }) => ({
        id,
        hint: clientSecret.slice(-4),
        createdAt: expect.any(String),
        lastUsedAt: null,
        revokedAt: null,
      })),
    });
    expect(list.body).not.toContain(first.clientSecret);

    portal.clock.advance(60);
    for (let times = 0; times < 2; times += 1) {
      const revoked = await portal.call('DELETE', `${secretsOf(tenantId)}/${first.id}`);
      expect(revoked.statusCode).toBe(204);
    }
    for (const id of ['x', '019ab1c2-7d40-7b5e-9a31-5f0c2f6d8e11']) {
      expectProblem(await portal.call('DELETE', `${secretsOf(tenantId)}/${id}`), 404, 'not_found', []);
    }
    const lines = await portal.db
      .selectFrom('audit_log')
      .select(['action', 'tenant_id', 'detail'])
      .where('tenant_id', '=', tenantId)
      .orderBy('id')
      .execute();
    expect(lines).toEqual([
      { action: 'secret.generated', tenant_id: tenantId, detail: { clientId, secretId: first.id } },
      { action: 'secret.generated', tenant_id: tenantId, detail: { clientId, secretId: second.id } },
      { action: 'secret.revoked', tenant_id: tenantId, detail: { clientId, secretId: first.id } },
    ]);
    const log = JSON.stringify(await portal.db.selectFrom('audit_log').selectAll().execute());
    expect(log).not.toContain(first.clientSecret.slice(4));
  });

  test('need a tenant that is connected; of one that is not named nothing is told', async () => {
    const named = await createTenant(portal.db);
    const stranger = await createTenant(portal.db);
    await portal.change(app, 'PUT', '/tenants', { tenants: [{ tenantId: named.tenantId }, { tenantId: 5 }] });
    for (const id of [named.tenantId, 5]) {
      expectProblem(await portal.call('POST', secretsOf(id)), 409, 'not_connected', []);
      expectProblem(await portal.call('GET', secretsOf(id)), 409, 'not_connected', []);
    }
    for (const id of [stranger.tenantId, 6, 0, -1, 'x', '9'.repeat(16), '9007199254740992', '%00']) {
      expectProblem(await portal.call('POST', secretsOf(id)), 404, 'not_found', []);
      expectProblem(await portal.call('GET', secretsOf(id)), 404, 'not_found', []);
    }
  });

  test("are the tenants' own in the other mode", async () => {
    const { tenantId } = await createTenant(portal.db);
    await allow(tenantId);
    await portal.change(app, 'PATCH', '', { credentialMode: 'tenant' });
    expectProblem(await portal.call('POST', secretsOf(tenantId)), 403, 'permission_missing', [
      'credentialMode',
    ]);
    expectProblem(await portal.call('GET', secretsOf(tenantId)), 403, 'permission_missing', [
      'credentialMode',
    ]);
  });
});

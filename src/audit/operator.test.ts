import { beforeAll, describe, expect, test } from 'vitest';
import { useDatabase } from '../../test/db.ts';
import { connect, createTenant } from '../../test/factories.ts';
import { signIn, signInAgain, type TestPerson, tokenFor } from '../../test/people.ts';
import { createOrganisation, type Json, type Portal, setPortal } from '../../test/portal.ts';
import { settingsOf } from '../../test/settings.ts';
import { expectProblem } from '../../test/visitor.ts';

const database = useDatabase();
const url = '/api/operator/audit';
let portal: Portal;
let operator: TestPerson;

beforeAll(async () => {
  portal = await setPortal(database.current.db);
  operator = await signIn(portal.db, { operator: true });
});

type Line = Json & { action: string; actor: string; detail: Json };
type Page = { data: Line[]; nextCursor: string | null };
const read = async (query: string, headers = operator.headers) => {
  const answer = await portal.call('GET', `${url}?${query}`, { headers });
  expect([answer.statusCode, answer.headers['cache-control']]).toEqual([200, 'no-store']);
  return answer.json<Page>();
};
const as = async (
  { headers }: Pick<TestPerson, 'headers'>,
  method: 'POST' | 'DELETE' | 'PUT',
  path: string,
  body?: Json,
) => {
  const answer = await portal.call(method, path, { headers, ...(body && { body }) });
  expect(answer.statusCode).toBeLessThan(300);
  return answer;
};

describe('the log that operators read', () => {
  test('still has an app that was deleted, with who did it and whom it ended for', async () => {
    const app = await portal.createApp();
    const [connected, disabled, other] = [
      await createTenant(portal.db),
      await createTenant(portal.db),
      await createTenant(portal.db),
    ];
    await connect(portal.db, connected, { appId: app.id, webhooks: {} as never });
    await connect(portal.db, disabled, { appId: app.id, webhooks: {} as never });
    await portal.db
      .updateTable('connections')
      .set({ disabled_at: new Date() })
      .where('tenant_id', '=', disabled.tenantId)
      .execute();
    expect((await portal.change(app, 'DELETE', '')).statusCode).toBe(204);

    const { data } = await read(`appId=${app.id}`);
    expect(data.map(({ action }) => action).toSorted()).toEqual([
      'app.created',
      'app.deleted',
      'app.deleted',
      'app.deleted',
    ]);
    const ends = (await read(`appId=${app.id}&action=app.deleted`)).data;
    expect(ends.map((line) => line['tenantId'])).toEqual(
      expect.arrayContaining([null, connected.tenantId, disabled.tenantId]),
    );
    expect(ends[0]).toMatchObject({ actor: 'developer', personEmail: portal.developer.email });
    // The tenants see the end, not who it was; to the developers the app is gone.
    const shown = await (await settingsOf(portal.app, portal.db, connected.tenantId)).get('/audit');
    expect(shown.json<Page>().data).toMatchObject([
      {
        action: 'app.deleted',
        appId: app.id,
        actor: 'developer',
        personEmail: null,
        detail: { name: 'CRM' },
      },
    ]);
    const unconcerned = await (await settingsOf(portal.app, portal.db, other.tenantId)).get('/audit');
    expect(unconcerned.json<Page>().data).toEqual([]);
    expectProblem(await portal.call('GET', `${app.path}/audit`), 404, 'not_found', []);
  });

  test('has what belongs to nobody: organisations, networks, operators, and what people do for themselves', async () => {
    const person = await signIn(portal.db);
    await as(operator, 'POST', '/api/operator/organisations', { name: 'Acme', memberEmail: person.email });
    await as(operator, 'POST', '/api/operator/networks', { name: 'Evergreen' });
    const token = await as(person, 'POST', '/api/people/me/tokens', {
      name: 'deploy',
      scopes: ['person:read'],
      expiresAt: new Date(portal.clock.now().getTime() + 86_400_000).toISOString(),
    });
    const { id, token: secret } = token.json<{ id: string; token: string }>();
    await as(person, 'DELETE', `/api/people/me/tokens/${id}`);

    const [organisation] = (await read('action=organisation.created')).data;
    expect(organisation).toMatchObject({ actor: 'operator', detail: { name: 'Acme' } });
    const byOperator = (await read(`personId=${operator.personId}`)).data;
    expect(byOperator.map(({ action }) => action).toSorted()).toEqual([
      'network.created',
      'organisation.created',
      'person.invited',
    ]);
    const own = await read(`personId=${person.personId}`);
    expect(own.data.toSorted((one, two) => one.action.localeCompare(two.action))).toMatchObject([
      { action: 'token.created', actor: 'person', ipAddress: '127.0.0.1', detail: { tokenId: id } },
      { action: 'token.revoked', actor: 'person', detail: { tokenId: id, name: 'deploy' } },
    ]);
    expect(JSON.stringify(own)).not.toContain(secret.slice(4));
  });

  test('shows operators’ notes, and comes newest first, page by page', async () => {
    const { tenantId } = await createTenant(portal.db);
    for (const note of ['first', 'second', 'third']) {
      portal.clock.advance(1);
      await as(operator, 'POST', `/api/operator/tenants/${tenantId}/preview`, { on: true, note });
    }
    const first = await read(`tenantId=${tenantId}&limit=2`);
    const second = await read(`tenantId=${tenantId}&limit=2&cursor=${first.nextCursor}`);
    expect([...first.data, ...second.data].map(({ detail }) => detail['note'])).toEqual([
      'third',
      'second',
      'first',
    ]);
    expect(second.nextCursor).toBeNull();
    expect((await read(`tenantId=${tenantId}&action=app.created`)).data).toEqual([]);
  });

  test('has no lines of tenants of the other environment', async () => {
    const { tenantId } = await createTenant(portal.db);
    await as(operator, 'POST', `/api/operator/tenants/${tenantId}/preview`, { on: true, note: 'x' });
    const elsewhere = await signInAgain(portal.db, operator.personId, 'integration');
    expect((await read(`tenantId=${tenantId}`)).data).toHaveLength(1);
    expect((await read(`tenantId=${tenantId}`, elsewhere)).data).toEqual([]);
    expect((await read('action=tenant.preview_switched', elsewhere)).data).toEqual([]);
    expect((await read('action=organisation.created', elsewhere)).data).not.toEqual([]);
  });

  test.each([
    ['appId=x', 'appId'],
    ['tenantId=-1', 'tenantId'],
    ['tenantId=9223372036854775808', 'tenantId'],
    ['personId=a%00', 'personId'],
    ['action=app.painted', 'action'],
    ['limit=0', 'limit'],
    ['cursor=x', 'cursor'],
    ['action=app.created&action=app.deleted', 'action'],
  ])('refuses %s', async (query, field) => {
    const answer = await portal.call('GET', `${url}?${query}`, operator);
    expectProblem(answer, 400, 'validation_failed', [field]);
  });

  test('finds nothing by an id that nothing has', async () => {
    for (const query of [
      'tenantId=9999999999999999',
      'personId=nobody',
      'appId=1f0b6a4e-9d2c-4f02-8c1d-5f0c2f6d8e11',
    ]) {
      expect(await read(query)).toEqual({ data: [], nextCursor: null });
    }
  });

  test('is for operators alone', async () => {
    const { tenantId } = await createTenant(portal.db);
    const administrator = await signIn(portal.db, { memberships: [{ tenantId, role: 'administrator' }] });
    const { headers: token } = await tokenFor(portal.db, operator.personId, { scopes: ['settings:read'] });
    for (const headers of [portal.developer.headers, administrator.headers, token]) {
      expectProblem(await portal.call('GET', url, { headers }), 403, 'permission_missing', []);
    }
    expectProblem(await portal.call('GET', url, { headers: {} }), 401, 'sign_in_required', []);
  });
});

test('who comes into a tenant’s own organisation and leaves it stands in the log of the tenant', async () => {
  const { tenantId } = await createTenant(portal.db);
  const organisationId = await createOrganisation(portal.db, { tenantId });
  const administrator = await signIn(portal.db, { memberships: [{ tenantId, role: 'administrator' }] });
  const people = `/api/portal/organisations/${organisationId}/people`;
  const email = 'outside@developer.test';
  const { personId } = (await as(administrator, 'POST', people, { email })).json<{ personId: string }>();
  await as(administrator, 'DELETE', `${people}/${personId}`);
  const answer = await portal.call('GET', `/api/settings/tenants/${tenantId}/audit`, administrator);
  const lines = answer.json<Page>().data.toSorted((one, two) => one.action.localeCompare(two.action));
  const by = { personEmail: administrator.email, tenantId, detail: { organisationId, email } };
  expect(lines).toMatchObject([
    { action: 'person.invited', ...by },
    { action: 'person.removed', ...by },
  ]);
});

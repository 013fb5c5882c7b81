import { beforeAll, describe, expect, test } from 'vitest';
import { useDatabase } from '../../test/db.ts';
import { createNetwork, createTenant } from '../../test/factories.ts';
import { signIn, type TestPerson } from '../../test/people.ts';
import { type Json, type Portal, type PortalApp, setPortal } from '../../test/portal.ts';
import { expectProblem } from '../../test/visitor.ts';
import { recordAudit } from '../audit/record.ts';

const database = useDatabase();
let portal: Portal;
let operator: TestPerson;

beforeAll(async () => {
  portal = await setPortal(database.current.db);
  operator = await signIn(portal.db, { operator: true });
});

const approvalOf = ({ id }: PortalApp) => `/api/operator/apps/${id}/approval`;
const decide = (app: PortalApp, body: unknown, { headers } = operator) =>
  portal.call('POST', approvalOf(app), { headers, body });
const refuse = ({ id }: PortalApp, body: unknown, { headers } = operator) =>
  portal.call('POST', `/api/operator/apps/${id}/refusal`, { headers, body });
const list = (query: string) => portal.call('GET', `/api/operator/apps${query}`, operator);

describe('an operator', () => {
  test('approves an app and withdraws that, each with a note in the audit log, and developers see it', async () => {
    const app = await portal.createApp();
    portal.clock.advance(60);
    const answer = await decide(app, { approved: true, note: ' Known partner ' });
    expect(answer.statusCode).toBe(200);
    const approvedAt = portal.clock.now().toISOString();
    expect(answer.json()).toEqual({
      id: app.id,
      organisationId: portal.organisationId,
      organisation: 'Developer',
      organizationName: 'Developer Inc.',
      website: 'https://developer.test/',
      email: 'hello@developer.test',
      name: 'CRM',
      description: 'Keeps customers.',
      category: 'CRM & Lead Management',
      version: 1,
      scopes: ['tn.sp.schedulers:r'],
      eventTypes: app.body['eventTypes'],
      asksFor: ['Read schedulers', 'Session Completed', 'Qualified Abandoned Session'],
      deliveryHosts: ['hooks.developer.test'],
      tenants: { count: 0, named: [] },
      networks: { count: 0, named: [] },
      approved: true,
      approvedAt,
      refusal: null,
      createdAt: app.body['createdAt'],
    });
    const read = await portal.call('GET', app.path);
    expect(read.json()).toMatchObject({ approved: true, approvedAt });
    expect(read.headers.etag).toBe('"2"');

    portal.clock.advance(60);
    await decide(app, { approved: true, note: 'Again' });
    expect((await portal.call('GET', app.path)).json()).toMatchObject({ approved: true, approvedAt });
    portal.clock.advance(60);
    expect((await decide(app, { approved: false, note: 'Complaints' })).json()).toMatchObject({
      approved: false,
      approvedAt: null,
    });
    expect((await portal.audit(app.id)).slice(1)).toEqual([
      { action: 'app.approved', person_id: operator.personId, detail: { note: 'Known partner' } },
      { action: 'app.approval_withdrawn', person_id: operator.personId, detail: { note: 'Complaints' } },
    ]);
  });

  test('refuses an app with a reason that its developers read, and approves it later', async () => {
    const app = await portal.createApp();
    portal.clock.advance(60);
    const at = portal.clock.now().toISOString();
    const refused = await refuse(app, { reason: ' No website answers. ' });
    expect([refused.statusCode, refused.json()]).toMatchObject([
      200,
      { approved: false, refusal: { reason: 'No website answers.', at, askedAgainAt: null } },
    ]);
    portal.clock.advance(60);
    await refuse(app, { reason: 'No website answers.' });
    const read = await portal.call('GET', app.path);
    expect(read.json()).toMatchObject({
      approved: false,
      refusal: { reason: 'No website answers.', at, askedAgainAt: null },
    });
    expect(read.headers.etag).toBe('"2"');
    expect((await portal.call('GET', '/api/portal/apps')).json()).toMatchObject({
      data: expect.arrayContaining([expect.objectContaining({ id: app.id, refused: true })]),
    });
    const idsOf = async (query: string) =>
      (await list(query)).json<{ data: { id: string }[] }>().data.map(({ id }) => id);
    expect(await idsOf('?refused=true')).toContain(app.id);
    expect(await idsOf('?approved=false&refused=false')).not.toContain(app.id);

    portal.clock.advance(60);
    expect((await decide(app, { approved: true, note: 'It answers now.' })).json()).toMatchObject({
      approved: true,
      refusal: null,
    });
    // Refusing what was approved ends the approval.
    portal.clock.advance(60);
    expect((await refuse(app, { reason: 'Sold on what it read.' })).json()).toMatchObject({
      approved: false,
      approvedAt: null,
      refusal: { reason: 'Sold on what it read.' },
    });
    expect((await portal.audit(app.id)).slice(1)).toEqual([
      { action: 'app.refused', person_id: operator.personId, detail: { reason: 'No website answers.' } },
      { action: 'app.approved', person_id: operator.personId, detail: { note: 'It answers now.' } },
      { action: 'app.refused', person_id: operator.personId, detail: { reason: 'Sold on what it read.' } },
    ]);
  });

  test.each<[Json, string]>([
    [{}, 'reason'],
    [{ reason: ' ' }, 'reason'],
    [{ reason: 'x'.repeat(501) }, 'reason'],
  ])('cannot refuse by %j', async (body, field) => {
    expectProblem(await refuse(await portal.createApp(), body), 400, 'validation_failed', [field]);
  });

  test('lists the apps of all organisations, those to approve alone, in pages', async () => {
    await portal.db.updateTable('apps').set({ deleted_at: new Date() }).execute();
    const [one, two, three, gone] = [
      await portal.createApp(),
      await portal.createApp(),
      await portal.createApp(),
      await portal.createApp(),
    ];
    await decide(two, { approved: true, note: 'ok' });
    await portal.change(gone, 'DELETE', '');
    const idsOf = async (query: string) =>
      (await list(query)).json<{ data: { id: string }[] }>().data.map(({ id }) => id);
    const sorted = (...apps: PortalApp[]) => apps.map(({ id }) => id).toSorted();
    expect(await idsOf('')).toEqual(sorted(one, two, three));
    expect(await idsOf('?approved=false')).toEqual(sorted(one, three));
    expect(await idsOf('?approved=true')).toEqual(sorted(two));
    const first = (await list('?limit=2')).json<{ data: { id: string }[]; nextCursor: string }>();
    const second = (await list(`?limit=2&cursor=${first.nextCursor}`)).json();
    expect([...first.data, ...second.data].map(({ id }) => id)).toEqual(sorted(one, two, three));
    expect(second.nextCursor).toBeNull();
    expect((await list('')).body).not.toContain('ak1.');
    await portal.db.updateTable('apps').set({ name: 'Lead Beacon' }).where('id', '=', three.id).execute();
    expect(await idsOf('?search=BEACON')).toEqual([three.id]);
    expect(await idsOf(`?search=${one.id}`)).toEqual([one.id]);
    expect(await idsOf('?search=develop')).toHaveLength(3);
    expect(await idsOf('?search=develop&approved=true')).toEqual([two.id]);
    expect(await idsOf('?search=nobody')).toEqual([]);
  });

  test('sees whom an app names, in the environment of the sign-in', async () => {
    const { db } = portal;
    const here = await createTenant(db, { name: 'Here' });
    const there = await createTenant(db, { name: 'There', environment: 'integration' });
    const networkId = await createNetwork(db, []);
    const tenants = [{ tenantId: here.tenantId }, { tenantId: there.tenantId }];
    const app = await portal.createApp({ tenants, networks: [{ networkId }] });
    expect((await list(`?search=${app.id}`)).json()).toMatchObject({
      data: [
        {
          tenants: { count: 1, named: [{ id: here.tenantId, name: 'Here' }] },
          networks: { count: 1, named: [{ id: networkId, name: 'Evergreen Group' }] },
        },
      ],
    });
  });

  test.each([
    ['?approved=maybe', 'approved'],
    ['?limit=0', 'limit'],
    ['?cursor=x', 'cursor'],
  ])('cannot list %s', async (query, field) => {
    expectProblem(await list(query), 400, 'validation_failed', [field]);
  });

  test.each<[Json, string]>([
    [{ note: 'ok' }, 'approved'],
    [{ approved: true }, 'note'],
    [{ approved: true, note: '  ' }, 'note'],
    [{ approved: 'true', note: 'ok' }, 'approved'],
    [{ approved: true, note: 'x'.repeat(501) }, 'note'],
  ])('cannot decide by %j', async (body, field) => {
    const app = await portal.createApp();
    expectProblem(await decide(app, body), 400, 'validation_failed', [field]);
  });

  test('finds nothing by the id of a deleted, random or impossible app', async () => {
    const app = await portal.createApp();
    await portal.change(app, 'DELETE', '');
    for (const id of [app.id, '1f0b6a4e-9d2c-4f02-8c1d-5f0c2f6d8e11', 'x', '%00']) {
      const body = { approved: true, note: 'ok' };
      const answer = await portal.call('POST', `/api/operator/apps/${id}/approval`, { ...operator, body });
      expectProblem(answer, 404, 'not_found', []);
      const refusing = { ...operator, body: { reason: 'no' } };
      expectProblem(
        await portal.call('POST', `/api/operator/apps/${id}/refusal`, refusing),
        404,
        'not_found',
        [],
      );
    }
  });
});

test('nobody else approves or lists', async () => {
  const app = await portal.createApp();
  const body = { approved: true, note: 'ok' };
  for (const [headers, status, code] of [
    [portal.developer.headers, 403, 'permission_missing'],
    [{}, 401, 'sign_in_required'],
  ] as const) {
    expectProblem(await portal.call('POST', approvalOf(app), { headers, body }), status, code, []);
    expectProblem(await portal.call('GET', '/api/operator/apps', { headers }), status, code, []);
    expectProblem(
      await refuse(app, { reason: 'no' }, { ...operator, headers: headers as never }),
      status,
      code,
      [],
    );
  }
  expect((await portal.call('GET', app.path)).json()).toMatchObject({ approved: false });
});

describe('the audit log of an app', () => {
  test('comes newest first in pages, and names people of the own organisation only', async () => {
    const app = await portal.createApp();
    portal.clock.advance(1);
    await decide(app, { approved: true, note: 'ok' });
    portal.clock.advance(1);
    const { tenantId } = await createTenant(portal.db);
    const allowing = {
      kind: 'tenant',
      personId: 'p1',
      email: 'admin@tenant.test',
      ipAddress: '192.0.2.7',
    } as const;
    const entry = { action: 'connection.allowed', appId: app.id, tenantId } as const;
    await recordAudit(portal.db, allowing, portal.clock.now(), entry);
    portal.clock.advance(1);
    await portal.change(app, 'PATCH', '', { name: 'Other' });
    // Another app's lines stay out.
    await portal.createApp();

    const read = async (query: string) =>
      (await portal.call('GET', `${app.path}/audit${query}`)).json<{
        data: Json[];
        nextCursor: string | null;
      }>();
    const whole = await read('');
    const outsider = { personId: null, personEmail: null, ipAddress: null };
    const own = {
      personId: portal.developer.personId,
      personEmail: portal.developer.email,
      ipAddress: '127.0.0.1',
    };
    expect(whole.data).toMatchObject([
      {
        action: 'app.changed',
        actor: 'developer',
        at: portal.clock.now().toISOString(),
        appId: app.id,
        ...own,
      },
      { action: 'connection.allowed', actor: 'tenant', tenantId, ...outsider },
      { action: 'app.approved', actor: 'operator', detail: {}, ...outsider },
      { action: 'app.created', tenantId: null, ...own },
    ]);
    const first = await read('?limit=3');
    const second = await read(`?limit=3&cursor=${first.nextCursor}`);
    expect([...first.data, ...second.data]).toEqual(whole.data);
    // What the operator noted is for operators.
    expect(JSON.stringify(whole)).not.toContain('note');
    expect([whole.nextCursor, second.nextCursor]).toEqual([null, null]);
    for (const [query, field] of [
      ['?limit=201', 'limit'],
      ['?cursor=x', 'cursor'],
    ]) {
      const answer = await portal.call('GET', `${app.path}/audit${query}`);
      expectProblem(answer, 400, 'validation_failed', [String(field)]);
    }
  });
});

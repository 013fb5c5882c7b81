import { beforeEach, expect, test } from 'vitest';
import { useDatabase } from '../../test/db.ts';
import { signIn } from '../../test/people.ts';
import { type RouterScene, setRouterScene } from '../../test/router-visitor.ts';
import { type Settings, settingsOf } from '../../test/settings.ts';
import { contact, expectProblem, type Visit } from '../../test/visitor.ts';

const database = useDatabase();
let scene: RouterScene;
let settings: Settings;
beforeEach(async () => {
  scene = await setRouterScene(database.current.db);
  settings = await settingsOf(scene.app, scene.db, scene.tenant.tenantId);
});

const path = (sessionId: string) => `/sessions/${sessionId}/erasure`;

async function openTelling(): Promise<Visit> {
  const visit = await scene.open();
  await visit.save(contact);
  return visit;
}

test('an administrator erases a session, which the audit log tells without saying whose it was', async () => {
  const visit = await openTelling();
  const answer = await settings.post(path(visit.id));
  const erasedAt = scene.clock.now().toISOString();
  expect([answer.statusCode, answer.json()]).toEqual([200, { sessionId: visit.id, erasedAt }]);
  expect(await visit.row()).toMatchObject({
    first_name: null,
    contact_phone: null,
    erased_by: expect.any(String),
  });
  expect((await visit.log()).at(-1)).toEqual({ kind: 'erased', detail: { by: 'tenant' } });
  const log = (await settings.get('/audit')).json<{ data: object[] }>();
  expect(log.data).toMatchObject([
    {
      action: 'session.erased',
      actor: 'tenant',
      personEmail: expect.any(String),
      detail: { sessionId: visit.id },
    },
  ]);
  scene.clock.advance(60);
  expect((await settings.post(path(visit.id))).json()).toEqual({ sessionId: visit.id, erasedAt });
});

test('it takes the permission to manage API access', async () => {
  const visit = await openTelling();
  const { tenantId } = scene.tenant;
  const plain = await settingsOf(scene.app, scene.db, tenantId, { role: 'office_employee' });
  expectProblem(await plain.post(path(visit.id)), 403, 'permission_missing', []);
  const url = `/api/settings/tenants/${tenantId}${path(visit.id)}`;
  expectProblem(await scene.app.inject({ method: 'POST', url }), 401, 'sign_in_required', []);
  expect(await visit.row()).toMatchObject({ erased_at: null });
  const permitted = await settingsOf(scene.app, scene.db, tenantId, {
    role: 'office_employee',
    mayManageApiAccess: true,
  });
  expect((await permitted.post(path(visit.id))).statusCode).toBe(200);
});

test('a session of another tenant is missing like one that never was', async () => {
  const visit = await openTelling();
  const others = await settingsOf(scene.app, scene.db, scene.sister.tenantId);
  for (const id of [visit.id, 'sess_none', '%00', 'x'.repeat(300)]) {
    expectProblem(await others.post(path(id)), 404, 'not_found', []);
  }
  expect(await visit.row()).toMatchObject({ erased_at: null });
});

test('the router session that led there is erased too, and its tenant does not learn by whom', async () => {
  const arrived = await scene.arrive();
  const routed = await arrived.route({ sequence: 1, customer: { address: { zip: '90210' } } });
  const { sessionId } = routed.json<{ sentOn: { sessionId: string } }>().sentOn;
  const sisters = await settingsOf(scene.app, scene.db, scene.sister.tenantId);
  expect((await sisters.post(path(sessionId))).statusCode).toBe(200);
  expect(await scene.sessionOf(arrived.id)).toMatchObject({ zip: null, erased_at: scene.clock.now() });
  const told = (await settings.get(`/sessions/${arrived.id}`)).json<{ timeline: object[] }>();
  expect(told.timeline.at(-1)).toMatchObject({ kind: 'erased', detail: { by: 'person' } });
  const [line] = (await settings.get('/audit')).json<{ data: object[] }>().data;
  expect(line).toMatchObject({
    action: 'session.erased',
    actor: 'person',
    personId: null,
    personEmail: null,
    ipAddress: null,
    detail: { sessionId: arrived.id },
  });
});

test('who does not work for the tenant is told that there is none', async () => {
  const visit = await openTelling();
  const { tenantId } = scene.tenant;
  const nobody = await signIn(scene.db);
  const url = `/api/settings/tenants/${tenantId}${path(visit.id)}`;
  const answer = await scene.app.inject({ method: 'POST', url, headers: nobody.headers });
  expectProblem(answer, 404, 'not_found', []);
});

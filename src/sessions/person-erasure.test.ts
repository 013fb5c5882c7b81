import { beforeEach, expect, test } from 'vitest';
import { useDatabase } from '../../test/db.ts';
import { insertPastSession } from '../../test/past-sessions.ts';
import { type Settings, settingsOf } from '../../test/settings.ts';
import { expectProblem, type Scene, setScene } from '../../test/visitor.ts';

const database = useDatabase();
let scene: Scene;
let admin: Settings;
beforeEach(async () => {
  scene = await setScene(database.current.db);
  admin = await settingsOf(scene.app, scene.db, scene.tenant.tenantId);
});

const visit = async (customer: object, of = scene) => {
  const opened = await of.open();
  await opened.save({ customer });
  return opened;
};

test('a person is erased from all visits in which the address or the number was left, and nobody else is', async () => {
  const byMail = await visit({ firstName: 'Dana', email: ' Dana@Visitor.test ' });
  const byPhone = await visit({ phone: '(310) 555-0142' });
  const another = await visit({ email: 'ada@visitor.test' });
  const elsewhere = await visit({ email: 'dana@visitor.test' }, await setScene(scene.db));
  const answer = await admin.post('/erasures', { email: 'DANA@visitor.test', phone: '+1 310 555 0142' });
  const { sessionIds } = answer.json<{ sessionIds: string[] }>();
  expect(answer.json()).toMatchObject({ erasedCount: 2, hasMore: false });
  expect(sessionIds.toSorted()).toEqual([byMail.id, byPhone.id].toSorted());
  expect(await byMail.row()).toMatchObject({ first_name: null, email: null, erased_at: expect.any(Date) });
  for (const kept of [another, elsewhere]) expect(await kept.row()).toMatchObject({ erased_at: null });
  const again = await admin.post('/erasures', { email: 'dana@visitor.test' });
  expect(again.json()).toEqual({ erasedCount: 0, sessionIds: [], hasMore: false });
});

test('of very many visits a call erases a hundred, and the next goes on', async () => {
  const { tenantId } = scene.tenant;
  for (let index = 0; index < 103; index += 1) {
    await insertPastSession(
      scene.db,
      tenantId,
      { scheduler_id: scene.schedulerId },
      { created_at: scene.clock.now(), contact_email: 'dana@visitor.test' },
    );
  }
  const person = { email: 'dana@visitor.test' };
  expect((await admin.post('/erasures', person)).json()).toMatchObject({ erasedCount: 100, hasMore: true });
  expect((await admin.post('/erasures', person)).json()).toMatchObject({ erasedCount: 3, hasMore: false });
});

test('who looks too often has to wait, for how long the answer says; another tenant does not', async () => {
  const look = (by: Settings) => by.post('/erasures/preview', { phone: '1' });
  for (let count = 0; count < 10; count += 1) expect((await look(admin)).statusCode).toBe(200);
  const refused = await look(admin);
  expect([refused.statusCode, refused.headers['retry-after']]).toEqual([429, '5']);
  const other = await setScene(scene.db);
  expect((await look(await settingsOf(scene.app, scene.db, other.tenant.tenantId))).statusCode).toBe(200);
  scene.clock.advance(5);
  expect((await look(admin)).statusCode).toBe(200);
});

test('what would be erased can be looked at before, which changes nothing', async () => {
  const dana = await visit({ firstName: 'Dana', email: 'dana@visitor.test' });
  await visit({ email: 'ada@visitor.test' });
  await visit({ email: 'dana@visitor.test' }, await setScene(scene.db));
  const preview = await admin.post('/erasures/preview', { email: 'DANA@visitor.test', phone: '1' });
  expect(preview.json()).toEqual({
    data: [
      {
        id: dana.id,
        createdOn: expect.any(String),
        firstName: 'Dana',
        lastName: null,
        email: 'dana@visitor.test',
        phone: null,
        sessionOutcome: null,
      },
    ],
    hasMore: false,
  });
  expect(await dana.row()).toMatchObject({ first_name: 'Dana', erased_at: null });
  expect((await admin.post('/erasures/preview', { phone: '1' })).json()).toEqual({
    data: [],
    hasMore: false,
  });
});

test('what was erased is listed with when and by whom, and not whose it was', async () => {
  const { id } = await visit({ firstName: 'Dana', email: 'dana@visitor.test' });
  await admin.post('/erasures', { email: 'dana@visitor.test' });
  const listed = await admin.get('/erasures');
  expect(listed.json()).toEqual({
    data: [
      {
        id: expect.any(String),
        sessionId: id,
        erasedAt: scene.clock.now().toISOString(),
        actor: 'tenant',
        personEmail: expect.stringContaining('@people.test'),
      },
    ],
    nextCursor: null,
  });
  expect(listed.body).not.toContain('dana');
  const others = await setScene(scene.db);
  const elsewhere = await settingsOf(others.app, others.db, others.tenant.tenantId);
  expect((await elsewhere.get('/erasures')).json()).toEqual({ data: [], nextCursor: null });
});

test('it takes the permission, and somebody to erase', async () => {
  const plain = await settingsOf(scene.app, scene.db, scene.tenant.tenantId, { role: 'office_employee' });
  for (const path of ['/erasures', '/erasures/preview'])
    expectProblem(await plain.post(path, { phone: '1' }), 403, 'permission_missing', []);
  expectProblem(await plain.get('/erasures'), 403, 'permission_missing', []);
  for (const [body, field] of [
    [{}, 'body'],
    [{ email: '' }, 'email'],
    [{ phone: ' ' }, 'phone'],
    [{ name: 'Dana' }, 'name'],
  ] as const) {
    const answer = await admin.post('/erasures', body);
    expect([answer.statusCode, Object.keys(answer.json<{ errors: object }>().errors)]).toEqual([
      400,
      expect.arrayContaining([field]),
    ]);
  }
});

import { beforeEach, describe, expect, test } from 'vitest';
import { useDatabase } from '../../test/db.ts';
import { createRouter } from '../../test/factories.ts';
import { type RouterScene, routerSessionsPath, setRouterScene } from '../../test/router-visitor.ts';
import { expectProblem, snapshot, Visit } from '../../test/visitor.ts';

const database = useDatabase();
let scene: RouterScene;

beforeEach(async () => {
  scene = await setRouterScene(database.current.db);
});

describe('a router session', () => {
  test("is opened as a row of the router's tenant, with device and origin, and never falls due", async () => {
    const { id } = await scene.arrive({ sourceTracking: { utmSource: 'google' }, isTest: true });
    expect(await scene.sessionOf(id)).toMatchObject({
      tenant_id: scene.tenant.tenantId,
      router_id: scene.routerId,
      scheduler_id: null,
      is_test: true,
      is_bot: false,
      browser_name: 'Chrome',
      ip_address: '127.0.0.1',
      utm_source: 'google',
      opened_at: scene.clock.now(),
    });
    const pulse = scene.db.selectFrom('session_pulses').where('session_id', '=', id);
    expect(await pulse.select('due_at').executeTakeFirst()).toEqual({ due_at: null });
  });

  test("is refused with another tenant's key, another brand's key and unknown ids, all alike", async () => {
    const { db, tenant, routerId } = scene;
    const ofBrand = await createRouter(db, tenant, [], { brand_id: tenant.brandId });
    const otherKey = 'k'.repeat(24);
    await db
      .insertInto('brands')
      .values({ tenant_id: tenant.tenantId, id: `brand_${routerId}`, name: 'B', data_api_key: otherKey })
      .execute();
    const before = await snapshot(db);
    for (const [dataApiKey, id] of [
      [scene.sister.dataApiKey, routerId],
      [otherKey, ofBrand],
      [tenant.dataApiKey, 'route_unknown'],
      [tenant.dataApiKey, scene.schedulerId],
      ['', ''],
    ]) {
      expectProblem(await scene.post(routerSessionsPath, { dataApiKey, routerId: id }), 404, 'not_found', []);
    }
    expect(await snapshot(db)).toEqual(before);
    expect(
      (await scene.post(routerSessionsPath, { dataApiKey: tenant.dataApiKey, routerId: ofBrand })).statusCode,
    ).toBe(201);
    expect((await scene.post(routerSessionsPath, { dataApiKey: otherKey, routerId })).statusCode).toBe(201);
    await db.deleteFrom('brands').where('data_api_key', '=', otherKey).execute();
  });

  test('names every field that is missing or unknown', async () => {
    expectProblem(await scene.post(routerSessionsPath, {}), 400, 'validation_failed', [
      'dataApiKey',
      'routerId',
    ]);
    const { route } = await scene.arrive();
    expectProblem(await route({}), 400, 'validation_failed', ['sequence']);
    expectProblem(await route({ sequence: 0 }), 400, 'validation_failed', ['sequence']);
    for (const field of ['blockerType', 'timeslotStart', 'zoneId', 'schedulerId', 'zip']) {
      expectProblem(await route({ sequence: 1, [field]: 'x' }), 400, 'validation_failed', [field]);
    }
  });

  test('is no session of a scheduler: its secret opens nothing there', async () => {
    const { id, secret } = await scene.arrive();
    const visit = new Visit(scene, id, secret);
    const before = await snapshot(scene.db);
    expectProblem(await visit.save({ notes: 'x' }), 401, 'invalid_session_secret', ['secret']);
    expectProblem(await visit.heartbeat(), 401, 'invalid_session_secret', ['secret']);
    expectProblem(await visit.hint('closed'), 401, 'invalid_session_secret', ['secret']);
    expectProblem(await visit.complete(), 401, 'invalid_session_secret', ['secret']);
    expect(await snapshot(scene.db)).toEqual(before);
  });

  test('that is left with a contact is never abandoned, even if somebody set it a due time', async () => {
    const { id, route } = await scene.arrive();
    await route({ sequence: 1, customer: { phone: '(310) 555-0142', address: { zip: '10001' } } });
    scene.clock.advance(3_600);
    await scene.decide();
    expect(await scene.sessionOf(id)).toMatchObject({ session_outcome: null, abandoned_at: null });
    await scene.db
      .updateTable('session_pulses')
      .set({ due_at: scene.clock.now() })
      .where('session_id', '=', id)
      .execute();
    const visit = await scene.open();
    scene.clock.advance(3_600);
    await scene.decide();
    expect(await scene.sessionOf(id)).toMatchObject({ session_outcome: null, abandoned_event_id: null });
    expect(await visit.row()).toMatchObject({ session_outcome: 'abandoned' });
  });
});

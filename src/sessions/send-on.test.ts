import { beforeEach, describe, expect, test } from 'vitest';
import { useDatabase } from '../../test/db.ts';
import { createRouter, createScheduler, type TestTenant } from '../../test/factories.ts';
import { type RouterScene, routerSessionsPath, setRouterScene, zip } from '../../test/router-visitor.ts';
import { expectProblem, snapshot, Visit } from '../../test/visitor.ts';
import { secretMatches } from '../lib/ids.ts';
import { withTenant } from '../lib/isolation.ts';

const database = useDatabase();
let scene: RouterScene;

beforeEach(async () => {
  scene = await setRouterScene(database.current.db);
});

describe('sending on', () => {
  test("creates the session of the first matching rule's scheduler, with everything collected", async () => {
    const sourceTracking = { utmSource: 'google', gclid: 'abc' };
    const { id, route } = await scene.arrive({ sourceTracking, isTest: true });
    scene.clock.advance(30);
    const answer = await route({
      sequence: 1,
      category: 'Heating',
      customerResponses: ['It is cold'],
      marketingOptIn: false,
      customer: {
        firstName: 'Dana',
        phone: '(310) 555-0142',
        email: ' Dana@Example.com ',
        address: { zip: '90210', city: 'Beverly Hills' },
      },
    });
    expect(answer.statusCode).toBe(200);
    expect(answer.headers['cache-control']).toBe('no-store');
    const { sentOn } = answer.json();
    expect(answer.json()).toEqual({
      applied: true,
      blockerType: null,
      sentOn: {
        dataApiKey: scene.sister.dataApiKey,
        schedulerId: scene.sistersScheduler,
        sessionId: expect.stringMatching(/^sess_[a-z0-9]{24}$/),
        secret: expect.stringMatching(/^ss1\.[\w-]{43}$/),
        sequence: 0,
      },
    });
    const collected = {
      first_name: 'Dana',
      phone: '(310) 555-0142',
      email: 'Dana@Example.com',
      contact_email: 'dana@example.com',
      zip: '90210',
      city: 'Beverly Hills',
      category: 'Heating',
      customer_responses: ['It is cold'],
      marketing_opt_in: false,
      utm_source: 'google',
      gclid: 'abc',
      browser_name: 'Chrome',
      ip_address: '127.0.0.1',
      is_bot: false,
      is_test: true,
      zipcode_at: scene.clock.now(),
      interacted_at: scene.clock.now(),
      last_step: 'Location',
      blocker_type: null,
      previous_session_id: null,
    };
    const next = await scene.sessionOf(sentOn.sessionId);
    expect(next).toMatchObject({
      ...collected,
      tenant_id: scene.sister.tenantId,
      scheduler_id: scene.sistersScheduler,
      router_id: null,
      created_at: scene.clock.now(),
      opened_at: scene.clock.now(),
      // Typed at an American router; it would also be a possible British number.
      contact_phone: '+13105550142',
    });
    expect(secretMatches(sentOn.secret, next.secret_hash)).toBe(true);
    const own = await scene.sessionOf(id);
    expect(own).toMatchObject({
      ...collected,
      contact_phone: '+13105550142',
      sent_on_tenant_id: scene.sister.tenantId,
      sent_on_scheduler_id: scene.sistersScheduler,
      sent_on_session_id: sentOn.sessionId,
      session_outcome: null,
    });
  });

  test('leaves a session that goes on like any other', async () => {
    const { route } = await scene.arrive();
    const { sentOn } = (await route({ sequence: 1, ...zip('90001') })).json();
    expect(sentOn.schedulerId).toBe(scene.schedulerId);
    const visit = new Visit(scene, sentOn.sessionId, sentOn.secret);
    expect((await visit.save({ customer: { phone: '(310) 555-0142' } })).json()).toEqual({ applied: true });
    expect((await visit.hint('closed')).json()).toEqual({ applied: true });
    scene.clock.advance(60);
    await scene.decide();
    expect((await visit.events()).map(({ type }) => type)).toEqual(['tn.sp.session-abandoned-qualified']);
    expect((await visit.complete({ ...zip('90001') })).json()).toMatchObject({ sessionOutcome: 'completed' });
  });

  test('is decided by the brand as well', async () => {
    const byBrand = await createScheduler(scene.db, scene.tenant);
    const routerId = await createRouter(scene.db, scene.tenant, [
      { brandId: scene.sister.brandId, schedulerId: scene.sistersScheduler, target: scene.sister },
      { schedulerId: byBrand },
    ]);
    const first = await scene.arrive({ routerId });
    const second = await scene.arrive({ routerId });
    expect(
      (await first.route({ sequence: 1, brandId: scene.sister.brandId })).json().sentOn.schedulerId,
    ).toBe(scene.sistersScheduler);
    expect((await second.route({ sequence: 1 })).json().sentOn.schedulerId).toBe(byBrand);
    expect(await scene.sessionOf(first.id)).toMatchObject({
      interacted_at: scene.clock.now(),
      zipcode_at: null,
    });
    expect(await scene.sessionOf(second.id)).toMatchObject({ interacted_at: null });
  });

  test.each([
    ['left the network', { network_id: null }, {}],
    ['closed its scheduler', {}, { status: 'Inactive' }],
  ])('passes over the scheduler of a tenant that %s', async (_what, tenantChange, schedulerChange) => {
    const { db } = scene;
    const { route } = await scene.arrive();
    if ('network_id' in tenantChange) {
      await db.updateTable('tenants').set(tenantChange).where('id', '=', scene.sister.tenantId).execute();
    } else {
      await db
        .updateTable('schedulers')
        .set(schedulerChange)
        .where('id', '=', scene.sistersScheduler)
        .execute();
    }
    const { sentOn } = (await route({ sequence: 1, ...zip('90210') })).json();
    expect(sentOn.schedulerId).toBe(scene.schedulerId);
    expect(await scene.sessionsOf(scene.sister)).toEqual([]);
  });

  test('never leads to a tenant outside any network, though neither has one', async () => {
    await scene.db
      .updateTable('tenants')
      .set({ network_id: null })
      .where('id', 'in', [scene.tenant.tenantId, scene.sister.tenantId])
      .execute();
    const routerId = await createRouter(scene.db, scene.tenant, [
      { schedulerId: scene.sistersScheduler, target: scene.sister },
    ]);
    const { route } = await scene.arrive({ routerId });
    expect((await route({ sequence: 1, ...zip('90210') })).json().sentOn).toBeNull();
    expect(await scene.sessionsOf(scene.sister)).toEqual([]);
  });

  test('without a matching rule says so and records it, until another ZIP code matches', async () => {
    const { id, route } = await scene.arrive();
    const answer = await route({ sequence: 1, ...zip('10001') });
    expect(answer.json()).toEqual({ applied: true, blockerType: 'OutOfServiceArea', sentOn: null });
    expect(await scene.sessionOf(id)).toMatchObject({
      blocker_type: 'OutOfServiceArea',
      zip: '10001',
      sent_on_session_id: null,
    });
    // Late and repeated calls save nothing.
    const late = await route({ sequence: 1, ...zip('90210') });
    expect(late.json()).toEqual({ applied: false, blockerType: 'OutOfServiceArea', sentOn: null });
    expect(await scene.sessionOf(id)).toMatchObject({ zip: '10001' });

    expect((await route({ sequence: 2, ...zip('90210') })).json()).toMatchObject({
      blockerType: null,
      sentOn: { schedulerId: scene.sistersScheduler },
    });
    expect(await scene.sessionOf(id)).toMatchObject({ blocker_type: null, zip: '90210' });
  });

  test('of a bot makes a session of a bot', async () => {
    const { route } = await scene.arrive({}, { 'user-agent': 'curl/8.5.0' });
    const { sentOn } = (await route({ sequence: 1, ...zip('90001') })).json();
    expect(await scene.sessionOf(sentOn.sessionId)).toMatchObject({ is_bot: true, user_agent: 'curl/8.5.0' });
  });

  test('needs the secret of the router session; unknown sessions and wrong secrets are alike', async () => {
    const { id, secret, route } = await scene.arrive();
    const other = await scene.arrive();
    const ofScheduler = await scene.open();
    const before = await snapshot(scene.db);
    const body = { sequence: 1, ...zip('90210') };
    for (const [sessionId, by] of [
      [id, 'ss1.wrong'],
      [id, other.secret],
      [id, ''],
      ['sess_unknown', secret],
      [ofScheduler.id, ofScheduler.secret],
    ] as const) {
      const answer = await scene.post(`${routerSessionsPath}/${sessionId}/route`, body, {
        authorization: `Bearer ${by}`,
      });
      expectProblem(answer, 401, 'invalid_session_secret', ['secret']);
    }
    expect(await snapshot(scene.db)).toEqual(before);
    const inBody = await scene.post(`${routerSessionsPath}/${id}/route`, { ...body, secret });
    expect(inBody.json()).toMatchObject({ sentOn: { schedulerId: scene.sistersScheduler } });
    expect((await route({ ...body })).statusCode).toBe(200);
  });
});

describe('a repeated call', () => {
  test('gets the same session and secret again, whatever it says, and changes nothing', async () => {
    const { route } = await scene.arrive();
    const body = { sequence: 1, ...zip('90210') };
    const { sentOn } = (await route(body)).json();
    const visit = new Visit(scene, sentOn.sessionId, sentOn.secret);
    await visit.save({ notes: 'from the scheduler' });
    const before = await snapshot(scene.db);
    for (const again of [body, { sequence: 1 }, { sequence: 9, notes: 'late', ...zip('90001') }]) {
      const answer = (await route(again)).json();
      expect(answer).toEqual({ applied: false, blockerType: null, sentOn: { ...sentOn, sequence: 1 } });
    }
    expect(await snapshot(scene.db)).toEqual(before);
  });

  test('at the same time makes one scheduler session', async () => {
    const { route } = await scene.arrive();
    const answers = await Promise.all(
      [1, 1, 2, 3, 4, 5].map((sequence) => route({ sequence, ...zip('90210') })),
    );
    const sessions = answers.map((answer) => answer.json().sentOn);
    expect(new Set(sessions.map((one) => JSON.stringify(one))).size).toBe(1);
    expect(answers.filter((answer) => answer.json().applied)).toHaveLength(1);
    expect(await scene.sessionsOf(scene.sister)).toHaveLength(1);
  });
});

test("the router's tenant never reads what the other tenant's scheduler collects", async () => {
  const { id, route } = await scene.arrive();
  const { sentOn } = (await route({ sequence: 1, ...zip('90210') })).json();
  const visit = new Visit(scene, sentOn.sessionId, sentOn.secret);
  await visit.save({ notes: 'only for the sister', customer: { lastName: 'Whitfield' } });
  // On purpose without any condition: the database itself shows a tenant only its own.
  const seenBy = ({ tenantId }: TestTenant) =>
    withTenant(scene.db, tenantId, async (trx) => [
      await trx.selectFrom('sessions').selectAll().execute(),
      await trx.selectFrom('session_log').selectAll().execute(),
      await trx.selectFrom('session_pulses').selectAll().execute(),
    ]);
  const own = await seenBy(scene.tenant);
  expect(own[0]?.map((row) => 'id' in row && row.id)).toEqual([id]);
  expect(JSON.stringify(own)).not.toMatch(/only for the sister|Whitfield/);
  const sisters = await seenBy(scene.sister);
  expect(sisters[0]?.map((row) => 'id' in row && row.id)).toEqual([sentOn.sessionId]);
  expect(JSON.stringify(sisters)).not.toContain(id);
});

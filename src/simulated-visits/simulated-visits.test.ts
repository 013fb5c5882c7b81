import { beforeEach, describe, expect, test } from 'vitest';
import { useDatabase } from '../../test/db.ts';
import { connect, createApp, createScheduler, createTenant } from '../../test/factories.ts';
import { signIn } from '../../test/people.ts';
import { expectProblem, type Scene, setScene } from '../../test/visitor.ts';
import type { SimulatedVisit } from './schema.ts';

const database = useDatabase();
let scene: Scene;
let headers: Record<string, string>;

beforeEach(async () => {
  const { db } = database.current;
  scene = await setScene(db, { tenant: { environment: 'integration' }, scheduler: { creates: 'job' } });
  const { tenantId } = scene.tenant;
  ({ headers } = await signIn(db, {
    environment: 'integration',
    memberships: [{ tenantId, role: 'office_employee' }],
  }));
  await connect(db, scene.tenant, await createApp(db, 'https://developer.test/hook'));
});

const url = (tenantId = scene.tenant.tenantId) => `/api/settings/tenants/${tenantId}`;
const simulate = (body: object) =>
  scene.app.inject({
    method: 'POST',
    url: `${url()}/simulated-visits`,
    headers,
    payload: { schedulerId: scene.schedulerId, ...body },
  });
const read = async (sessionId: string) =>
  (await scene.app.inject({ url: `${url()}/sessions/${sessionId}`, headers })).json<
    Record<string, unknown>
  >();

describe('a simulated visitor', () => {
  test('who completes books, and every connected app hears of it', async () => {
    const answer = await simulate({ kind: 'complete' });
    expect([answer.statusCode, answer.json()]).toEqual([
      201,
      {
        sessionId: expect.stringMatching(/^sess_/),
        schedulerId: scene.schedulerId,
        kind: 'complete',
        decidedAt: scene.clock.now().toISOString(),
        eventType: 'tn.sp.session-completed',
        whyNone: null,
      },
    ]);
    expect(await read(answer.json<SimulatedVisit>().sessionId)).toMatchObject({
      session: { sessionOutcome: 'booked', customer: { isBot: false, lastName: 'Sample' } },
      isTest: false,
      milestones: { zipcode: expect.any(String), schedule: expect.any(String), details: expect.any(String) },
      events: [{ type: 'tn.sp.session-completed', deliveries: [{ state: 'pending' }] }],
    });
  });

  test('who abandons is decided when the page has been closed for as long as the scheduler is set', async () => {
    const visit = (await simulate({ kind: 'abandon' })).json<SimulatedVisit>();
    expect(visit.eventType).toBe('tn.sp.session-abandoned-qualified');
    scene.clock.advance(46);
    expect(new Date(visit.decidedAt) < scene.clock.now()).toBe(true);
    await scene.decide();
    expect(await read(visit.sessionId)).toMatchObject({
      session: { sessionOutcome: 'abandoned' },
      qualified: true,
      events: [{ type: visit.eventType, deliveries: [{ state: 'pending' }] }],
    });
  });

  test('who leaves before telling a contact does not qualify', async () => {
    const visit = (await simulate({ kind: 'abandon', leavesAfter: 'issue' })).json<SimulatedVisit>();
    expect(visit).toMatchObject({ eventType: null, whyNone: 'no_contact' });
    scene.clock.advance(46);
    await scene.decide();
    expect(await read(visit.sessionId)).toMatchObject({
      session: { lastStep: 'Service Selection' },
      qualified: false,
      events: [],
    });
  });

  test('who meets a blocker after leaving a contact qualifies with it', async () => {
    const visit = (
      await simulate({ kind: 'abandon', leavesAfter: 'customer', blockerType: 'DoNotService' })
    ).json<SimulatedVisit>();
    expect(visit.eventType).toBe('tn.sp.session-abandoned-qualified');
    scene.clock.advance(46);
    await scene.decide();
    expect(await read(visit.sessionId)).toMatchObject({
      session: { blockerType: 'DoNotService', lastStep: 'Contact Info' },
      qualified: true,
    });
  });

  test('whose contact has just booked is suppressed, and the booking is a visit of its own', async () => {
    const visit = (await simulate({ kind: 'abandon', bookedBefore: true })).json<SimulatedVisit>();
    expect(visit).toMatchObject({ eventType: null, whyNone: 'booked_recently' });
    scene.clock.advance(46);
    await scene.decide();
    const { timeline } = await read(visit.sessionId);
    expect(timeline).toContainEqual(expect.objectContaining({ kind: 'suppressed' }));
    const outcomes = await scene.db
      .selectFrom('sessions')
      .select('session_outcome')
      .where('tenant_id', '=', scene.tenant.tenantId)
      .orderBy('session_outcome')
      .execute();
    expect(outcomes).toEqual([{ session_outcome: 'abandoned' }, { session_outcome: 'booked' }]);
  });

  test.each([
    ['hidden', 300],
    ['silent', 600],
  ])('who is %s is decided as long after as the scheduler is set', async (leaves, seconds) => {
    const visit = (await simulate({ kind: 'abandon', leaves })).json<SimulatedVisit>();
    expect(Date.parse(visit.decidedAt) - scene.clock.now().getTime()).toBe(seconds * 1_000);
    scene.clock.advance(seconds + 1);
    await scene.decide();
    expect((await read(visit.sessionId))['timeline']).toContainEqual(
      expect.objectContaining({ kind: 'abandoned', detail: { cause: leaves } }),
    );
  });

  test('at a scheduler in call-centre mode never qualifies, and the answer says so', async () => {
    const schedulerId = await createScheduler(scene.db, scene.tenant, { mode: 'Call_Center' });
    const answer = await simulate({ schedulerId, kind: 'abandon' });
    expect(answer.json()).toMatchObject({ eventType: null, whyNone: 'call_center' });
  });

  test('goes through the visitor’s API itself: what that refuses is refused, and nobody is told the secret', async () => {
    const answer = await simulate({ kind: 'complete', customer: { phone: 'not a number' } });
    expectProblem(answer, 400, 'contact_required', ['customer.phone']);
    const called = await scene.db
      .selectFrom('sessions')
      .select(['ip_address', 'browser_name'])
      .where('tenant_id', '=', scene.tenant.tenantId)
      .executeTakeFirstOrThrow();
    expect(called).toEqual({ ip_address: '127.0.0.1', browser_name: 'Chrome' });
  });

  test('is who the caller says', async () => {
    const answer = await simulate({
      kind: 'complete',
      customer: { firstName: 'Ada', phone: '(310) 555-0142' },
    });
    const { session } = await read(answer.json<SimulatedVisit>().sessionId);
    expect(session).toMatchObject({ customer: { firstName: 'Ada', phone: '+13105550142', email: null } });
  });
});

describe('no visitor is simulated', () => {
  test('for a tenant of the production environment', async () => {
    const { db } = scene;
    const real = await createTenant(db);
    const schedulerId = await createScheduler(db, real);
    const person = await signIn(db, { memberships: [{ tenantId: real.tenantId, role: 'administrator' }] });
    const answer = await scene.app.inject({
      method: 'POST',
      url: `${url(real.tenantId)}/simulated-visits`,
      headers: person.headers,
      payload: { schedulerId, kind: 'complete' },
    });
    expectProblem(answer, 409, 'simulation_not_allowed', []);
    const sessions = db.selectFrom('sessions').select('id').where('tenant_id', '=', real.tenantId);
    expect(await sessions.execute()).toEqual([]);
  });

  test('at another tenant’s scheduler, one that is not active, or by what is no kind', async () => {
    const foreign = await createScheduler(scene.db, await createTenant(scene.db));
    expectProblem(await simulate({ schedulerId: foreign, kind: 'complete' }), 404, 'not_found', []);
    const draft = await createScheduler(scene.db, scene.tenant, { status: 'Draft' });
    expectProblem(await simulate({ schedulerId: draft, kind: 'complete' }), 409, 'scheduler_inactive', [
      'schedulerId',
    ]);
    expectProblem(await simulate({ kind: 'dither' }), 400, 'validation_failed', ['kind']);
  });

  test('faster than by hand', async () => {
    for (let index = 0; index < 10; index += 1) await simulate({ kind: 'abandon', leavesAfter: 'zipcode' });
    expectProblem(await simulate({ kind: 'complete' }), 429, 'rate_limited', []);
  });
});

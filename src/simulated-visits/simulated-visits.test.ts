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
    expect(visit.eventType).toBeNull();
    scene.clock.advance(46);
    await scene.decide();
    expect(await read(visit.sessionId)).toMatchObject({
      session: { lastStep: 'Service Selection' },
      qualified: false,
      events: [],
    });
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

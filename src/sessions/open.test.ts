import { beforeAll, describe, expect, test } from 'vitest';
import { useDatabase } from '../../test/db.ts';
import { browserUserAgent, createScheduler, createTenant } from '../../test/factories.ts';
import { expectProblem, type Scene, sessionsPath, setScene, snapshot } from '../../test/visitor.ts';

const database = useDatabase();
let scene: Scene;

beforeAll(async () => {
  scene = await setScene(database.current.db);
});

describe('opening a session', () => {
  test('answers an id and a secret, of which only a hash is stored', async () => {
    const { tenant, schedulerId, clock } = scene;
    const answer = await scene.post(sessionsPath, { dataApiKey: tenant.dataApiKey, schedulerId });
    expect(answer.statusCode).toBe(201);
    expect(answer.headers['cache-control']).toBe('no-store');
    const { sessionId, secret, sequence } = answer.json();
    expect(sessionId).toMatch(/^sess_[a-z0-9]{24}$/);
    expect(sequence).toBe(0);
    const row = await scene.db
      .selectFrom('sessions')
      .selectAll()
      .where('id', '=', sessionId)
      .executeTakeFirstOrThrow();
    expect(JSON.stringify(row)).not.toContain(secret);
    expect(row).toMatchObject({
      tenant_id: tenant.tenantId,
      scheduler_id: schedulerId,
      opened_at: clock.now(),
      interacted_at: null,
      session_outcome: null,
      last_step: null,
      is_test: false,
      is_bot: false,
    });
  });

  test('keeps where the visitor came from and that it is a test', async () => {
    const sourceTracking = { isRWGSession: true, utmSource: 'google', gclid: 'abc', wbraid: null };
    const visit = await scene.open({ isTest: true, sourceTracking });
    expect(await visit.row()).toMatchObject({
      is_test: true,
      is_rwg_session: true,
      utm_source: 'google',
      gclid: 'abc',
      wbraid: null,
      utm_medium: null,
    });
  });

  test("is refused with another brand's key, another tenant's scheduler and unknown ones, all alike", async () => {
    const { db, tenant, schedulerId } = scene;
    const other = await createTenant(db);
    const otherSchedulerId = await createScheduler(db, other);
    const before = await snapshot(db);
    for (const [dataApiKey, id] of [
      [other.dataApiKey, schedulerId],
      [tenant.dataApiKey, otherSchedulerId],
      [tenant.dataApiKey, 'sched_unknown'],
      ['unknown', schedulerId],
      ['', ''],
    ]) {
      const answer = await scene.post(sessionsPath, { dataApiKey, schedulerId: id });
      expectProblem(answer, 404, 'scheduler_not_found', ['schedulerId']);
    }
    expect(await snapshot(db)).toEqual(before);
  });

  test.each(['Draft', 'Inactive'])('is refused while the scheduler is %s', async (status) => {
    const schedulerId = await createScheduler(scene.db, scene.tenant, { status });
    const answer = await scene.post(sessionsPath, { dataApiKey: scene.tenant.dataApiKey, schedulerId });
    expectProblem(answer, 409, 'scheduler_inactive', ['schedulerId']);
  });

  test('names every field that is missing', async () => {
    expectProblem(await scene.post(sessionsPath, {}), 400, 'validation_failed', [
      'dataApiKey',
      'schedulerId',
    ]);
  });
});

describe('the device', () => {
  test('is read from the User-Agent of an ordinary browser', async () => {
    const visit = await scene.open();
    expect(await visit.row()).toMatchObject({
      browser_name: 'Chrome',
      browser_version: '140.0.0.0',
      cpu_architecture: 'amd64',
      device_type: 'desktop',
      engine_name: 'Blink',
      os_name: 'Windows',
      ip_address: '127.0.0.1',
      is_bot: false,
      user_agent: browserUserAgent,
    });
  });

  test.each([
    ['curl', 'curl/8.5.0'],
    ['Node', 'node'],
    ['undici', 'undici'],
    [
      'HeadlessChrome',
      'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/140.0.0.0 Safari/537.36',
    ],
    ['Googlebot', 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)'],
    ['an empty header', ''],
  ])('of %s is a bot', async (_name, userAgent) => {
    const visit = await scene.open({}, { 'user-agent': userAgent });
    expect((await visit.row()).is_bot).toBe(true);
  });

  test('without a User-Agent is a bot', async () => {
    const answer = await scene.app.inject({
      method: 'POST',
      url: sessionsPath,
      // The test client would send one of its own.
      headers: { 'user-agent': undefined as never },
      payload: { dataApiKey: scene.tenant.dataApiKey, schedulerId: scene.schedulerId },
    });
    expect(answer.statusCode).toBe(201);
    const row = await scene.db
      .selectFrom('sessions')
      .select(['is_bot', 'user_agent'])
      .where('id', '=', answer.json().sessionId)
      .executeTakeFirstOrThrow();
    expect(row.is_bot).toBe(true);
  });

  test('keeps the first 1,000 characters of an endless User-Agent', async () => {
    const visit = await scene.open({}, { 'user-agent': `${browserUserAgent} ${'x'.repeat(5_000)}` });
    expect((await visit.row()).user_agent).toHaveLength(1_000);
  });
});

describe('an earlier session', () => {
  test('is linked when its secret is presented', async () => {
    const earlier = await scene.open();
    const later = await scene.open({ previousSession: { id: earlier.id, secret: earlier.secret } });
    expect((await later.row()).previous_session_id).toBe(earlier.id);
  });

  test("is not linked with a wrong secret, another session's, or another tenant's session", async () => {
    const earlier = await scene.open();
    const foreign = await (await setScene(scene.db)).open();
    for (const previousSession of [
      { id: earlier.id, secret: 'ss1.wrong' },
      { id: earlier.id, secret: '' },
      { id: earlier.id, secret: (await scene.open()).secret },
      { id: 'sess_unknown', secret: earlier.secret },
      { id: foreign.id, secret: foreign.secret },
    ]) {
      const later = await scene.open({ previousSession });
      expect((await later.row()).previous_session_id).toBeNull();
    }
  });

  test('must be named whole', async () => {
    const answer = await scene.post(sessionsPath, {
      dataApiKey: scene.tenant.dataApiKey,
      schedulerId: scene.schedulerId,
      previousSession: { id: 'sess_x' },
    });
    expectProblem(answer, 400, 'validation_failed', ['previousSession.secret']);
  });
});

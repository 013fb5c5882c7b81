import { beforeAll, describe, expect, test } from 'vitest';
import { useDatabase } from '../../test/db.ts';
import { connect, createScheduler, createTenant } from '../../test/factories.ts';
import { bookedAt, insertPastSession } from '../../test/past-sessions.ts';
import { type ReplayScene, setReplayScene } from '../../test/replays.ts';
import { type Settings, settingsOf } from '../../test/settings.ts';
import { expectProblem } from '../../test/visitor.ts';
import type { Db } from '../lib/db.ts';
import { instantOfId, newTimeOrderedId } from '../lib/ids.ts';
import type { TenantDeliveriesPage, TenantDeliveryDetail } from './schema.ts';

const database = useDatabase();
let db: Db;
let scene: ReplayScene;
let office: Settings;
let failed: string[];
let delivered: string[];
let strangers: string[];

beforeAll(async () => {
  ({ db } = database.current);
  scene = await setReplayScene(db);
  const { subscribed, app } = scene;
  office = await settingsOf(app, db, subscribed.tenantId, { role: 'office_employee' });
  failed = await scene.past('failed', 2);
  scene.clock.advance(10);
  delivered = await scene.past('delivered', 1);
  scene.clock.advance(10);
  const other = { ...(await createTenant(db)), appId: subscribed.appId, webhooks: subscribed.webhooks };
  await connect(db, other, other);
  strangers = await scene.past('failed', 1, other);
});

async function listed(query = ''): Promise<string[]> {
  const answer = await office.get(`/deliveries${query}`);
  expect([answer.statusCode, answer.body]).toEqual([200, expect.any(String)]);
  return answer.json<TenantDeliveriesPage>().data.map(({ id }) => id);
}

describe('the deliveries of a tenant', () => {
  test('are listed with their app, the newest event first, and no others', async () => {
    expect(await listed()).toEqual([...failed, ...delivered].toReversed());
    const { data } = (await office.get('/deliveries?limit=1')).json<TenantDeliveriesPage>();
    expect(data).toEqual([
      {
        id: delivered[0],
        eventId: expect.any(String),
        eventType: 'tn.sp.session-completed',
        sessionId: expect.any(String),
        app: { id: scene.subscribed.appId, name: expect.any(String) },
        state: 'delivered',
        reason: null,
        attempts: 0,
        nextAttemptAt: null,
        replaying: false,
        occurredAt: expect.any(String),
        createdAt: expect.any(String),
        finishedAt: expect.any(String),
        lastAttempt: null,
      },
    ]);
  });

  test('are filtered by state, app and time, and paged', async () => {
    expect(await listed('?state=failed')).toEqual(failed.toReversed());
    expect(await listed('?reason=retries_exhausted&eventType=tn.sp.session-completed')).toHaveLength(2);
    expect(await listed(`?appId=${scene.subscribed.appId}`)).toHaveLength(3);
    expect(await listed(`?appId=${delivered[0]}`)).toEqual([]);
    expect(await listed('?until=2026-01-01T00:00:00Z')).toEqual([]);
    const first = (await office.get('/deliveries?limit=2')).json<TenantDeliveriesPage>();
    expect(await listed(`?limit=2&cursor=${first.nextCursor}`)).toEqual([failed[0]]);
    for (const [query, field] of [
      ['state=lost', 'state'],
      ['appId=x', 'appId'],
      ['cursor=x', 'cursor'],
    ] as const) {
      expectProblem(await office.get(`/deliveries?${query}`), 400, 'validation_failed', [field]);
    }
  });

  test('of one session are found by it', async () => {
    const { event_id: eventId } = await db
      .selectFrom('deliveries')
      .select('event_id')
      .where('id', '=', failed[0]!)
      .executeTakeFirstOrThrow();
    const at = instantOfId(eventId);
    const schedulerId = await createScheduler(db, scene.subscribed);
    const sessionId = await insertPastSession(
      db,
      scene.subscribed.tenantId,
      { scheduler_id: schedulerId },
      { created_at: at, ...bookedAt(at, 'completed'), completed_event_id: eventId },
    );
    expect(await listed(`?sessionId=${sessionId}`)).toEqual([failed[0]]);
    expect(await listed(`?sessionId=${sessionId}&state=delivered`)).toEqual([]);
    expect(await listed('?sessionId=sess_x')).toEqual([]);
  });
});

describe('one delivery', () => {
  test('shows what is sent and what came of it, but nothing that is the developer’s', async () => {
    const [id] = failed as [string];
    const at = scene.clock.now();
    await db
      .insertInto('attempts')
      .values({
        tenant_id: scene.subscribed.tenantId,
        delivery_id: id,
        id: newTimeOrderedId(at),
        number: 1,
        started_at: at,
        duration_ms: 31,
        url: 'https://receiver.test/hook?token=hidden-in-url',
        request_headers: JSON.stringify({ 'x-custom': 'hidden-request' }),
        status: 500,
        error: 'unexpected_status',
        error_detail: 'hidden-detail',
        response_headers: JSON.stringify({ 'x-inner': 'hidden-response' }),
        response_body: 'hidden-body',
      })
      .execute();
    const answer = await office.get(`/deliveries/${id}`);
    const { log, body } = answer.json<TenantDeliveryDetail>();
    expect(log).toEqual([
      {
        id: expect.any(String),
        number: 1,
        isReplay: false,
        startedAt: at.toISOString(),
        durationMs: 31,
        host: 'receiver.test',
        status: 500,
        error: { code: 'unexpected_status', sentence: expect.stringMatching(/\S/) },
      },
    ]);
    expect(answer.body).not.toContain('hidden');
    expect(JSON.parse(body ?? '')).toMatchObject({ id, data: { tenantId: scene.subscribed.tenantId } });
  });

  test('of another tenant, and one that is none, are missing', async () => {
    for (const id of [strangers[0], 'x']) {
      expectProblem(await office.get(`/deliveries/${id}`), 404, 'not_found', []);
    }
  });
});

import { beforeAll, expect, test } from 'vitest';
import { useDatabase } from '../../test/db.ts';
import { createSubscribed, publishEvents, queueOf } from '../../test/deliveries.ts';
import { signIn } from '../../test/people.ts';
import { completed, type Portal, setPortal } from '../../test/portal.ts';
import { expectProblem } from '../../test/visitor.ts';
import { addSeconds } from '../lib/clock.ts';
import { newTimeOrderedId } from '../lib/ids.ts';

const database = useDatabase();
const url = '/api/operator/deliveries/health';
let portal: Portal;
let headers: Record<string, string>;

beforeAll(async () => {
  portal = await setPortal(database.current.db);
  ({ headers } = await signIn(portal.db, { operator: true }));
});

const read = async () => (await portal.call('GET', url, { headers })).json();
const ago = (seconds: number) => addSeconds(portal.clock.now(), -seconds);

test('operators see backlog, lag, circuits and who fails over all tenants; a blocked endpoint is no lag of ours', async () => {
  const { db } = portal;
  expect(await read()).toEqual({
    backlog: { ready: 0, waiting: 0, oldestDueSeconds: null },
    webhooks: {
      total: 0,
      circuits: { closed: 0, open: 0, halfOpen: 0 },
      throttled: 0,
      failing: 0,
      disabled: { paused: 0, gone: 0, failing: 0 },
    },
    recent: {
      since: ago(3_600).toISOString(),
      attempts: 0,
      succeeded: 0,
      successRate: null,
      endpoints: 0,
      slowest: [],
    },
    failing: [],
  });
  const [slow, open, gone] = [
    await createSubscribed(db, 'https://one.test/'),
    await createSubscribed(db, 'https://two.test:8443/hook?token=secret'),
    await createSubscribed(db, 'https://three.test/'),
  ];
  await publishEvents(db, slow, portal.clock.now(), 2);
  portal.clock.advance(30);
  await publishEvents(db, open, portal.clock.now(), 2);
  const [one] = await queueOf(db, open.tenantId);
  await db
    .updateTable('delivery_queue')
    .set({ ready: false, due_at: ago(-60) })
    .where('delivery_id', '=', one!.delivery_id)
    .execute();
  const failing = { failing_since: ago(600), failed_attempts: 21, last_error: 'timeout' };
  const circuit = { circuit: 'open', opened_at: ago(60), probe_at: ago(-10), throttled_until: ago(-5) };
  await db
    .insertInto('webhook_health')
    .values({ webhook_id: open.webhooks[completed], ...failing, ...circuit })
    .execute();
  await db
    .updateTable('webhooks')
    .set({ disabled_at: ago(0), disabled_reason: 'gone' })
    .where('id', '=', gone.webhooks[completed])
    .execute();
  const health = await read();
  expect(JSON.stringify(health)).not.toContain('secret');
  expect(health).toMatchObject({
    backlog: { ready: 3, waiting: 1, oldestDueSeconds: 30 },
    webhooks: {
      total: 6,
      circuits: { closed: 5, open: 1, halfOpen: 0 },
      throttled: 1,
      failing: 1,
      disabled: { paused: 0, gone: 1, failing: 0 },
    },
    failing: [
      {
        webhookId: open.webhooks[completed],
        appId: open.appId,
        organisation: 'Developer',
        eventType: completed,
        deliveryHost: 'two.test:8443',
        circuit: 'open',
        failingSince: ago(600).toISOString(),
        failedAttempts: 21,
        lastError: { code: 'timeout' },
      },
    ],
  });
  await db
    .updateTable('delivery_queue')
    .set({ due_at: ago(500) })
    .where('tenant_id', '=', open.tenantId)
    .execute();
  await db
    .updateTable('webhook_health')
    .set({ circuit: 'half_open', throttled_until: null })
    .where('webhook_id', '=', open.webhooks[completed])
    .execute();
  portal.clock.advance(10);
  expect(await read()).toMatchObject({
    backlog: { oldestDueSeconds: 40 },
    webhooks: { circuits: { open: 0, halfOpen: 1 }, throttled: 0 },
    failing: [{ circuit: 'half_open' }],
  });
});

test('the newest attempts of all tenants say how many succeed, and which endpoints are slow', async () => {
  const { db } = portal;
  portal.clock.advance(86_400);
  const [quick, slow] = [
    await createSubscribed(db, 'https://quick.test/'),
    await createSubscribed(db, 'https://slow.test/'),
  ];
  const attempt = async (of: typeof quick, durationMs: number | null, error: string | null, at: Date) => {
    await publishEvents(db, of, at);
    const { id } = await db
      .selectFrom('deliveries')
      .select('id')
      .where('tenant_id', '=', of.tenantId)
      .orderBy('id', 'desc')
      .limit(1)
      .executeTakeFirstOrThrow();
    await db
      .insertInto('attempts')
      .values({
        tenant_id: of.tenantId,
        delivery_id: id,
        id: newTimeOrderedId(at),
        started_at: at,
        url: 'https://any.test/',
        duration_ms: durationMs,
        status: error === null ? 204 : null,
        error,
      })
      .execute();
  };
  const before = ago(4_000);
  await attempt(quick, 9_999, 'timeout', before);
  for (const ms of [10, 20, 30]) await attempt(quick, ms, null, portal.clock.now());
  await attempt(slow, 5_000, 'timeout', portal.clock.now());
  // A lost worker says nothing of the endpoint.
  await attempt(slow, null, 'worker_lost', portal.clock.now());
  expect((await read()).recent).toEqual({
    since: ago(3_600).toISOString(),
    attempts: 4,
    succeeded: 3,
    successRate: 0.75,
    endpoints: 2,
    slowest: [
      expect.objectContaining({
        webhookId: slow.webhooks[completed],
        appId: slow.appId,
        eventType: completed,
        deliveryHost: 'slow.test',
        attempts: 1,
        successRate: 0,
        p95Ms: 5_000,
      }),
      expect.objectContaining({ appId: quick.appId, attempts: 3, successRate: 1, medianMs: 20, p95Ms: 30 }),
    ],
  });
});

test('nobody else does', async () => {
  expectProblem(await portal.call('GET', url, { headers: {} }), 401, 'sign_in_required', []);
  expectProblem(await portal.call('GET', url), 403, 'permission_missing', []);
});

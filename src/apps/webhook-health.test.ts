import { randomUUID } from 'node:crypto';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { useDatabase } from '../../test/db.ts';
import { copyDelivery, deliveriesOf, publishEvents, queueOf } from '../../test/deliveries.ts';
import { connect, createTenant, type TestTenant } from '../../test/factories.ts';
import {
  abandoned,
  completed,
  type Json,
  type Portal,
  type PortalApp,
  setPortal,
} from '../../test/portal.ts';
import { addSeconds } from '../lib/clock.ts';

const database = useDatabase();
let portal: Portal;
let app: PortalApp;
let tenant: TestTenant;
let tenantId: number;
let webhookId: string;

beforeAll(async () => {
  portal = await setPortal(database.current.db);
});
beforeEach(async () => {
  const { db } = database.current;
  app = await portal.createApp();
  tenant = await createTenant(db);
  ({ tenantId } = tenant);
  await connect(db, tenant, { appId: app.id, webhooks: noMatter });
  ({ id: webhookId } = await db
    .selectFrom('webhooks')
    .select('id')
    .where('app_id', '=', app.id)
    .where('event_type', '=', completed)
    .executeTakeFirstOrThrow());
});

/** `connect` asks for them only by its type. */
const noMatter = { [completed]: '', [abandoned]: '' } as const;

const change = (body: Json) => portal.change(app, 'PATCH', `/webhooks/${completed}`, body);
const publish = (count = 1) => publishEvents(database.current.db, { tenantId }, portal.clock.now(), count);
const deliveries = () => deliveriesOf(database.current.db, tenantId);
const list = async () => (await portal.call('GET', `${app.path}/webhooks`)).json().data;
const shown = async () => (await list())[0];
const ago = (seconds: number) => addSeconds(portal.clock.now(), -seconds);
const iso = (seconds: number) => ago(seconds).toISOString();

const failing = () => ({
  webhook_id: webhookId,
  circuit: 'open',
  opened_at: ago(60),
  probe_at: ago(-30),
  failed_probes: 2,
  failure_weight: 24,
  throttled_until: ago(-90),
  failing_since: ago(3_600),
  failed_attempts: 21,
  last_success_at: ago(7_200),
  last_failure_at: ago(5),
  last_error: 'timeout',
});

describe('the health of a webhook', () => {
  test('that was never tried is good', async () => {
    expect((await shown()).health).toEqual({
      circuit: 'closed',
      openedAt: null,
      nextProbeAt: null,
      throttledUntil: null,
      failingSince: null,
      failedAttempts: 0,
      lastSuccessAt: null,
      lastFailureAt: null,
      lastError: null,
      willBeDisabledAt: null,
      waiting: 0,
      skippedWhileDisabled: { count: 0, oldestAt: null },
    });
  });

  test('shows circuit, failures and when it will be disabled, and what waits, ready or not', async () => {
    const { db } = database.current;
    await publish(3);
    const [one] = await queueOf(db, tenantId);
    await db
      .updateTable('delivery_queue')
      .set({ ready: false, due_at: ago(-60) })
      .where('delivery_id', '=', one!.delivery_id)
      .execute();
    await db.insertInto('webhook_health').values(failing()).execute();
    expect((await shown()).health).toEqual({
      circuit: 'open',
      openedAt: iso(60),
      nextProbeAt: iso(-30),
      throttledUntil: iso(-90),
      failingSince: iso(3_600),
      failedAttempts: 21,
      lastSuccessAt: iso(7_200),
      lastFailureAt: iso(5),
      lastError: { code: 'timeout', message: expect.stringContaining('No answer within 15 seconds') },
      willBeDisabledAt: iso(3_600 - 5 * 86_400),
      waiting: 3,
      skippedWhileDisabled: { count: 0, oldestAt: null },
    });
    expect((await list())[1].health).toMatchObject({ circuit: 'closed', waiting: 0 });
  });

  test('is half open while one delivery is tried, and no throttling is shown that is over', async () => {
    const { db } = database.current;
    await db
      .insertInto('webhook_health')
      .values({ ...failing(), circuit: 'half_open', throttled_until: ago(0) })
      .execute();
    const health = { circuit: 'half_open', openedAt: iso(60), nextProbeAt: null, throttledUntil: null };
    expect((await shown()).health).toMatchObject(health);
  });

  test('counts no further than 1,000', { timeout: 60_000 }, async () => {
    const { db } = database.current;
    await publish();
    await copyDelivery(db, tenantId, 1_100);
    expect((await shown()).health).toMatchObject({ waiting: 1_000 });
  });
});

describe('disabling a webhook', () => {
  test('ends what waits in the same transaction, and what comes is skipped; it is offered for a replay', async () => {
    const { db } = database.current;
    await publish(2);
    const [one] = await queueOf(db, tenantId);
    await db
      .updateTable('delivery_queue')
      .set({ ready: false, due_at: ago(-3_600) })
      .where('delivery_id', '=', one!.delivery_id)
      .execute();
    const madeAt = portal.clock.now();
    portal.clock.advance(1);
    const disabled = await change({ enabled: false });
    const disabledAt = portal.clock.now();
    expect(disabled.json()).toMatchObject({
      enabled: false,
      disabledAt: disabledAt.toISOString(),
      disabledReason: 'paused',
      health: { waiting: 0, skippedWhileDisabled: { count: 2, oldestAt: madeAt.toISOString() } },
    });
    portal.clock.advance(1);
    await publish();
    const skipped = { state: 'skipped', reason: 'webhook_disabled' };
    expect(await deliveries()).toMatchObject([
      { ...skipped, finished_at: disabledAt },
      { ...skipped, finished_at: disabledAt },
      { ...skipped, finished_at: portal.clock.now() },
    ]);
    expect(await queueOf(db, tenantId)).toEqual([]);
    expect((await change({ enabled: true })).json()).toMatchObject({
      enabled: true,
      disabledAt: null,
      disabledReason: null,
      health: { skippedWhileDisabled: { count: 3 } },
    });
    portal.clock.advance(1);
    await publish();
    expect((await deliveries()).at(-1)).toMatchObject({ state: 'pending', reason: null });
  });

  test('leaves other webhooks alone, and to the worker what it holds', async () => {
    const { db } = database.current;
    const other = await portal.createApp();
    await connect(db, tenant, { appId: other.id, webhooks: noMatter });
    await publish();
    const lease = { lease_id: randomUUID(), leased_at: ago(0), leased_until: ago(-60) };
    await db.updateTable('delivery_queue').set(lease).where('tenant_id', '=', tenantId).execute();
    await publish();
    await change({ enabled: false });
    const states = (await deliveries()).map((row) => `${row.app_id === app.id} ${row.state}`);
    expect(states.toSorted()).toEqual(['false pending', 'false pending', 'true pending', 'true skipped']);
    expect(await queueOf(db, tenantId)).toHaveLength(3);
  });

  test('ends a replay that waits: a finished delivery stays what it was, a pending one is skipped', async () => {
    const { db } = database.current;
    await publish(2);
    const [finished, pending] = await deliveries();
    const delivered = { state: 'delivered', finished_at: ago(10) };
    await db.updateTable('deliveries').set(delivered).where('id', '=', finished!.id).execute();
    const replay = { replay_id: randomUUID() };
    await db.updateTable('delivery_queue').set(replay).where('delivery_id', '=', finished!.id).execute();
    await db
      .updateTable('delivery_queue')
      .set({ ...replay, resume_at: ago(-60) })
      .where('delivery_id', '=', pending!.id)
      .execute();
    await change({ enabled: false });
    expect(await queueOf(db, tenantId)).toEqual([]);
    expect(await deliveries()).toMatchObject([
      { ...delivered, reason: null },
      { state: 'skipped', reason: 'webhook_disabled' },
    ]);
  });

  test('ends more than one batch of 5,000', { timeout: 60_000 }, async () => {
    const { db } = database.current;
    await publish();
    await copyDelivery(db, tenantId, 10_100);
    await change({ enabled: false });
    expect(await queueOf(db, tenantId)).toEqual([]);
    expect((await deliveries()).every(({ state }) => state === 'skipped')).toBe(true);
  });
});

describe('enabling a webhook again', () => {
  const reset = {
    circuit: 'closed',
    opened_at: null,
    probe_at: null,
    failed_probes: 0,
    failure_weight: 0,
    throttled_until: null,
    failing_since: null,
    failed_attempts: 0,
    warned_days: 0,
    renewals: 1,
  };
  const row = () =>
    database.current.db
      .selectFrom('webhook_health')
      .innerJoin('webhooks', 'id', 'webhook_id')
      .selectAll('webhook_health')
      .select('renewals')
      .where('webhook_id', '=', webhookId)
      .executeTakeFirstOrThrow();

  test.each(['gone', 'failing'])('that was %s resets the clock', async (reason) => {
    const { db } = database.current;
    await db
      .insertInto('webhook_health')
      .values({ ...failing(), warned_days: 3 })
      .execute();
    await db
      .updateTable('webhooks')
      .set({ disabled_at: ago(10), disabled_reason: reason })
      .where('id', '=', webhookId)
      .execute();
    expect(await shown()).toMatchObject({
      enabled: false,
      disabledReason: reason,
      health: { willBeDisabledAt: null },
    });
    const answer = await change({ enabled: true });
    expect(answer.json()).toMatchObject({
      enabled: true,
      health: { circuit: 'closed', failingSince: null, failedAttempts: 0, lastFailureAt: iso(5) },
    });
    expect(await row()).toMatchObject(reset);
  });

  test('or sending it to another URL does so, too; nothing else does', async () => {
    const { db } = database.current;
    await db.insertInto('webhook_health').values(failing()).execute();
    await change({ retrySchedule: 'extended' });
    await change({ enabled: false });
    expect(await row()).toMatchObject({ circuit: 'open', failed_attempts: 21, renewals: 0 });
    await change({ deliveryUrl: 'https://elsewhere.developer.test/' });
    expect(await row()).toMatchObject(reset);
  });
});

describe('an app that is deleted', () => {
  test(
    'has what waits cancelled at once, for every tenant, in whatever number',
    { timeout: 60_000 },
    async () => {
      const { db } = database.current;
      await publish();
      await copyDelivery(db, tenantId, 5_100);
      const other = await createTenant(db);
      await connect(db, other, { appId: app.id, webhooks: noMatter });
      await publishEvents(db, other, portal.clock.now());
      portal.clock.advance(1);
      expect((await portal.change(app, 'DELETE', '')).statusCode).toBe(204);
      for (const id of [tenantId, other.tenantId]) {
        expect(await queueOf(db, id)).toEqual([]);
        const ends = new Set(
          (await deliveriesOf(db, id)).map((row) => JSON.stringify([row.state, row.reason])),
        );
        expect([...ends]).toEqual(['["cancelled","app_deleted"]']);
      }
      expect((await deliveries())[0]?.finished_at).toEqual(portal.clock.now());
    },
  );
});

import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { testStart, useDatabase } from '../../test/db.ts';
import { connect, createApp, createTenant, type TestApp, type TestTenant } from '../../test/factories.ts';
import { contact, setScene, snapshot } from '../../test/visitor.ts';
import type { Db } from '../lib/db.ts';
import { newTimeOrderedId } from '../lib/ids.ts';
import { type EventType, eventTypes } from './event-types.ts';
import { exampleSession } from './example-session.ts';
import { createPublisher } from './publish.ts';

const database = useDatabase();
const publish = createPublisher(() => 'https://fieldhook.test');
const url = 'https://crm.example.com/hooks';
const [completed, abandoned] = eventTypes;
let db: Db;
let tenant: TestTenant;

beforeAll(() => {
  db = database.current.db;
});
beforeEach(async () => {
  tenant = await createTenant(db);
});

/** Publishes one event of the tenant and returns what was made of it. */
async function happen(type: EventType = completed) {
  const id = newTimeOrderedId(testStart);
  const event = { id, type, tenant: { id: tenant.tenantId, name: 'Evergreen' }, occurredAt: testStart };
  await db.transaction().execute((trx) => publish(trx, [{ ...event, session: exampleSession('booked') }]));
  const where = { event_id: id };
  const [row, deliveries, queue] = await Promise.all([
    db.selectFrom('events').selectAll().where('id', '=', id).executeTakeFirstOrThrow(),
    db.selectFrom('deliveries').selectAll().where('event_id', '=', where.event_id).execute(),
    db.selectFrom('delivery_queue').selectAll().where('event_id', '=', where.event_id).execute(),
  ]);
  return { row, deliveries, queue };
}

async function connectedApp(given: Parameters<typeof createApp>[2] = {}): Promise<TestApp> {
  const app = await createApp(db, url, given);
  await connect(db, tenant, app);
  return app;
}

describe('an event is delivered', () => {
  test('once to each connected app, due at once', async () => {
    const apps = [await connectedApp(), await connectedApp(), await connectedApp()];
    const { row, deliveries, queue } = await happen();
    expect(row.undelivered_reason).toBeNull();
    const webhookIds = apps.map((app) => app.webhooks[completed]).toSorted();
    expect(deliveries.map((one) => one.webhook_id).toSorted()).toEqual(webhookIds);
    expect(queue.map((one) => one.delivery_id).toSorted()).toEqual(
      deliveries.map((one) => one.id).toSorted(),
    );
    for (const one of deliveries) {
      expect(one).toMatchObject({ state: 'pending', reason: null, attempts: 0, finished_at: null });
      expect(one.id.slice(0, 14)).toBe(row.id.slice(0, 13).concat('-'));
    }
    for (const one of queue) expect(one).toMatchObject({ due_at: testStart, lease_id: null });
  });

  test('only to apps of this tenant', async () => {
    const mine = await connectedApp();
    const other = await createTenant(db);
    await connect(db, other, await createApp(db, url));
    const { deliveries } = await happen();
    expect(deliveries.map((one) => one.app_id)).toEqual([mine.appId]);
  });

  test('only to apps whose accepted version has its type, not their newest', async () => {
    const app = await connectedApp({ eventTypes: [abandoned] });
    await db
      .insertInto('app_versions')
      .values({ app_id: app.appId, version: 2, scopes: [], event_types: [...eventTypes] })
      .execute();
    expect((await happen(abandoned)).deliveries).toHaveLength(1);
    const before = await happen(completed);
    expect([before.deliveries, before.row.undelivered_reason]).toEqual([[], 'no_subscription']);
    await db
      .updateTable('connections')
      .set({ accepted_version: 2 })
      .where('app_id', '=', app.appId)
      .execute();
    expect((await happen(completed)).deliveries).toHaveLength(1);
  });

  test('as skipped and not queued while the connection or the webhook is disabled', async () => {
    const [one, two, three] = [await connectedApp(), await connectedApp(), await connectedApp()];
    await db
      .updateTable('connections')
      .set({ disabled_at: testStart })
      .where('app_id', 'in', [one.appId, three.appId])
      .execute();
    await db
      .updateTable('webhooks')
      .set({ disabled_at: testStart, disabled_reason: 'paused' })
      .where('id', 'in', [two.webhooks[completed], three.webhooks[completed]])
      .execute();
    const { row, deliveries, queue } = await happen();
    expect([row.undelivered_reason, queue]).toEqual([null, []]);
    const reasons = Object.fromEntries(deliveries.map((delivery) => [delivery.app_id, delivery.reason]));
    expect(reasons).toEqual({
      [one.appId]: 'connection_disabled',
      [two.appId]: 'webhook_disabled',
      [three.appId]: 'connection_disabled',
    });
    for (const one_ of deliveries) expect(one_).toMatchObject({ state: 'skipped', finished_at: testStart });
  });

  test('never for a deleted app or to a removed webhook', async () => {
    const [gone, kept, removed] = [await connectedApp(), await connectedApp(), await connectedApp()];
    await db.updateTable('apps').set({ deleted_at: testStart }).where('id', '=', gone.appId).execute();
    await db
      .updateTable('webhooks')
      .set({ removed_at: testStart })
      .where('id', '=', removed.webhooks[completed])
      .execute();
    expect((await happen()).deliveries.map((one) => one.app_id)).toEqual([kept.appId]);
  });
});

describe('an event that nobody receives keeps the reason', () => {
  test('preview_off, whoever is connected', async () => {
    await connectedApp();
    await db.updateTable('tenants').set({ preview: false }).where('id', '=', tenant.tenantId).execute();
    const { row, deliveries } = await happen();
    expect([row.undelivered_reason, deliveries]).toEqual(['preview_off', []]);
  });

  test('no_connection, also when the only connected app is deleted', async () => {
    expect((await happen()).row.undelivered_reason).toBe('no_connection');
    const app = await connectedApp();
    await db.updateTable('apps').set({ deleted_at: testStart }).where('id', '=', app.appId).execute();
    expect((await happen()).row.undelivered_reason).toBe('no_connection');
  });

  test('no_subscription, also when the only webhook was removed', async () => {
    const app = await connectedApp();
    await db.updateTable('webhooks').set({ removed_at: testStart }).where('app_id', '=', app.appId).execute();
    expect((await happen()).row.undelivered_reason).toBe('no_subscription');
  });
});

test('an event that does not fit its schema is never created, and takes the completion back with it', async () => {
  const scene = await setScene(db, { scheduler: { creates: 'booking' } });
  const visit = await scene.open();
  // Nothing that a visitor can send does this; a bug of ours might.
  await db.updateTable('sessions').set({ customer_id: -1 }).where('id', '=', visit.id).execute();
  const before = await snapshot(db);
  const answer = await visit.complete(contact);
  expect([answer.statusCode, answer.json().data.code]).toEqual([500, 'internal_error']);
  expect(await snapshot(db)).toEqual(before);

  await visit.save(contact);
  scene.clock.advance(600);
  await scene.decide();
  expect(await visit.events()).toEqual([]);
  expect((await visit.row()).session_outcome).toBeNull();
});

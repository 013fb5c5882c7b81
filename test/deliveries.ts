import { randomUUID } from 'node:crypto';
import type { Insertable } from 'kysely';
import type { Pool } from 'pg';
import { onTestFinished } from 'vitest';
import { type ClaimedDelivery, claimDue } from '../src/deliveries/claim.ts';
import { type BirthLease, Handover, type Published } from '../src/deliveries/handover.ts';
import { Lanes } from '../src/deliveries/lanes.ts';
import { listLanes } from '../src/deliveries/list-lanes.ts';
import { createDeliver } from '../src/deliveries/deliver.ts';
import { promoteDue } from '../src/deliveries/queries.ts';
import { type DeliveryRecord, recordResults } from '../src/deliveries/record.ts';
import { EXTENDED_SECONDS, STANDARD_SECONDS } from '../src/deliveries/retry-schedule.ts';
import { type DeliveryOptions, startDeliveryWorker } from '../src/deliveries/start-worker.ts';
import { exampleSession } from '../src/events/example-session.ts';
import { createPublisher } from '../src/events/publish.ts';
import { addSeconds, type Clock } from '../src/lib/clock.ts';
import type { Db } from '../src/lib/db.ts';
import { Wakeable } from '../src/lib/due-loop.ts';
import { newTimeOrderedId } from '../src/lib/ids.ts';
import { silentLog } from '../src/lib/log.ts';
import type { Webhooks } from '../src/lib/tables.ts';
import { connect, createApp, createTenant, type TestApp, testSealer, type TestTenant } from './factories.ts';
import { senderTo } from './sending.ts';

export const schedules = { standard: STANDARD_SECONDS, extended: EXTENDED_SECONDS };

/** A tenant connected to an app whose webhooks point at `url`. */
export async function createSubscribed(
  db: Db,
  url: string,
  webhook: Partial<Insertable<Webhooks>> = {},
): Promise<TestTenant & TestApp> {
  const tenant = await createTenant(db);
  const app = await createApp(db, url, { webhook });
  await connect(db, tenant, app);
  return { ...tenant, ...app };
}

const publish = createPublisher(() => 'https://fieldhook.test');

/** Publishes events of one type, each in its own transaction, and returns their ids in order. */
export async function publishEvents(
  db: Db,
  tenant: Pick<TestTenant, 'tenantId'>,
  at: Date,
  count = 1,
): Promise<string[]> {
  const ids: string[] = [];
  for (let index = 0; index < count; index += 1) ids.push((await publishEvent(db, tenant, at)).id);
  return ids;
}

/** Publishes one event; its deliveries are leased as `lease` says. */
export async function publishEvent(
  db: Db,
  { tenantId }: Pick<TestTenant, 'tenantId'>,
  at: Date,
  lease?: BirthLease,
): Promise<Published & { readonly id: string }> {
  const event = {
    id: newTimeOrderedId(at),
    type: 'tn.sp.session-completed',
    tenant: { id: tenantId, name: 'Evergreen' },
    occurredAt: at,
    session: exampleSession('booked'),
  } as const;
  const published = await db.transaction().execute((trx) => publish(trx, [event], lease));
  return { id: event.id, ...published };
}

/** As a worker offers it. */
export function birthLease(leasedAt: Date, refused: readonly string[] = []): BirthLease {
  return { leaseId: newTimeOrderedId(leasedAt), leasedAt, leasedUntil: addSeconds(leasedAt, 60), refused };
}

/** Claims what is due at `now` for 60 s, under a lease of its own, from every lane that there is. */
export async function claimAt(pool: Pool, now: Date, limit = 100): Promise<ClaimedDelivery[]> {
  await promoteDue(pool, now, limit);
  const lanes = new Lanes();
  lanes.add(await listLanes(pool, { now, ...lanes.position, mayReceive: new Map() }));
  return claimDue(pool, {
    now,
    lanes: lanes.draw(limit, () => limit).map((lane) => ({ ...lane, isTrusted: false })),
    leaseUntil: addSeconds(now, 60),
    leaseId: newTimeOrderedId(now),
  });
}

type ClaimedIds = Pick<ClaimedDelivery, 'deliveryId' | 'webhookId' | 'leaseId'>;

/** A delivery as a claim returns it, for tests without a database. */
export function claimedDelivery(given: ClaimedIds & Partial<ClaimedDelivery>): ClaimedDelivery {
  return {
    tenantId: 1,
    attempts: 0,
    replayId: null,
    resumeAt: null,
    rateLimitPerSecond: null,
    url: 'https://a.example/',
    renewals: 0,
    contentType: 'application/json',
    retrySchedule: 'standard',
    keyPairs: [],
    customHeaders: null,
    signingKeys: ['k'],
    sharedBody: '}',
    withheld: null,
    lostLease: null,
    ...given,
  };
}

/** Attempts a claimed delivery for real, with a sender that may reach `origins`; closed when the test ends. */
export function deliverTo(
  origins: readonly string[],
  clock: Clock,
  timeoutMs = 5_000,
): (claimed: ClaimedDelivery) => Promise<DeliveryRecord> {
  const sender = senderTo(origins, { timeoutMs });
  const deliver = createDeliver({
    sender,
    sealer: testSealer,
    schedules,
    clock,
    userAgent: 'fieldhook/test',
  });
  return async (claimed) => (await deliver(claimed)).record;
}

/** A delivery worker on real database and sockets; `stop` resolves when all it did is recorded. */
export function startTestWorker(
  pool: Pool,
  origins: readonly string[],
  clock: Clock,
  given: Partial<DeliveryOptions> = {},
): { readonly wake: Wakeable; readonly stop: () => Promise<void> } {
  const stopping = new AbortController();
  const wake = new Wakeable();
  const running = startDeliveryWorker(
    {
      pool,
      sealer: testSealer,
      schedules,
      clock,
      log: silentLog,
      wake,
      handover: new Handover(() => wake.wake()),
      concurrency: 8,
      timeoutMs: 5_000,
      allowedOrigins: new Set(origins),
      userAgent: 'fieldhook/test',
      ...given,
    },
    stopping.signal,
  );
  const stop = async (): Promise<void> => {
    stopping.abort();
    await running;
  };
  onTestFinished(stop);
  return { wake, stop };
}

/** A failed or successful attempt of a claimed delivery as `createDeliver` would report it. */
export function recordOf(
  claimed: ClaimedDelivery,
  at: Date,
  given: Partial<DeliveryRecord> = {},
): DeliveryRecord {
  return {
    tenant_id: claimed.tenantId,
    delivery_id: claimed.deliveryId,
    webhook_id: claimed.webhookId,
    lease_id: claimed.leaseId,
    state: 'delivered',
    reason: null,
    due_at: null,
    finished_at: at,
    ends_replay: true,
    attempt: {
      number: claimed.attempts + 1,
      replay_id: claimed.replayId,
      started_at: at,
      duration_ms: 5,
      url: claimed.url,
      request_headers: { 'webhook-id': claimed.deliveryId },
      status: 200,
      error: null,
      error_detail: null,
      response_headers: {},
      response_body: 'ok',
      dns_ms: null,
      connect_ms: null,
      tls_ms: null,
      first_byte_ms: 4,
    },
    ...given,
  };
}

export const deliveriesOf = (db: Db, tenantId: number) =>
  db.selectFrom('deliveries').selectAll().where('tenant_id', '=', tenantId).orderBy('id').execute();

export const queueOf = (db: Db, tenantId: number) =>
  db
    .selectFrom('delivery_queue')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .orderBy('delivery_id')
    .execute();

export const attemptsOf = (db: Db, tenantId: number) =>
  db.selectFrom('attempts').selectAll().where('tenant_id', '=', tenantId).orderBy('id').execute();

/** Records that all of these were delivered. */
export const recordDelivered = (pool: Pool, claimed: readonly ClaimedDelivery[], at: Date) =>
  recordResults(
    pool,
    claimed.map((delivery) => recordOf(delivery, at)),
  );

/** Makes a delivery that a tenant has waiting into so many more of the same webhook. */
export async function copyDelivery(db: Db, tenantId: number, count: number): Promise<void> {
  const [waiting] = await queueOf(db, tenantId);
  const [delivery] = await deliveriesOf(db, tenantId);
  const prefix = waiting!.delivery_id.slice(0, 13);
  const ids = Array.from({ length: count }, () => `${prefix}${randomUUID().slice(13)}`);
  for (let from = 0; from < count; from += 2_000) {
    const part = ids.slice(from, from + 2_000);
    await db
      .insertInto('deliveries')
      .values(part.map((id) => ({ ...delivery!, id })))
      .execute();
    await db
      .insertInto('delivery_queue')
      .values(part.map((id) => ({ ...waiting!, delivery_id: id })))
      .execute();
  }
}

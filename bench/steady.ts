import { randomBytes, randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { setTimeout as delay } from 'node:timers/promises';
import { Pool } from 'undici';
import { readSigningKey, sign } from '../src/deliveries/signature.ts';
import { seedDemoTenant } from '../src/demo/seed.ts';
import { deliveryBody } from '../src/events/body.ts';
import { type Db, openDatabase } from '../src/lib/db.ts';
import { silentLog } from '../src/lib/log.ts';
import { ensurePartitions, migrate } from '../src/lib/migrate.ts';
import { createSealer, parseSealingKeys } from '../src/lib/seal.ts';
import { secretKeys, type Sink, startBenchDatabase, startFieldhook, startSink } from './processes.ts';
import type { SinkReport } from './sink.ts';
import { median, round } from './statistics.ts';

const DELIVERIES = 60_000;
const ROUNDS = 3;
const WARM_UP = 40_000;
const CONNECTIONS = 64;
const BODY_BYTES = 1_400;

/**
 * Deliveries per second of fieldhook's own worker over a full queue, every attempt recorded durably, against what the same
 * client library sends to the same sink over as many connections when it has nothing else to do.
 */
export async function steady(say: (line: string) => void): Promise<object> {
  const database = await startBenchDatabase();
  const sink = await startSink();
  const { db, close } = openDatabase({ url: database.url, poolSize: 4, log: silentLog, asOwner: true });
  try {
    await migrate(db);
    await ensurePartitions(db, new Date());
    const keys = parseSealingKeys(secretKeys);
    if (typeof keys === 'string') throw new Error(keys);
    const demo = await seedDemoTenant(db, createSealer(keys), `${sink.origin}/hook`);
    if (demo === undefined) throw new Error('the database is not empty');
    const worker = await startFieldhook('worker', {
      DATABASE_URL: database.url,
      DELIVERY_ALLOWED_ORIGINS: sink.origin,
      DELIVERY_CONCURRENCY: String(CONNECTIONS),
    });
    const raw: number[] = [];
    const delivered: number[] = [];
    let isWhole = true;
    // Both until their code is compiled: a worker runs for weeks, not for four seconds.
    await rawPerSecond(sink, WARM_UP, demo.hmacKey);
    await deliveriesPerSecond(db, sink, demo.tenantId, WARM_UP);
    for (let index = 1; index <= ROUNDS; index += 1) {
      raw.push(await rawPerSecond(sink, DELIVERIES, demo.hmacKey));
      delivered.push(await deliveriesPerSecond(db, sink, demo.tenantId, DELIVERIES));
      const report = await sink.ask<SinkReport>({ ask: 'report', key: demo.hmacKey });
      const recorded = await countRecorded(db);
      isWhole &&= report.distinct === DELIVERIES && report.received === DELIVERIES && report.unsigned === 0;
      isWhole &&= recorded === DELIVERIES;
      say(
        `round ${index}: raw ${raw.at(-1)}/s, fieldhook ${delivered.at(-1)}/s, ` +
          `received ${report.received}, distinct ${report.distinct}, unsigned ${report.unsigned}, recorded ${recorded}`,
      );
    }
    const rssMiB = await worker.peakRssMiB();
    await worker.stop();
    const ratio = round(median(delivered) / median(raw), 2);
    return {
      scenario: 'steady',
      rawPerSecond: median(raw),
      deliveriesPerSecond: median(delivered),
      ratio,
      rssMiB,
      ok: isWhole && ratio >= 0.5,
    };
  } finally {
    await close();
    sink.stop();
    await database.stop();
  }
}

interface Prepared {
  readonly headers: Record<string, string>;
  readonly body: Buffer;
}

/** The very requests that fieldhook would send, made and signed beforehand. */
function prepareRequests(count: number, key: string): Prepared[] {
  const sharedBody = benchBody();
  const keys = [readSigningKey(key)];
  return Array.from({ length: count }, () => {
    const deliveryId = randomUUID();
    const body = deliveryBody(deliveryId, sharedBody);
    const fixed = { 'content-type': 'application/json', 'user-agent': 'fieldhook/0.1.0' };
    return { headers: { ...fixed, ...sign({ deliveryId, at: new Date(), body }, keys) }, body };
  });
}

/** The ceiling: the same requests to the same sink, with nothing to look up, sign or record. */
async function rawPerSecond(sink: Sink, count: number, key: string): Promise<number> {
  await sink.ask({ ask: 'reset' });
  const pool = new Pool(sink.origin, { connections: CONNECTIONS, pipelining: 1 });
  const requests = prepareRequests(count, key);
  const startedAt = performance.now();
  const lane = async (): Promise<void> => {
    for (let next = requests.pop(); next !== undefined; next = requests.pop()) {
      const answer = await pool.request({ method: 'POST', path: '/hook', ...next });
      await answer.body.dump();
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, lane));
  const seconds = (performance.now() - startedAt) / 1000;
  await pool.close();
  return Math.round(count / seconds);
}

/** Queues `count` deliveries for one moment a little ahead, and measures from the first POST until all are recorded. */
async function deliveriesPerSecond(db: Db, sink: Sink, tenantId: number, count: number): Promise<number> {
  await sink.ask({ ask: 'reset' });
  await sql`truncate delivery_queue, events, deliveries, attempts`.execute(db);
  await queueDeliveries(db, tenantId, count);
  while ((await sink.ask<number>({ ask: 'count' })) < count) await delay(20);
  while (await isQueued(db)) await delay(5);
  const endedAtMs = performance.timeOrigin + performance.now();
  const { firstAtMs } = await sink.ask<SinkReport>({ ask: 'report', key: 'whsec_' });
  return Math.round(count / ((endedAtMs - firstAtMs) / 1000));
}

async function queueDeliveries(db: Db, tenantId: number, count: number): Promise<void> {
  // All at one moment, far enough ahead, so that the worker meets a full queue.
  const dueAt = new Date(Date.now() + 3_000 + count / 6);
  const shared = benchBody();
  await sql`
    with made as (
      select overlay(gen_random_uuid()::text placing substr(uuid_floor(now())::text, 1, 13) from 1 for 13)::uuid as id
      from generate_series(1, ${count})
    ),
    event as (
      insert into events (tenant_id, id, type, session_id, occurred_at, body)
      select ${tenantId}, id, 'tn.sp.session-completed', 'sess_bench', now(), ${shared} from made
      returning id
    ),
    delivery as (
      insert into deliveries (tenant_id, id, event_id, webhook_id, app_id, state, created_at)
      select ${tenantId}, delivery_id_for(event.id, w.id), event.id, w.id, w.app_id, 'pending', now()
      from event, webhooks w where w.event_type = 'tn.sp.session-completed'
      returning id, event_id, webhook_id
    )
    insert into delivery_queue (tenant_id, delivery_id, event_id, webhook_id, due_at)
    select ${tenantId}, id, event_id, webhook_id, ${dueAt} from delivery`.execute(db);
  if (dueAt < new Date())
    throw new Error('queueing took longer than planned: the worker began on a part of the queue');
}

/** Not random bytes, but not one repeated letter either; what counts is how many they are. */
function benchBody(): string {
  const body = `"type":"tn.sp.session-completed","data":"${randomBytes(BODY_BYTES).toString('hex')}`;
  return `${body.slice(0, BODY_BYTES - 80)}"}`;
}

async function isQueued(db: Db): Promise<boolean> {
  const { rows } = await sql<{ found: boolean }>`select exists (select from delivery_queue) as found`.execute(
    db,
  );
  return rows[0]?.found ?? false;
}

async function countRecorded(db: Db): Promise<number> {
  const { rows } = await sql<{ recorded: number }>`
    select count(*)::int as recorded
    from deliveries d join attempts a on a.tenant_id = d.tenant_id and a.delivery_id = d.id
    where d.state = 'delivered' and a.status = 204`.execute(db);
  return rows[0]?.recorded ?? 0;
}

import type { Pool } from 'pg';
import { startBenchDatabase } from './database.ts';
import { drainPerSecond } from './drain.ts';
import { clearDeliveries, sharedBody } from './load.ts';
import { startFieldhook, startSink } from './processes.ts';
import { type Bench, type Result, sized } from './scenario.ts';
import { EVENT_TYPE, hmacKey, seedWorld, type World } from './seed.ts';
import { median, round } from './statistics.ts';

const TENANTS = 200;
const WEBHOOKS = 50;
const GOAL_RATIO = 0.9;

/**
 * A full queue to work off while a million deliveries of the same tenants and webhooks, each failed once, wait for a later
 * retry. Measured before they are there, while they are, and after they are gone, so that a machine that slows down or
 * speeds up meanwhile favours neither.
 */
export async function backlog(bench: Bench): Promise<Result> {
  const { say } = bench;
  const database = await startBenchDatabase(bench);
  const { pool } = database;
  const sink = await startSink(bench);
  const urls = Array.from({ length: WEBHOOKS }, (_, index) => `${sink.origin(index)}/webhooks/${index}`);
  const world = await seedWorld(database, TENANTS, urls);
  const worker = await startFieldhook(bench, 'worker', { DATABASE_URL: database.url, ...sink.settings });
  const waiting = sized(bench, 1_000_000, 20_000);
  const count = sized(bench, 60_000, 4_000);
  const body = sharedBody(1_400);
  let isWhole = true;

  const rounds = async (name: string): Promise<number[]> => {
    const rates: number[] = [];
    for (let index = 1; index <= sized(bench, 3, 1); index += 1) {
      rates.push(await drainPerSecond({ pool, sink, world, workers: [worker], count, body }));
      const report = await sink.ask({ ask: 'report', key: hmacKey });
      isWhole &&= report.received === count && report.distinct === count && report.unsigned === 0;
      say(`${name}, round ${index}: ${rates.at(-1)}/s; received ${report.received}`);
    }
    return rates;
  };
  await drainPerSecond({ pool, sink, world, workers: [worker], count, body });
  await clearDeliveries(pool);
  const before = await rounds('empty');
  await clearDeliveries(pool);
  const startedAt = performance.now();
  await queueRetries(pool, world, waiting, body);
  say(
    `${waiting.toLocaleString('en')} put to wait in ${Math.round((performance.now() - startedAt) / 1000)} s`,
  );
  const during = await rounds('waiting');
  const untouched = await countWaiting(pool);
  isWhole &&= untouched === waiting;
  await clearDeliveries(pool);
  const after = await rounds('empty again');

  const emptyPerSecond = median([...before, ...after]);
  const waitingPerSecond = median(during);
  const ratio = round(waitingPerSecond / emptyPerSecond, 2);
  return {
    table: [
      ['waiting', 'deliveries / s', 'ratio', 'goal'],
      ['none', emptyPerSecond, '', ''],
      [waiting.toLocaleString('en'), waitingPerSecond, ratio, GOAL_RATIO],
    ],
    figures: { waiting, untouched, emptyPerSecond, waitingPerSecond, ratio, before, during, after },
    isWhole,
    meetsGoals: ratio >= GOAL_RATIO,
  };
}

/** Each event went to all webhooks of its tenant and failed there once; the next attempts are due in an hour to a day. */
async function queueRetries(pool: Pool, { tenantIds, webhooks }: World, count: number, body: string) {
  await pool.query(
    `with made as (
      select overlay(gen_random_uuid()::text placing substr(uuid_floor(now())::text, 1, 13) from 1 for 13)::uuid as id,
        ($1::bigint[])[1 + i % cardinality($1::bigint[])] as tenant_id
      from generate_series(1, $2::int / cardinality($3::uuid[])) i
    ),
    event as (
      insert into events (tenant_id, id, type, session_id, occurred_at, body)
      select tenant_id, id, '${EVENT_TYPE}', 'sess_bench', now(), $5 from made
    ),
    delivery as (
      insert into deliveries (tenant_id, id, event_id, webhook_id, app_id, state, attempts, created_at)
      select tenant_id, delivery_id_for(made.id, w.id), made.id, w.id, w.app_id, 'pending', 1, now()
      from made, unnest($3::uuid[], $4::uuid[]) as w (id, app_id)
      returning tenant_id, id, event_id, webhook_id
    ),
    attempt as (
      insert into attempts (tenant_id, delivery_id, id, number, started_at, duration_ms, url, status, error)
      select tenant_id, id, gen_random_uuid(), 1, now(), 20, 'https://receiver.invalid/', 500, 'unexpected_status'
      from delivery
    )
    insert into delivery_queue (tenant_id, delivery_id, event_id, webhook_id, attempts, due_at, ready)
    select tenant_id, id, event_id, webhook_id, 1, now() + interval '1 hour' + random() * interval '23 hours', false
    from delivery`,
    [tenantIds, count, webhooks.map(({ id }) => id), webhooks.map(({ appId }) => appId), body],
  );
  // As autovacuum does by itself after so many rows.
  for (const table of ['delivery_queue', 'deliveries', 'events', 'attempts'])
    await pool.query(`vacuum (analyze) ${table}`);
}

async function countWaiting(pool: Pool): Promise<number> {
  const { rows } = await pool.query<{ waiting: number }>(
    'select count(*)::int as waiting from delivery_queue where attempts = 1 and lease_id is null and due_at > now()',
  );
  return rows[0]?.waiting ?? 0;
}

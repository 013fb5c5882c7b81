import { setTimeout as delay } from 'node:timers/promises';
import type { Pool } from 'pg';
import { startBenchDatabase } from './database.ts';
import { publishAtRate, sharedBody } from './load.ts';
import { type Sink, startFieldhook, startSink } from './processes.ts';
import { type Bench, type Result, sized } from './scenario.ts';
import { hmacKey, seedWorld } from './seed.ts';
import { until } from './settled.ts';

const PER_SECOND = 1_000;
const KILL_EVERY_MS = 2_000;
/** What the dead worker had sent to PostgreSQL or to a receiver still arrives. */
const AFTERMATH_MS = 200;
/** What it held can be claimed again after its lease of a minute. */
const PATIENCE_MS = 240_000;

/**
 * A worker killed with -9 every two seconds and started again, under load. Nothing may be lost; sent twice may be only what
 * was in flight at a kill: sent, and its result not yet recorded.
 */
export async function killWorker(bench: Bench): Promise<Result> {
  const { say } = bench;
  const database = await startBenchDatabase(bench);
  const { pool } = database;
  const sink = await startSink(bench);
  const urls = Array.from({ length: 20 }, (_, index) => `${sink.origin(index)}/webhooks/${index}`);
  const world = await seedWorld(database, 5, urls);
  const seconds = sized(bench, 40, 8);
  const loading = publishAtRate(pool, world, { perSecond: PER_SECOND, seconds, body: sharedBody(1_400) });
  const loaded = loading.then(() => true);

  const start = () => startFieldhook(bench, 'worker', { DATABASE_URL: database.url, ...sink.settings });
  const inFlight = new Set<string>();
  let [kills, leasedAtKills, inFlightAtKills] = [0, 0, 0];
  let startedAtMs = Date.now();
  let worker = await start();
  for (;;) {
    const rest = startedAtMs + KILL_EVERY_MS - Date.now();
    if (await Promise.race([loaded, delay(Math.max(0, rest), false)])) break;
    await worker.kill();
    kills += 1;
    await delay(AFTERMATH_MS);
    const held = await findHeld(pool, sink, startedAtMs);
    leasedAtKills += held.leased;
    inFlightAtKills += held.sent.length;
    for (const id of held.sent) inFlight.add(id);
    startedAtMs = Date.now();
    worker = await start();
  }
  const { count: published } = await loading;
  say(
    `${kills} kills, ${leasedAtKills} leased and ${inFlightAtKills} in flight; waiting for leases to lapse`,
  );
  await until('all are recorded', async () => (await countQueued(pool)) === 0, {
    everyMs: 200,
    withinMs: PATIENCE_MS,
  });
  const report = await sink.ask({ ask: 'report', key: hmacKey });
  const { ids } = await sink.ask({ ask: 'arrivals' });
  const { delivered, workerLost } = await countOutcomes(pool);
  const lost = published - Math.min(report.distinct, delivered);
  const seen = new Set<string>();
  const twice = ids.filter((id) => seen.size === seen.add(id).size);
  const unexplained = twice.filter((id) => !inFlight.has(id)).length;
  return {
    table: [
      ['', 'deliveries', 'goal'],
      ['published', published, ''],
      ['recorded as delivered', delivered, ''],
      ['lost', lost, 0],
      [`leased at the ${kills} kills`, leasedAtKills, ''],
      ['of those sent and not recorded: in flight', inFlightAtKills, ''],
      ['received twice', twice.length, `≤ ${inFlightAtKills}`],
      ['of those not in flight at a kill', unexplained, 0],
      ['attempts logged as worker_lost', workerLost, ''],
    ],
    figures: {
      perSecond: PER_SECOND,
      published,
      kills,
      lost,
      leasedAtKills,
      inFlightAtKills,
      duplicates: twice.length,
      unexplained,
      workerLost,
    },
    isWhole: lost === 0 && report.unsigned === 0 && twice.length <= inFlightAtKills && unexplained === 0,
    meetsGoals: kills >= sized(bench, 10, 2),
  };
}

/** What a worker that was started at `startedAtMs` and is dead now holds, and what of that had reached its receiver. */
async function findHeld(
  pool: Pool,
  sink: Sink,
  startedAtMs: number,
): Promise<{ leased: number; sent: string[] }> {
  const { rows } = await pool.query<{ delivery_id: string }>(
    'select delivery_id from delivery_queue where leased_at >= $1 and leased_until > now()',
    [new Date(startedAtMs)],
  );
  const { ids, atMs } = await sink.ask({ ask: 'arrivals' });
  const arrived = new Set(ids.filter((_, index) => (atMs[index] ?? 0) >= startedAtMs));
  return {
    leased: rows.length,
    sent: rows.map((row) => row.delivery_id).filter((id) => arrived.has(id)),
  };
}

async function countQueued(pool: Pool): Promise<number> {
  const { rows } = await pool.query<{ queued: number }>('select count(*)::int as queued from delivery_queue');
  return rows[0]?.queued ?? 0;
}

async function countOutcomes(pool: Pool): Promise<{ delivered: number; workerLost: number }> {
  const { rows } = await pool.query<{ delivered: number; lost: number }>(`
    select (select count(*)::int from deliveries where state = 'delivered') as delivered,
      (select count(*)::int from attempts where error = 'worker_lost') as lost`);
  return { delivered: rows[0]?.delivered ?? 0, workerLost: rows[0]?.lost ?? 0 };
}

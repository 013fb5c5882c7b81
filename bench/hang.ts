import type { Pool } from 'pg';
import { type BenchDatabase, startBenchDatabase } from './database.ts';
import { drainPerSecond } from './drain.ts';
import { clearDeliveries, publishAtRate, type Published, sharedBody } from './load.ts';
import { type Sink, startFieldhook, startSink } from './processes.ts';
import { type Bench, type Result, sized } from './scenario.ts';
import { seedWorld, type World } from './seed.ts';
import { until } from './settled.ts';
import { median, percentile, round } from './statistics.ts';

const ENDPOINTS = 200;
/** Of each kind. */
const SHARE_OF_BAD = 0.05;
const TENANTS = 5;
const WARM_UP_SECONDS = 10;
const GOAL = { throughput: 0.9, p99: 1.5 };
const PATIENCE_MS = 180_000;

/**
 * What healthy endpoints notice of others that hang or fail. 200 endpoints, each with an address and hence connections of its
 * own, receive half of what the worker could deliver to them, open loop: first all well, then 5 % hang for 30 seconds and
 * 5 % answer 500, from the first moment on. What the same 180 healthy ones got is compared.
 */
export async function hang(bench: Bench): Promise<Result> {
  const { say } = bench;
  const database = await startBenchDatabase(bench);
  const sink = await startSink(bench);
  const paths = Array.from({ length: ENDPOINTS }, (_, index) => `/webhooks/${index}`);
  const world = await seedWorld(
    database,
    TENANTS,
    paths.map((path, index) => sink.origin(index) + path),
  );
  const worker = await startFieldhook(bench, 'worker', { DATABASE_URL: database.url, ...sink.settings });
  const body = sharedBody(1_400);
  const bad = Math.round(ENDPOINTS * SHARE_OF_BAD);
  // The hanging ones are the first, so that they come first in every order there might be.
  const healthy = world.webhooks.slice(2 * bad).map(({ id }) => id);

  const steadyPerSecond = await measureSteady(bench, { database, sink, world, body, worker });
  const perSecond = Math.round(steadyPerSecond / 2);
  const seconds = sized(bench, 60, 8);
  say(`full queue ${steadyPerSecond}/s; now ${perSecond}/s, open loop`);
  const { pool } = database;
  await clearDeliveries(pool);
  await publishAtRate(pool, world, { perSecond, seconds: sized(bench, WARM_UP_SECONDS, 2), body });
  await untilDone(pool, healthy);

  const run = async (name: string): Promise<Run> => {
    await clearDeliveries(pool);
    await sink.ask({ ask: 'reset' });
    const published = await publishAtRate(pool, world, { perSecond, seconds, body });
    await untilDone(pool, healthy);
    const figures = await judge(pool, sink, healthy, published);
    say(
      `${name}: published ${published.count}, of those healthy ${figures.published}, received ${figures.received} ` +
        `(${figures.perSecond}/s in time), twice ${figures.twice}, p99 ${figures.p99Ms} ms`,
    );
    return figures;
  };
  const clean = await run('clean');
  await sink.ask({ ask: 'behave', hang: paths.slice(0, bad), fail: paths.slice(bad, 2 * bad) });
  const disturbed = await run('hanging');
  const rssMiB = await worker.peakRssMiB();
  const throughputRatio = round(disturbed.perSecond / clean.perSecond, 3);
  const p99Ratio = round(disturbed.p99Ms / clean.p99Ms, 2);
  return {
    table: [
      ['180 healthy endpoints', 'clean', '5 % hang, 5 % fail', 'ratio', 'goal'],
      ['received / s', clean.perSecond, disturbed.perSecond, throughputRatio, `≥ ${GOAL.throughput}`],
      ['due → first byte, p50 ms', clean.p50Ms, disturbed.p50Ms, '', ''],
      ['due → first byte, p99 ms', clean.p99Ms, disturbed.p99Ms, p99Ratio, `≤ ${GOAL.p99}`],
      ['due → first byte, most ms', clean.maxMs, disturbed.maxMs, '', ''],
    ],
    figures: { steadyPerSecond, perSecond, clean, disturbed, throughputRatio, p99Ratio, rssMiB },
    isWhole: [clean, disturbed].every((one) => one.received === one.published && one.twice === 0),
    meetsGoals: throughputRatio >= GOAL.throughput && p99Ratio <= GOAL.p99,
  };
}

interface Parts {
  readonly database: BenchDatabase;
  readonly sink: Sink;
  readonly world: World;
  readonly body: string;
  readonly worker: Awaited<ReturnType<typeof startFieldhook>>;
}

/** What the worker delivers of a full queue to these endpoints, all well. */
async function measureSteady(bench: Bench, { database, worker, ...parts }: Parts): Promise<number> {
  const { pool } = database;
  const rates: number[] = [];
  for (let index = 0; index <= sized(bench, 3, 1); index += 1) {
    await clearDeliveries(pool);
    rates.push(
      await drainPerSecond({ ...parts, pool, workers: [worker], count: sized(bench, 40_000, 4_000) }),
    );
  }
  // The first one warmed up.
  return median(rates.slice(1));
}

interface Run {
  readonly published: number;
  readonly received: number;
  readonly twice: number;
  /** Of what arrived while it was being published. */
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
}

async function judge(
  pool: Pool,
  sink: Sink,
  healthy: readonly string[],
  { startedAtMs, endedAtMs }: Published,
): Promise<Run> {
  const { rows } = await pool.query<{ id: string; due_ms: number }>(
    `select id, extract(epoch from created_at)::float8 * 1000 as due_ms from deliveries where webhook_id = any($1::uuid[])`,
    [healthy],
  );
  const due = new Map(rows.map((row) => [row.id, row.due_ms]));
  const { ids, atMs } = await sink.ask({ ask: 'arrivals' });
  const delays = new Map<string, number>();
  let [inTime, twice] = [0, 0];
  for (const [index, id] of ids.entries()) {
    const [at, dueMs] = [atMs[index] ?? Number.NaN, due.get(id)];
    if (dueMs === undefined) continue;
    if (delays.has(id)) twice += 1;
    else delays.set(id, at - dueMs);
    if (at <= endedAtMs) inTime += 1;
  }
  const all = [...delays.values()];
  const [p50Ms = 0, p99Ms = 0, maxMs = 0] = [0.5, 0.99, 1].map((share) => round(percentile(all, share), 1));
  return {
    published: due.size,
    received: delays.size,
    twice,
    perSecond: Math.round(inTime / ((endedAtMs - startedAtMs) / 1000)),
    p50Ms,
    p99Ms,
    maxMs,
  };
}

function untilDone(pool: Pool, webhookIds: readonly string[]): Promise<void> {
  const isDone = async (): Promise<boolean> => {
    const { rows } = await pool.query<{ found: boolean }>(
      'select exists (select from delivery_queue where webhook_id = any($1::uuid[])) as found',
      [webhookIds],
    );
    return rows[0]?.found === false;
  };
  return until('all healthy ones are recorded', isDone, { everyMs: 50, withinMs: PATIENCE_MS });
}

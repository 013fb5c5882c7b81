import type { Pool } from 'pg';
import { queueDeliveries } from './load.ts';
import type { Fieldhook, Sink } from './processes.ts';
import type { World } from './seed.ts';
import { isQueued, until } from './settled.ts';

export interface FullQueue {
  readonly pool: Pool;
  readonly sink: Sink;
  readonly world: World;
  readonly workers: readonly Fieldhook[];
  readonly count: number;
  readonly body: string;
}

/**
 * Deliveries per second of workers that meet a full queue: from the first byte of the first POST until the last one is
 * recorded. The workers stand still while the queue is filled.
 */
export async function drainPerSecond({
  pool,
  sink,
  world,
  workers,
  count,
  body,
}: FullQueue): Promise<number> {
  await sink.ask({ ask: 'reset' });
  for (const worker of workers) worker.pause();
  const dueAt = new Date();
  await queueDeliveries(pool, world, { count, dueAt, body });
  // What so much at once leaves behind for PostgreSQL to tidy up belongs to the filling; it took as much as all deliveries.
  await pool.query('vacuum (analyze) events, deliveries, delivery_queue, attempts');
  await pool.query('checkpoint');
  for (const worker of workers) worker.resume();
  const withinMs = 60_000 + count * 5;
  await until('all have arrived', async () => (await sink.ask({ ask: 'count' })) >= count, {
    everyMs: 20,
    withinMs,
  });
  await until('all are recorded', async () => !(await isQueued(pool, dueAt)), { everyMs: 5, withinMs });
  const endedAtMs = Date.now();
  const { firstAtMs } = await sink.ask({ ask: 'report', key: 'whsec_' });
  return Math.round(count / ((endedAtMs - firstAtMs) / 1000));
}

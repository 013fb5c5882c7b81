import { type DeliveryOptions, startDeliveryWorker } from './deliveries/start-worker.ts';
import { type DueLoop, runDueLoop } from './lib/due-loop.ts';
import { ensurePartitions } from './lib/migrate.ts';
import { sweepRateLimits } from './lib/rate-limit.ts';
import { retentionLoop } from './retention/retention-loop.ts';
import { replayLoop } from './replays/replay-loop.ts';
import { type AbandonmentDeps, abandonmentLoop } from './sessions/abandonment-loop.ts';

export interface WorkerDeps {
  readonly abandonment: AbandonmentDeps;
  readonly deliveries: DeliveryOptions;
}

/** Every background loop; returns when the signal has aborted and what was under way is done and recorded. */
export async function startWorkers(
  { abandonment, deliveries }: WorkerDeps,
  signal: AbortSignal,
): Promise<void> {
  await Promise.all([
    startDeliveryWorker(deliveries, signal),
    runDueLoop(abandonmentLoop(abandonment), signal),
    runDueLoop(replayLoop(abandonment), signal),
    runDueLoop(partitionLoop(abandonment), signal),
    runDueLoop(retentionLoop(abandonment), signal),
    runDueLoop(rateLimitLoop(abandonment), signal),
  ]);
}

/** Keeps two weeks of daily partitions ahead; every process makes sure of them when it starts, and then hourly. */
export function partitionLoop({ db, clock, log }: Pick<AbandonmentDeps, 'db' | 'clock' | 'log'>): DueLoop {
  const runOnce = async (): Promise<'idle'> => {
    await ensurePartitions(db, clock());
    return 'idle';
  };
  return { name: 'partitions', runOnce, restMs: 60 * 60 * 1000, log };
}

/** Forgets callers that have long been quiet. */
function rateLimitLoop({ db, clock, log }: Pick<AbandonmentDeps, 'db' | 'clock' | 'log'>): DueLoop {
  const runOnce = async (): Promise<'more' | 'idle'> =>
    (await sweepRateLimits(db, clock())) > 0 ? 'more' : 'idle';
  return { name: 'rate limits', runOnce, restMs: 60 * 1000, log };
}

import { cancelErased } from '../deliveries/erasure/cancel-erased.ts';
import type { Clock } from '../lib/clock.ts';
import type { Db } from '../lib/db.ts';
import type { DueLoop } from '../lib/due-loop.ts';
import type { Logger } from '../lib/log.ts';
import {
  deleteRows,
  dropExpiredPartition,
  erasePayloads,
  findReached,
  type Layer,
  lockBehind,
  unqueueExpired,
  updateProgress,
} from './queries.ts';
import { cutWindow } from './window.ts';

export interface RetentionDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly log: Logger;
  /** How many rows of a table one transaction touches. */
  readonly batch?: number;
}

const BATCH = 1_000;
/** Also when a table could not be locked to be dropped: trying costs everybody else up to a tenth of a second. */
const REST_MS = 5 * 60 * 1000;

/** Erases and drops what is older than its tenant keeps it; any number of processes may run it. */
export function retentionLoop(deps: RetentionDeps): DueLoop {
  // To look for what waits costs a look per tenant: once a round is enough.
  let isEnded = false;
  const runOnce = async (): Promise<'more' | 'idle'> => {
    isEnded ||= !(await endExpired(deps));
    if (!isEnded) return 'more';
    const outcome = await eraseNext(deps);
    isEnded = outcome === 'more';
    return outcome;
  };
  return { name: 'retention', runOnce, restMs: REST_MS, log: deps.log };
}

/**
 * Takes one step in a transaction of its own, so that a stop waits for no more than that; whoever is next goes on from there.
 * Payloads go first, then rows, then partitions.
 */
async function eraseNext(deps: RetentionDeps): Promise<'more' | 'idle'> {
  if (await eraseBehind(deps, 'payloads')) return 'more';
  if (await eraseBehind(deps, 'rows')) return 'more';
  const answer = await dropExpiredPartition(deps.db, deps.clock());
  if (answer === 'busy') deps.log.info('a partition is in use and is dropped later');
  return answer === 'dropped' ? 'more' : 'idle';
}

async function endExpired({ db, clock, log, batch = BATCH }: RetentionDeps): Promise<boolean> {
  const now = clock();
  const ended = await db.transaction().execute(async (trx) => {
    const unqueued = await unqueueExpired(trx, now, batch);
    await cancelErased(trx, unqueued, now);
    return unqueued.length;
  });
  if (ended > 0) log.warn({ deliveries: ended }, 'deliveries that still waited were ended for their age');
  return ended === batch;
}

/** Whether anything was gone over. */
async function eraseBehind({ db, clock, batch = BATCH }: RetentionDeps, layer: Layer): Promise<boolean> {
  return db.transaction().execute(async (trx) => {
    const behind = await lockBehind(trx, layer, clock());
    if (behind === undefined) return false;
    const window = { ...behind, ...cutWindow(behind, await findReached(trx, behind, batch)) };
    await (layer === 'payloads' ? erasePayloads : deleteRows)(trx, window);
    await updateProgress(trx, layer, window);
    return true;
  });
}

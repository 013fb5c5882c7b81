import { addSeconds, type Clock } from '../lib/clock.ts';
import type { Db } from '../lib/db.ts';
import type { DueLoop } from '../lib/due-loop.ts';
import type { Logger } from '../lib/log.ts';
import { takeStep } from './job-step.ts';
import { lockDueReplay, updateNextAt } from './queries.ts';

export interface ReplayLoopDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly log: Logger;
  /** Called after a commit that may have made deliveries due. */
  readonly onCommitted: () => void;
}

const REST_MS = 250;
const AFTER_FAILURE_SECONDS = 30;

/** Takes the steps of replays and backfills that are due; any number of processes may run it. */
export function replayLoop(deps: ReplayLoopDeps): DueLoop {
  return { name: 'replays', runOnce: () => takeDueStep(deps), restMs: REST_MS, log: deps.log };
}

/**
 * One step of the job that has been due for longest, in a transaction of its own, so that jobs take turns. A job that cannot take
 * its step is put off and must not keep the others.
 */
export async function takeDueStep({ db, clock, log, onCommitted }: ReplayLoopDeps): Promise<'more' | 'idle'> {
  const now = clock();
  let replayId: string | undefined;
  try {
    const hasQueued = await db.transaction().execute(async (trx) => {
      const job = await lockDueReplay(trx, now);
      replayId = job?.id;
      return job !== undefined && takeStep(trx, job, now);
    });
    if (hasQueued) onCommitted();
  } catch (err) {
    if (replayId === undefined) throw err;
    log.error({ err, replayId }, 'a step of a replay failed');
    await updateNextAt(db, replayId, addSeconds(now, AFTER_FAILURE_SECONDS));
  }
  return replayId === undefined ? 'idle' : 'more';
}

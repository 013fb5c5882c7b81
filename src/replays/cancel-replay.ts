import { recordAudit } from '../audit/record.ts';
import type { Db } from '../lib/db.ts';
import { ApiError } from '../lib/errors.ts';
import { takeStep } from './job-step.ts';
import { lockReplay, type ReplayRow, updateReplay } from './queries.ts';
import type { Order } from './start-replay.ts';

/** What one request takes back; the loop of the workers does what is left, and all of it if this process dies. */
const MOST_STEPS = 40;

/**
 * Cancels a job: from the commit on nothing is queued any more, and what was queued and not yet attempted is taken back. Again,
 * or when it is done, changes nothing.
 */
export async function cancelReplay(db: Db, { appId, actor, at }: Order, replayId: string): Promise<void> {
  const isCancelled = await db.transaction().execute(async (trx) => {
    const job = await lockReplay(trx, appId, replayId);
    if (job === undefined) throw new ApiError('not_found');
    if (job.cancelled_at !== null || job.finished_at !== null) return false;
    await updateReplay(trx, job.id, { cancelled_at: at, next_at: at, cursor_id: NIL });
    const action = job.kind === 'backfill' ? 'backfill.cancelled' : 'replay.cancelled';
    await recordAudit(trx, actor, at, {
      action,
      appId,
      detail: { replayId, queued: job.queued, total: job.total },
    });
    return true;
  });
  if (!isCancelled) return;
  for (let step = 0; step < MOST_STEPS; step += 1) {
    const isOver = await db.transaction().execute(async (trx) => {
      const job = await lockReplay(trx, appId, replayId);
      if (job === undefined || !isDue(job, at)) return true;
      await takeStep(trx, job, at);
      return false;
    });
    if (isOver) return;
  }
}

const NIL = '00000000-0000-0000-0000-000000000000';

const isDue = ({ next_at }: ReplayRow, now: Date): boolean => next_at !== null && next_at <= now;

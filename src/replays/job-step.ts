import { addSeconds } from '../lib/clock.ts';
import type { Db } from '../lib/db.ts';
import { allotmentOf, spend } from './meter.ts';
import { readProgress } from './progress.ts';
import { type ReplayRow, updateReplay } from './queries.ts';
import { queueBackfill } from './queue-backfill.ts';
import { queueReplays } from './queue-replays.ts';
import { takeBack } from './take-back.ts';

/**
 * Takes the next step of a job that is locked; returns whether anything was queued. The job's row is written in the transaction
 * of the step: a process that dies in between has done nothing, and whoever comes goes on from there.
 */
export async function takeStep(trx: Db, job: ReplayRow, now: Date): Promise<boolean> {
  if (job.cancelled_at !== null) return stepBack(trx, job, now);
  if (job.all_queued_at !== null) {
    await finishIfDone(trx, job, now, job.all_queued_at);
    return false;
  }
  return queueNext(trx, job, now);
}

async function queueNext(trx: Db, job: ReplayRow, now: Date): Promise<boolean> {
  const meter = { perSecond: job.per_second, meteredUntil: job.metered_until };
  const { count: allotted } = allotmentOf(meter, now);
  if (allotted === 0) {
    await updateReplay(trx, job.id, { next_at: spend(meter, 0, now).nextAt });
    return false;
  }
  const queue = job.kind === 'replay' ? queueReplays : queueBackfill;
  const { queued, skipped, cursor, isEnd } = await queue(trx, job, allotted, now);
  const { meteredUntil, nextAt } = spend(meter, queued, now);
  await updateReplay(trx, job.id, {
    cursor_tenant_id: cursor.tenantId,
    cursor_id: cursor.id,
    queued: job.queued + queued,
    skipped: JSON.stringify(addCounts(job.skipped as Record<string, number>, skipped)),
    metered_until: meteredUntil,
    next_at: isEnd ? now : nextAt,
    all_queued_at: isEnd ? now : null,
  });
  return queued > 0;
}

/** What was being sent may have been handed back meanwhile: so it is looked for until nothing waits. */
async function stepBack(trx: Db, job: ReplayRow, now: Date): Promise<false> {
  const { count, cursorId, isEnd } = await takeBack(trx, job, now);
  const changed = { ...job, taken_back: job.taken_back + count, cursor_id: isEnd ? NIL : cursorId };
  const { taken_back, cursor_id } = changed;
  await updateReplay(trx, job.id, { taken_back, cursor_id, next_at: now });
  if (isEnd) await finishIfDone(trx, changed, now, job.cancelled_at ?? now);
  return false;
}

const NIL = '00000000-0000-0000-0000-000000000000';

/** Keeps what became of everything once nothing waits; else looks again, the more seldom the longer it takes. */
async function finishIfDone(trx: Db, job: ReplayRow, now: Date, since: Date): Promise<void> {
  const progress = await readProgress(trx, job);
  if (progress.waiting === 0) {
    await updateReplay(trx, job.id, { finished_at: now, next_at: null, result: JSON.stringify(progress) });
    return;
  }
  const waitedSeconds = (now.getTime() - since.getTime()) / 1_000;
  const restSeconds = Math.min(Math.max(waitedSeconds / 10, 1), 600);
  await updateReplay(trx, job.id, { next_at: addSeconds(now, restSeconds) });
}

function addCounts(
  counts: Readonly<Record<string, number>>,
  more: Readonly<Record<string, number>>,
): Record<string, number> {
  const sums = { ...counts };
  for (const [reason, count] of Object.entries(more)) sums[reason] = (sums[reason] ?? 0) + count;
  return sums;
}

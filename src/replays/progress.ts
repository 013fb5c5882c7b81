import { OUR_FAULTS } from '../deliveries/outcome.ts';
import type { Db } from '../lib/db.ts';
import { countBackfilled, countReplayed, type ReplayListRow, type ReplayRow } from './queries.ts';
import type { Progress, ReplayView } from './schema.ts';

/** What has become of a job up to now. Exact if it and its row are read in one snapshot. */
export async function readProgress(db: Db, job: ReplayRow): Promise<Progress> {
  if (job.result !== null) return job.result as Progress;
  return job.kind === 'replay' ? readReplayed(db, job) : readBackfilled(db, job);
}

/**
 * Every replay that was queued ends in one attempt that succeeds or fails, waits, or was taken back; the rest ended without an
 * attempt, since it was not allowed any more when its turn came.
 */
async function readReplayed(db: Db, job: ReplayRow): Promise<Progress> {
  const { delivered, failed, waiting } = await countReplayed(db, job, [...OUR_FAULTS]);
  const refused = Math.max(0, job.queued - job.taken_back - delivered - failed - waiting);
  const skipped = job.skipped as Record<string, number>;
  return {
    queued: job.queued,
    delivered,
    failed,
    waiting,
    takenBack: job.taken_back,
    skipped: refused === 0 ? skipped : { ...skipped, refused_when_due: refused },
  };
}

async function readBackfilled(db: Db, job: ReplayRow): Promise<Progress> {
  const counts = await countBackfilled(db, job.id);
  const of = (state: string) =>
    counts.filter((row) => row.state === state).reduce((sum, row) => sum + row.count, 0);
  const ended = counts.filter(({ state }) => state === 'skipped' || state === 'cancelled');
  return {
    queued: job.queued,
    delivered: of('delivered'),
    failed: of('failed'),
    waiting: of('pending'),
    takenBack: job.taken_back,
    skipped: Object.fromEntries(ended.map(({ reason, count }) => [reason ?? 'unknown', count])),
  };
}

export function stateOf(
  job: Pick<ReplayRow, 'cancelled_at' | 'finished_at' | 'all_queued_at'>,
): ReplayView['state'] {
  if (job.cancelled_at !== null) return 'cancelled';
  if (job.finished_at !== null) return 'done';
  return job.all_queued_at === null ? 'queueing' : 'sending';
}

export async function toReplayView(db: Db, job: ReplayListRow): Promise<ReplayView> {
  return {
    id: job.id,
    kind: job.kind as ReplayView['kind'],
    state: stateOf(job),
    eventType: job.event_type,
    filter: job.filter as Record<string, unknown>,
    perSecond: job.per_second,
    total: job.total,
    isTotalExact: job.is_total_exact,
    progress: await readProgress(db, job),
    createdAt: job.created_at.toISOString(),
    createdBy: job.name === null || job.email === null ? null : { name: job.name, email: job.email },
    cancelledAt: job.cancelled_at?.toISOString() ?? null,
    finishedAt: job.finished_at?.toISOString() ?? null,
  };
}

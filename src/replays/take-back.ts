import { sql } from 'kysely';
import type { Db } from '../lib/db.ts';
import type { ReplayRow } from './queries.ts';

const BATCH = 5_000;

/** How many were taken back, where to go on, and whether that was all. */
export interface TakenBack {
  readonly count: number;
  readonly cursorId: string;
  readonly isEnd: boolean;
}

/**
 * Takes out of the queue what a job has put there and nobody has attempted. What is leased is being sent at this moment; what a
 * claim holds is passed over, as waiting for it could deadlock.
 */
export function takeBack(trx: Db, job: ReplayRow, now: Date): Promise<TakenBack> {
  return job.kind === 'replay' ? takeBackReplays(trx, job, now) : takeBackBackfill(trx, job);
}

/** The deliveries stay what they were before. */
async function takeBackReplays(trx: Db, job: ReplayRow, now: Date): Promise<TakenBack> {
  const { numAffectedRows = 0n } = await sql`
    with waiting as (
      select tenant_id, delivery_id from delivery_queue
      where replay_id = ${job.id} and (leased_until is null or leased_until <= ${now})
      limit ${BATCH}
      for update skip locked
    )
    delete from delivery_queue q
    using waiting w
    where q.tenant_id = w.tenant_id and q.delivery_id = w.delivery_id`.execute(trx);
  const count = Number(numAffectedRows);
  return { count, cursorId: job.cursor_id, isEnd: count < BATCH };
}

/** The deliveries are as if they had never been made: another backfill may make them. What was attempted once goes on. */
async function takeBackBackfill(trx: Db, job: ReplayRow): Promise<TakenBack> {
  const { rows } = await sql<{ looked: number; last: string | null; count: number }>`
    with looked as materialized (
      select d.tenant_id, d.id from deliveries d
      where d.backfill_id = ${job.id} and d.id > ${job.cursor_id} and d.id >= ${job.from_id} and d.id < ${job.until_id}
      order by d.id
      limit ${BATCH}
    ),
    waiting as materialized (
      select q.tenant_id, q.delivery_id
      from looked l
      join delivery_queue q on q.tenant_id = l.tenant_id and q.delivery_id = l.id
      -- A lease that lapsed may have sent it, and attempts counts neither replays nor faults of ours.
      where q.attempts = 0 and q.lease_id is null
        and not exists (
          select from attempts a
          where a.tenant_id = l.tenant_id and a.delivery_id = l.id
            and a.delivery_id >= ${job.from_id} and a.delivery_id < ${job.until_id}
        )
      for update of q skip locked
    ),
    unqueued as (
      delete from delivery_queue q using waiting w
      where q.tenant_id = w.tenant_id and q.delivery_id = w.delivery_id
      returning q.tenant_id, q.delivery_id
    ),
    unmade as (
      delete from deliveries d using unqueued u
      where d.tenant_id = u.tenant_id and d.id = u.delivery_id and d.id >= ${job.from_id} and d.id < ${job.until_id}
      returning d.id
    )
    select (select count(*)::integer from looked) as looked,
      (select id from looked order by id desc limit 1) as last,
      (select count(*)::integer from unmade) as count`.execute(trx);
  const { looked = 0, last = null, count = 0 } = rows[0] ?? {};
  return { count, cursorId: last ?? job.cursor_id, isEnd: looked < BATCH };
}

import { type Insertable, type Selectable, sql, type Updateable } from 'kysely';
import { validate as isUuid } from 'uuid';
import type { Db } from '../lib/db.ts';
import { instantOfId } from '../lib/ids.ts';
import type { Replays } from '../lib/tables.ts';

export type ReplayRow = Selectable<Replays>;
/** A job with who began it and, of a backfill, its event type. */
export interface ReplayListRow extends ReplayRow {
  readonly event_type: string | null;
  readonly name: string | null;
  readonly email: string | null;
}

export async function insertReplay(trx: Db, replay: Insertable<Replays>): Promise<void> {
  await trx.insertInto('replays').values(replay).execute();
}

/** How many jobs of an app still queue. Locks the app for this: of two that begin at once, the second counts the first. */
export async function countQueueing(trx: Db, appId: string): Promise<number> {
  await trx.selectFrom('apps').select('id').where('id', '=', appId).forNoKeyUpdate().execute();
  const { count } = await trx
    .selectFrom('replays')
    .select((select) => select.fn.countAll<number>().as('count'))
    .where('app_id', '=', appId)
    .where('all_queued_at', 'is', null)
    .where('cancelled_at', 'is', null)
    .executeTakeFirstOrThrow();
  return count;
}

/** The newest jobs of an app before the cursor. */
export function listReplays(
  db: Db,
  appId: string,
  { limit, before, id }: { limit: number; before?: string | undefined; id?: string },
): Promise<ReplayListRow[]> {
  return db
    .selectFrom('replays as r')
    .leftJoin('people as p', 'p.id', 'r.created_by')
    .leftJoin('webhooks as w', 'w.id', 'r.webhook_id')
    .selectAll('r')
    .select(['w.event_type', 'p.name', 'p.email'])
    .where('r.app_id', '=', appId)
    .$if(before !== undefined, (replays) => replays.where('r.id', '<', before!))
    .$if(id !== undefined, (replays) => replays.where('r.id', '=', id!))
    .orderBy('r.id', 'desc')
    .limit(limit)
    .execute();
}

/** The job, which nobody else takes a step of until the transaction ends. */
export async function lockReplay(trx: Db, appId: string, id: string): Promise<ReplayRow | undefined> {
  if (!isUuid(id)) return undefined;
  return trx
    .selectFrom('replays')
    .selectAll()
    .where('app_id', '=', appId)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst();
}

/** The job that has been due for longest and of which nobody takes a step at this moment. */
export function lockDueReplay(trx: Db, now: Date): Promise<ReplayRow | undefined> {
  return trx
    .selectFrom('replays')
    .selectAll()
    .where('next_at', '<=', now)
    .orderBy('next_at')
    .limit(1)
    .forUpdate()
    .skipLocked()
    .executeTakeFirst();
}

export async function updateReplay(db: Db, id: string, values: Updateable<Replays>): Promise<void> {
  await db.updateTable('replays').set(values).where('id', '=', id).execute();
}

/** Puts off a job that cannot take its step, so that it does not keep the others. */
export async function updateNextAt(db: Db, id: string, nextAt: Date): Promise<void> {
  await db
    .updateTable('replays')
    .set({ next_at: nextAt })
    .where('id', '=', id)
    .where('next_at', 'is not', null)
    .execute();
}

interface Figures {
  readonly delivered: number;
  readonly failed: number;
  readonly waiting: number;
}

/** What became of what a replay queued. Its attempts lie in the partitions of its range. */
export async function countReplayed(
  db: Db,
  job: Pick<ReplayRow, 'id' | 'from_id' | 'until_id'>,
  ownFaults: readonly string[],
): Promise<Figures> {
  const { rows } = await sql<Figures>`
    select
      (select count(*)::integer from delivery_queue where replay_id = ${job.id}) as waiting,
      (select count(*)::integer from attempts
        where replay_id = ${job.id} and error is null and delivery_id >= ${job.from_id} and delivery_id < ${job.until_id}
      ) as delivered,
      (select count(*)::integer from attempts
        where replay_id = ${job.id} and error <> all(${[...ownFaults]}::text[])
          and delivery_id >= ${job.from_id} and delivery_id < ${job.until_id}
      ) as failed`.execute(db);
  return rows[0] ?? { delivered: 0, failed: 0, waiting: 0 };
}

/** State and reason of the deliveries that a backfill made. */
export async function countBackfilled(
  db: Db,
  id: string,
): Promise<{ state: string; reason: string | null; count: number }[]> {
  const { rows } = await sql<{ state: string; reason: string | null; count: number }>`
    select state, reason, count(*)::integer as count from deliveries where backfill_id = ${id} group by state, reason`.execute(
    db,
  );
  return rows;
}

/** When the oldest delivery of a webhook happened that was skipped since this instant because the webhook was disabled. */
export async function findOldestSkipped(
  db: Db,
  skipped: {
    readonly appId: string;
    readonly eventType: string;
    /** Of what happened before, nothing counts. */
    readonly earliest: Date;
    readonly since: Date;
  },
): Promise<Date | null> {
  const { rows } = await sql<{ id: string }>`
    select oldest.id
    from webhooks w
    cross join lateral (
      select d.id from deliveries d
      where d.webhook_id = w.id and d.reason = 'webhook_disabled' and d.finished_at >= ${skipped.since}
        and d.id >= uuid_floor(${skipped.earliest}::timestamptz)
      order by d.id
      limit 1
    ) oldest
    where w.app_id = ${skipped.appId} and w.event_type = ${skipped.eventType}
    order by oldest.id
    limit 1`.execute(db);
  return rows[0] === undefined ? null : instantOfId(rows[0].id);
}

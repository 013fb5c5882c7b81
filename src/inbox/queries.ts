import { type Insertable, type Selectable, sql } from 'kysely';
import type { Db } from '../lib/db.ts';
import type { InboxArrivals } from '../lib/tables.ts';

export type ArrivalRow = Selectable<InboxArrivals>;

/** The secret of an app's inbox, which is made if there is none; of several at once all get the same. */
export async function ensureInbox(db: Db, appId: string, secret: string, now: Date): Promise<string> {
  await db
    .insertInto('inboxes')
    .values({ app_id: appId, secret, created_at: now })
    .onConflict((conflict) => conflict.column('app_id').doNothing())
    .execute();
  const { secret: kept } = await db
    .selectFrom('inboxes')
    .select('secret')
    .where('app_id', '=', appId)
    .executeTakeFirstOrThrow();
  return kept;
}

export async function findInboxSecret(trx: Db, appId: string): Promise<string | undefined> {
  const row = await trx.selectFrom('inboxes').select('secret').where('app_id', '=', appId).executeTakeFirst();
  return row?.secret;
}

/** Whose inbox it is; a deleted app has none. */
export async function findAppOfInbox(db: Db, secret: string): Promise<string | undefined> {
  const row = await db
    .selectFrom('inboxes')
    .innerJoin('apps', 'apps.id', 'inboxes.app_id')
    .select('app_id')
    .where('secret', '=', secret)
    .where('deleted_at', 'is', null)
    .executeTakeFirst();
  return row?.app_id;
}

/** Keeps the newest so many of the app. */
export async function insertArrival(db: Db, arrival: Insertable<InboxArrivals>, kept: number): Promise<void> {
  await db.insertInto('inbox_arrivals').values(arrival).execute();
  await sql`
    delete from inbox_arrivals where app_id = ${arrival.app_id} and id <= (
      select id from inbox_arrivals where app_id = ${arrival.app_id} order by id desc offset ${kept} limit 1)`.execute(
    db,
  );
}

/** The newest first. To be called inside `withApp`. */
export function listArrivals(trx: Db, appId: string, since: Date): Promise<ArrivalRow[]> {
  return trx
    .selectFrom('inbox_arrivals')
    .selectAll()
    .where('app_id', '=', appId)
    .where('at', '>', since)
    .orderBy('id', 'desc')
    .execute();
}

export async function deleteArrivals(trx: Db, appId: string): Promise<void> {
  await trx.deleteFrom('inbox_arrivals').where('app_id', '=', appId).execute();
}

export async function deleteOldArrivals(db: Db, before: Date): Promise<void> {
  await db.deleteFrom('inbox_arrivals').where('at', '<=', before).execute();
}

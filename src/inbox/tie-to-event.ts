import { sql } from 'kysely';
import type { Db } from '../lib/db.ts';
import { INBOX_SECRET } from './own-inbox.ts';

/**
 * Notes with an arrival which past event it tells, so that erasing that event finds it: the body names the copy that was made for
 * the test. Erased since it was read, it takes the arrival with it. The event is locked first, as erasing does: either erasing waits and
 * finds the arrival, or this waits and finds the event empty.
 */
export async function tieToEvent(
  db: Db,
  { url, deliveryId }: { readonly url: URL; readonly deliveryId: string },
  { tenantId, eventId }: { readonly tenantId: number; readonly eventId: string },
): Promise<void> {
  const secret = url.pathname.slice(url.pathname.lastIndexOf('/') + 1);
  if (!INBOX_SECRET.test(secret)) return;
  const isIt = sql<boolean>`a.headers ->> 'webhook-id' = ${deliveryId}
    and a.app_id = (select app_id from inboxes where secret = ${secret})`;
  await db.transaction().execute(async (trx) => {
    const event = await trx
      .selectFrom('events')
      .select('body')
      .where('tenant_id', '=', tenantId)
      .where('id', '=', eventId)
      .forShare()
      .executeTakeFirst();
    const isErased = event === undefined || event.body === null;
    if (isErased) await trx.deleteFrom('inbox_arrivals as a').where(isIt).execute();
    else await trx.updateTable('inbox_arrivals as a').set({ event_id: eventId }).where(isIt).execute();
  });
}

import type { Db } from '../lib/db.ts';
import { newSecret } from '../lib/ids.ts';
import { inboxUrl } from './own-inbox.ts';
import { ensureInbox } from './queries.ts';

/** Where the inbox of an app is, which is made if there is none. */
export async function ensureInboxUrl(
  db: Db,
  appId: string,
  { baseUrl, at }: { readonly baseUrl: string; readonly at: Date },
): Promise<string> {
  return inboxUrl(baseUrl, await ensureInbox(db, appId, newSecret('ib1.'), at));
}

import { type Actor, recordAudit } from '../audit/record.ts';
import type { Db } from '../lib/db.ts';
import { loadWhole, type WholeApp } from './app-view.ts';
import { updateAskedAgain } from './approval-queries.ts';
import { type Reach, requireApp } from './edit.ts';

/**
 * Puts a refused app back among those that await approval; the refusal stays readable until an operator decides anew. Asking twice is
 * asking once, and of an app that is not refused nothing changes.
 */
export async function askAgain(db: Db, reach: Reach, actor: Actor, at: Date): Promise<WholeApp> {
  return db.transaction().execute(async (trx) => {
    const { id } = await requireApp(trx, reach);
    if (await updateAskedAgain(trx, id, at))
      await recordAudit(trx, actor, at, { action: 'app.asked_again', appId: id });
    return loadWhole(trx, await requireApp(trx, reach));
  });
}

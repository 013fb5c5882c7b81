import { recordAudits } from '../audit/record.ts';
import { endTheRest, endWithheld } from '../deliveries/end-withheld.ts';
import type { Db } from '../lib/db.ts';
import { type Edit, editApp } from './edit.ts';
import { listConnectedTenantIds } from './queries.ts';

/**
 * Deletes an app: nobody finds it any more, its key is gone for good, and what waits to be delivered is cancelled, at
 * least 5,000 in the same transaction and the rest right after it. What was logged of it stays with the tenants; each that is connected gets a line of its
 * own about the end of it.
 */
export async function deleteApp(db: Db, edit: Edit): Promise<void> {
  let isMoreLeft = false;
  await editApp(db, edit, ({ row }) => {
    const line = { action: 'app.deleted', detail: { name: row.name } } as const;
    return {
      values: { deleted_at: edit.at, app_key: `deleted:${row.id}` },
      // The new key locks the app against its references, so that whoever is allowing it was waited for.
      write: async (trx) => {
        const tenantIds = await listConnectedTenantIds(trx, row.id);
        const lines = tenantIds.map((tenantId) => ({ ...line, appId: row.id, tenantId }));
        await recordAudits(trx, edit.actor, edit.at, lines);
        isMoreLeft = await endWithheld(trx, { appId: row.id }, edit.at);
      },
      audit: [line],
    };
  });
  if (isMoreLeft) await endTheRest(db, { appId: edit.appId }, edit.at);
}

import { recordAudits } from '../audit/record.ts';
import type { Db } from '../lib/db.ts';
import { type Edit, editApp } from './edit.ts';
import { listConnectedTenantIds } from './queries.ts';

/**
 * Deletes an app: nobody finds it any more, its key is gone for good, and whatever still waits to be delivered is cancelled
 * by the worker that would have sent it. What was logged of it stays with the tenants; each that is connected gets a line of its
 * own about the end of it.
 */
export async function deleteApp(db: Db, edit: Edit): Promise<void> {
  await editApp(db, edit, ({ row }) => {
    const line = { action: 'app.deleted', detail: { name: row.name } } as const;
    return {
      values: { deleted_at: edit.at, app_key: `deleted:${row.id}` },
      // The new key locks the app against its references, so that whoever is allowing it was waited for.
      write: async (trx) => {
        const tenantIds = await listConnectedTenantIds(trx, row.id);
        const lines = tenantIds.map((tenantId) => ({ ...line, appId: row.id, tenantId }));
        await recordAudits(trx, edit.actor, edit.at, lines);
      },
      audit: [line],
    };
  });
}

import type { Db } from '../lib/db.ts';
import { type Edit, editApp } from './edit.ts';

/**
 * Deletes an app: nobody finds it any more, its key is gone for good, and whatever still waits to be delivered is cancelled
 * by the worker that would have sent it. What was logged of it stays with the tenants.
 */
export async function deleteApp(db: Db, edit: Edit): Promise<void> {
  await editApp(db, edit, ({ row }) => ({
    values: { deleted_at: edit.at, app_key: `deleted:${row.id}` },
    audit: [{ action: 'app.deleted', detail: { name: row.name } }],
  }));
}

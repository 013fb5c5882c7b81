import { type Actor, recordAudit } from '../audit/record.ts';
import type { Db } from '../lib/db.ts';
import { ApiError } from '../lib/errors.ts';
import type { Environment } from '../people/principal.ts';

export interface PreviewSwitch {
  readonly tenantId: number;
  /** Where it must lie; left out on the command line, which sees both. */
  readonly environment?: Environment | undefined;
  readonly on: boolean;
  /** Who wanted it and why. */
  readonly note: string;
}

/**
 * Switches the preview of a tenant. Events that were recorded while it was off are not sent afterwards. Throws `not_found`, and
 * `validation_failed` without a note.
 */
export async function switchPreview(
  trx: Db,
  actor: Actor,
  { tenantId, environment, on, note }: PreviewSwitch,
  now: Date,
): Promise<void> {
  if (note.trim() === '' || note.length > 1_000) {
    throw new ApiError('validation_failed', {
      note: ['Say in 1 to 1,000 characters who wanted this and why.'],
    });
  }
  const switched = await trx
    .updateTable('tenants')
    .set((eb) => ({
      preview: on,
      preview_note: note,
      preview_changed_at: now,
      revision: eb('revision', '+', 1),
    }))
    .where('id', '=', tenantId)
    .$if(environment !== undefined, (query) => query.where('environment', '=', environment!))
    .returning('id')
    .executeTakeFirst();
  if (switched === undefined) throw new ApiError('not_found');
  await recordAudit(trx, actor, now, { action: 'tenant.preview_switched', tenantId, detail: { on, note } });
}

const NOTICE =
  'The preview is switched off for this tenant. Apps can be connected, but no events are delivered until it is switched on, and those that happen before are not sent later.';

/** Whether events of this tenant are delivered, and what to tell its people if not. */
export async function previewOf(
  db: Db,
  tenantId: number,
): Promise<{ preview: boolean; notice: string | null }> {
  const { preview } = await db
    .selectFrom('tenants')
    .select('preview')
    .where('id', '=', tenantId)
    .executeTakeFirstOrThrow();
  return { preview, notice: preview ? null : NOTICE };
}

import { type Actor, type AuditEntry, recordAudit } from '../audit/record.ts';
import { changedMeanwhile } from '../http/entity-tag.ts';
import type { Db } from '../lib/db.ts';
import { ApiError } from '../lib/errors.ts';
import { loadWhole, type WholeApp } from './app-view.ts';
import { type AppRow, type AppValues, findApp, updateApp } from './queries.ts';

/** Whose app, which one, and who wants to see or change it. */
export interface Reach {
  readonly appId: string;
  readonly organisationIds: ReadonlySet<string>;
}

/** A change that is asked for. */
export interface Edit extends Reach {
  /** The one that the change is based on. */
  readonly revision: number;
  readonly actor: Actor;
  readonly at: Date;
}

/** A change that was decided on: what is written, and what the audit log says of it. */
export interface Change {
  readonly values?: AppValues;
  /** Writes what lies in other tables; the app is locked by then. */
  readonly write?: (trx: Db) => Promise<unknown>;
  readonly audit: readonly Omit<AuditEntry, 'appId'>[];
}

/** @throws ApiError not_found, the same whether the app is another organisation's, deleted, or never was */
export async function requireApp(db: Db, { appId, organisationIds }: Reach): Promise<AppRow> {
  const row = await findApp(db, appId, organisationIds);
  if (row === undefined) throw new ApiError('not_found');
  return row;
}

/**
 * Changes an app as `plan` decides, or not at all when it decides on nothing. Everything that belongs to the app is written
 * only together with its revision: what `plan` saw is what there was if the revision is still the same when it is counted up.
 * @throws ApiError changed_meanwhile when somebody else was faster
 */
export async function editApp(
  db: Db,
  edit: Edit,
  plan: (before: WholeApp) => Change | undefined,
): Promise<WholeApp> {
  return db.transaction().execute(async (trx) => {
    const row = await requireApp(trx, edit);
    if (row.revision !== edit.revision) throw changedMeanwhile();
    const before = await loadWhole(trx, row);
    const change = plan(before);
    if (change === undefined) return before;
    const changed = await updateApp(trx, row, change.values ?? {}, edit.at);
    if (changed === undefined) throw changedMeanwhile();
    await change.write?.(trx);
    for (const entry of change.audit) {
      await recordAudit(trx, edit.actor, edit.at, { ...entry, appId: row.id });
    }
    return loadWhole(trx, changed);
  });
}

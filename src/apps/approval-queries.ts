import { sql } from 'kysely';
import type { Db } from '../lib/db.ts';
import type { AppRow } from './queries.ts';

export interface AppForOperator extends AppRow {
  readonly organisation: string;
  readonly version: number;
  readonly scopes: string[];
  readonly event_types: string[];
}

/** Apps of all organisations with what their newest version asks for, by id. */
export function listAppsForOperator(
  db: Db,
  wanted: {
    readonly id?: string;
    readonly approved?: boolean | undefined;
    readonly refused?: boolean | undefined;
    readonly after?: string | undefined;
    readonly limit: number;
  },
): Promise<AppForOperator[]> {
  const { id, approved, refused, after, limit } = wanted;
  return db
    .selectFrom('apps as a')
    .innerJoin('developer_organisations as o', 'o.id', 'a.organisation_id')
    .innerJoin('app_versions as v', 'v.app_id', 'a.id')
    .selectAll('a')
    .select(['o.name as organisation', 'v.version', 'v.scopes', 'v.event_types'])
    .where('a.deleted_at', 'is', null)
    .where(sql<boolean>`v.version = (select max(n.version) from app_versions n where n.app_id = a.id)`)
    .$if(id !== undefined, (apps) => apps.where('a.id', '=', id ?? ''))
    .$if(approved !== undefined, (apps) => apps.where('a.approved_at', approved ? 'is not' : 'is', null))
    .$if(refused !== undefined, (apps) => apps.where('a.refused_at', refused ? 'is not' : 'is', null))
    .$if(after !== undefined, (apps) => apps.where('a.id', '>', after ?? ''))
    .orderBy('a.id')
    .limit(limit)
    .execute();
}

/** Whether that changed anything: refusing again for the same reason does not. An approval ends. */
export async function updateRefusal(trx: Db, id: string, reason: string, now: Date): Promise<boolean> {
  const { numUpdatedRows } = await trx
    .updateTable('apps')
    .set((eb) => ({
      approved_at: null,
      refused_at: now,
      refusal_reason: reason,
      revision: eb('revision', '+', 1),
      modified_at: now,
    }))
    .where('id', '=', id)
    .where('refusal_reason', 'is distinct from', reason)
    .where('deleted_at', 'is', null)
    .executeTakeFirstOrThrow();
  return numUpdatedRows === 1n;
}

/** Whether that changed anything. Approving takes a refusal back. */
export async function updateApproval(trx: Db, id: string, approved: boolean, now: Date): Promise<boolean> {
  const { numUpdatedRows } = await trx
    .updateTable('apps')
    .set((eb) => ({
      approved_at: approved ? now : null,
      refused_at: null,
      refusal_reason: null,
      revision: eb('revision', '+', 1),
      modified_at: now,
    }))
    .where('id', '=', id)
    .where('approved_at', approved ? 'is' : 'is not', null)
    .where('deleted_at', 'is', null)
    .executeTakeFirstOrThrow();
  return numUpdatedRows === 1n;
}

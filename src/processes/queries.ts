import type { Selectable } from 'kysely';
import type { Db } from '../lib/db.ts';
import type { Processes } from '../lib/tables.ts';

export type ProcessRow = Selectable<Processes>;

/** Says that a process lives; made anew if another one forgot it meanwhile. */
export async function upsertProcess(db: Db, process: ProcessRow): Promise<void> {
  await db
    .insertInto('processes')
    .values(process)
    .onConflict((conflict) => conflict.column('id').doUpdateSet({ beat_at: process.beat_at }))
    .execute();
}

export async function deleteProcess(db: Db, id: string): Promise<void> {
  await db.deleteFrom('processes').where('id', '=', id).execute();
}

/** Those that were not heard of since; one that beats at this moment stays. */
export async function deleteSilent(db: Db, before: Date): Promise<void> {
  await db.deleteFrom('processes').where('beat_at', '<', before).execute();
}

export function listProcesses(db: Db, limit: number): Promise<ProcessRow[]> {
  return db
    .selectFrom('processes')
    .selectAll()
    .orderBy('beat_at', 'desc')
    .orderBy('id')
    .limit(limit)
    .execute();
}

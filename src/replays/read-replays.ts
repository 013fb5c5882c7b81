import { validate as isUuid } from 'uuid';
import type { Db } from '../lib/db.ts';
import { ApiError } from '../lib/errors.ts';
import { summariseFilter } from './filter.ts';
import { toReplayView } from './progress.ts';
import { listReplays } from './queries.ts';
import type { ReplayView } from './schema.ts';

/** In one snapshot, so that the figures of a job that goes on meanwhile add up. */
const snapshot = (db: Db) => db.transaction().setIsolationLevel('repeatable read').setAccessMode('read only');

export function readReplays(
  db: Db,
  appId: string,
  { limit, before }: { readonly limit: number; readonly before: string | undefined },
): Promise<{ data: ReplayView[]; nextCursor: string | null }> {
  return snapshot(db).execute(async (trx) => {
    const rows = await listReplays(trx, appId, { limit: limit + 1, before });
    const data: ReplayView[] = [];
    for (const row of rows.slice(0, limit)) {
      const view = await toReplayView(trx, row);
      data.push({ ...view, filter: summariseFilter(view.filter) });
    }
    return { data, nextCursor: rows.length > limit ? (data.at(-1)?.id ?? null) : null };
  });
}

export function readReplay(db: Db, appId: string, id: string): Promise<ReplayView> {
  return snapshot(db).execute(async (trx) => {
    const [row] = isUuid(id) ? await listReplays(trx, appId, { limit: 1, id }) : [];
    if (row === undefined) throw new ApiError('not_found');
    return toReplayView(trx, row);
  });
}

import type { Db } from '../lib/db.ts';
import { ApiError } from '../lib/errors.ts';
import { withTenant } from '../lib/isolation.ts';
import { linkOf } from '../schedulers/scheduler-view.ts';
import { type SessionResponse, toSessionResponse } from '../sessions/session-response.ts';
import { findSchedulerFigures, listRouterFigures } from './figures.ts';
import { toRouterPerformance, toSchedulerPerformance } from './performance.ts';
import {
  countSchedulers,
  countSessions,
  type EntryPoint,
  findRouter,
  findScheduler,
  listSchedulers,
  listSessions,
  type SchedulerRow,
} from './queries.ts';
import type { ListRequest, Range } from './read-query.ts';
import type {
  Page,
  RouterPerformanceResponse,
  SchedulerPerformanceResponse,
  SchedulerResponse,
} from './schema.ts';

export function answerSchedulers(
  db: Db,
  tenantId: number,
  request: ListRequest,
  baseUrl: string,
): Promise<Page<SchedulerResponse>> {
  return withTenant(db, tenantId, async (trx) => {
    const rows = await listSchedulers(trx, tenantId, request);
    const totalCount = request.includeTotal ? await countSchedulers(trx, tenantId, request) : null;
    return toPage(request, rows, totalCount, (row) => toSchedulerResponse(row, baseUrl));
  });
}

export function answerSessions(
  db: Db,
  from: EntryPoint,
  request: ListRequest,
): Promise<Page<SessionResponse>> {
  return withTenant(db, from.tenantId, async (trx) => {
    const find = from.kind === 'scheduler' ? findScheduler : findRouter;
    if ((await find(trx, from.tenantId, idOf(from.id))) === undefined) throw new ApiError('not_found');
    const rows = await listSessions(trx, from, request);
    const totalCount = request.includeTotal ? await countSessions(trx, from, request) : null;
    return toPage(request, rows, totalCount, (row) =>
      toSessionResponse(row, row.last_checkin_at ?? row.created_at),
    );
  });
}

export function answerSchedulerPerformance(
  db: Db,
  tenantId: number,
  id: string,
  range: Range,
): Promise<SchedulerPerformanceResponse> {
  return withTenant(db, tenantId, async (trx) => {
    const scheduler = await findScheduler(trx, tenantId, idOf(id));
    if (scheduler === undefined) throw new ApiError('not_found');
    return toSchedulerPerformance({ id, ...scheduler }, await findSchedulerFigures(trx, tenantId, id, range));
  });
}

export function answerRouterPerformance(
  db: Db,
  tenantId: number,
  id: string,
  range: Range,
): Promise<RouterPerformanceResponse> {
  return withTenant(db, tenantId, async (trx) => {
    if ((await findRouter(trx, tenantId, idOf(id))) === undefined) throw new ApiError('not_found');
    return toRouterPerformance(id, await listRouterFigures(trx, tenantId, [id], range));
  });
}

/** What cannot be an id is answered like one that does not exist; the database would choke on some of it. */
function idOf(text: string): string {
  if (!/^[\x21-\x7e]{1,200}$/.test(text)) throw new ApiError('not_found');
  return text;
}

function toPage<Row, Item>(
  { page, pageSize }: ListRequest,
  rows: readonly Row[],
  totalCount: number | null,
  show: (row: Row) => Item,
): Page<Item> {
  const hasMore = rows.length > pageSize;
  return { page, pageSize, hasMore, totalCount, data: rows.slice(0, pageSize).map(show) };
}

function toSchedulerResponse(row: SchedulerRow, baseUrl: string): SchedulerResponse {
  return {
    id: row.id,
    name: row.name,
    companyName: row.companyName,
    createdOn: row.createdAt.toISOString(),
    modifiedOn: row.modifiedAt.toISOString(),
    schedulerStatus: row.status,
    dataApiKey: row.dataApiKey,
    isDefault: row.isDefault,
    mode: row.mode,
    quickLaunchLink: linkOf(baseUrl, row.id),
  };
}

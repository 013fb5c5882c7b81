import { sql } from 'kysely';
import type { Db } from '../lib/db.ts';
import type { SessionRow } from '../sessions/session-response.ts';
import { within } from './figures.ts';
import type { ListRequest } from './read-query.ts';

/** Whose sessions: those of a scheduler, or of a router, of one tenant. */
export interface EntryPoint {
  readonly kind: 'scheduler' | 'router';
  readonly tenantId: number;
  readonly id: string;
}

const columns = { scheduler: 'scheduler_id', router: 'router_id' } as const;

export interface SchedulerRow {
  readonly id: string;
  readonly name: string;
  readonly companyName: string;
  readonly createdAt: Date;
  readonly modifiedAt: Date;
  readonly status: string;
  readonly dataApiKey: string;
  readonly isDefault: boolean;
  readonly mode: string;
}

/** One row more than a page holds, if there is one. */
export async function listSchedulers(
  db: Db,
  tenantId: number,
  request: ListRequest,
): Promise<SchedulerRow[]> {
  const { rows } = await sql<SchedulerRow>`
    select s.id, s.name, t.name as "companyName", s.created_at as "createdAt", s.modified_at as "modifiedAt", s.status,
      b.data_api_key as "dataApiKey", s.is_default as "isDefault", s.mode
    from schedulers s
      join tenants t on t.id = s.tenant_id
      join brands b on b.tenant_id = s.tenant_id and b.id = s.brand_id
    where s.tenant_id = ${tenantId} ${within('s.created_at', request.created)} ${within('s.modified_at', request.modified)}
    order by s.created_at, s.id
    limit ${request.pageSize + 1} offset ${request.offset}`.execute(db);
  return rows;
}

export async function countSchedulers(db: Db, tenantId: number, request: ListRequest): Promise<number> {
  const { rows } = await sql<{ total: number }>`
    select count(*) as total from schedulers
    where tenant_id = ${tenantId} ${within('created_at', request.created)} ${within('modified_at', request.modified)}
  `.execute(db);
  return rows[0]?.total ?? 0;
}

export async function findScheduler(
  db: Db,
  tenantId: number,
  id: string,
): Promise<{ name: string; brandName: string } | undefined> {
  return db
    .selectFrom('schedulers as s')
    .innerJoin('brands as b', (join) =>
      join.onRef('b.tenant_id', '=', 's.tenant_id').onRef('b.id', '=', 's.brand_id'),
    )
    .select(['s.name', 'b.name as brandName'])
    .where('s.tenant_id', '=', tenantId)
    .where('s.id', '=', id)
    .executeTakeFirst();
}

export async function findRouter(db: Db, tenantId: number, id: string): Promise<object | undefined> {
  return db
    .selectFrom('routers')
    .select('id')
    .where('tenant_id', '=', tenantId)
    .where('id', '=', id)
    .executeTakeFirst();
}

export type ListedSession = SessionRow & { readonly last_checkin_at: Date | null };

/**
 * One row more than a page holds, if there is one. The page is found by keys alone, which the index of the entry point has in this
 * order, and only its own rows are read: the thousandth page costs a walk over the index.
 *
 * Asked for what was modified, PostgreSQL is not shown the order and the limit until the matching keys are found: it would walk the
 * index in order, hoping for a page's worth soon, where those modified lately come last.
 */
export async function listSessions(db: Db, from: EntryPoint, request: ListRequest): Promise<ListedSession[]> {
  const { created, modified, pageSize, offset } = request;
  const isByModified = modified.onOrAfter !== null || modified.before !== null;
  const matching = sql`
    select tenant_id, created_at, id from sessions
    where tenant_id = ${from.tenantId} and ${sql.ref(columns[from.kind])} = ${from.id}
      ${within('created_at', created)} ${within('modified_at', modified)}`;
  const page = sql`order by created_at, id limit ${pageSize + 1} offset ${offset}`;
  const keys = isByModified
    ? sql`matching as materialized (${matching}), page as (select * from matching ${page})`
    : sql`page as (${matching} ${page})`;
  const { rows } = await sql<ListedSession>`
    with ${keys}
    select s.*, p.last_checkin_at
    from page k
      join sessions s on s.tenant_id = k.tenant_id and s.id = k.id
      left join session_pulses p on p.tenant_id = k.tenant_id and p.session_id = k.id
    order by k.created_at, k.id`.execute(db);
  return rows;
}

export async function countSessions(db: Db, from: EntryPoint, request: ListRequest): Promise<number> {
  const { rows } = await sql<{ total: number }>`
    select count(*) as total from sessions
    where tenant_id = ${from.tenantId} and ${sql.ref(columns[from.kind])} = ${from.id}
      ${within('created_at', request.created)} ${within('modified_at', request.modified)}`.execute(db);
  return rows[0]?.total ?? 0;
}

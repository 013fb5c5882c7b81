import { type RawBuilder, type Selectable, sql } from 'kysely';
import type { Db } from '../lib/db.ts';
import type { SessionLog } from '../lib/tables.ts';
import type { SessionRow } from '../sessions/session-response.ts';
import type { Position } from './cursor.ts';
import { looksInside, matches, sourceOf } from './matches.ts';
import type { SessionFilter } from './read-filter.ts';

/** What the list and the export show of a session. */
const listedColumns = [
  'id',
  'created_at',
  'modified_at',
  'scheduler_id',
  'router_id',
  'sent_on_scheduler_id',
  'session_outcome',
  'abandoned_at',
  'abandoned_event_id',
  'booked_at',
  'last_step',
  'blocker_type',
  'first_name',
  'last_name',
  'email',
  'phone',
  'contact_phone',
  'street',
  'unit',
  'city',
  'state',
  'zip',
  'country',
  'category',
  'notes',
  'timeslot_start',
  'timeslot_end',
  'campaign_name',
  'utm_source',
  'utm_medium',
  'utm_campaign',
  'landing_page_url',
  'job_id',
  'booking_id',
  'lead_id',
  'is_bot',
  'is_test',
  'erased_at',
] as const satisfies readonly (keyof SessionRow)[];
export type ListedRow = Pick<SessionRow, (typeof listedColumns)[number]>;

/** A scheduler or a router. */
export interface EntryPoint {
  readonly column: 'scheduler_id' | 'router_id';
  readonly id: string;
  readonly name: string;
}

/** Where a tenant's sessions begin. To be called inside `withTenant`, as is all here. */
export async function listEntryPoints(trx: Db, tenantId: number): Promise<EntryPoint[]> {
  const { rows } = await sql<EntryPoint>`
    select 'scheduler_id' as "column", id, name from schedulers where tenant_id = ${tenantId}
    union all
    select 'router_id', id, name from routers where tenant_id = ${tenantId}`.execute(trx);
  return rows;
}

/** How many sessions one page looks into, however few of them fit: some 20 ms. */
const WINDOW = 5_000;

export interface SessionsFound {
  readonly rows: ListedRow[];
  readonly next: Position | null;
}

/**
 * The newest sessions of these entry points before the position, at most `limit`, and where the next page goes on; null at the end.
 *
 * The index of sessions begins with the scheduler or the router: an index by creation alone would cost every save of every visitor.
 * So each entry point is walked for itself and the walks are merged, and what is looked into is bounded by a window.
 */
export async function listSessions(
  trx: Db,
  tenantId: number,
  entries: readonly EntryPoint[],
  filter: SessionFilter,
  page: { readonly limit: number; readonly before: Position | null },
): Promise<SessionsFound> {
  if (entries.length === 0) return { rows: [], next: null };
  const window = looksInside(filter) ? WINDOW : page.limit + 1;
  const walks = entries.map((entry) => walk(tenantId, entry, filter, page.before));
  const { rows } = await sql<
    (ListedRow | { id: null }) & { scanned: number; last_at: Date | null; last_id: string | null }
  >`
    with keys as materialized (
      select created_at, id from (${sql.join(walks, sql` union all `)}) walks
      order by created_at desc, id desc
      limit ${window}
    ),
    last as (select created_at, id from keys order by created_at, id limit 1),
    fitting as (
      select found.* from (select * from keys order by created_at desc, id desc) k
      cross join lateral (
        select ${sql.join(listedColumns.map((column) => sql.ref(`s.${column}`)))}
        from sessions s
        where s.tenant_id = ${tenantId} and s.id = k.id and ${matches(filter)}
        offset 0
      ) found
      order by k.created_at desc, k.id desc
      limit ${page.limit + 1}
    )
    select f.*, (select count(*)::integer from keys) as scanned, last.created_at as last_at, last.id as last_id
    from (values (1)) one
    left join last on true
    left join fitting f on true
    order by f.created_at desc, f.id desc`.execute(trx);
  const found = rows.filter((row) => row.id !== null) as ListedRow[];
  if (found.length > page.limit) {
    const shown = found.slice(0, page.limit);
    const last = shown.at(-1);
    return { rows: shown, next: last === undefined ? null : { at: last.created_at, id: last.id } };
  }
  const [first] = rows;
  if (first?.scanned !== window || first.last_at === null || first.last_id === null) {
    return { rows: found, next: null };
  }
  return { rows: found, next: { at: first.last_at, id: first.last_id } };
}

const MOST_SOURCES = 100;

/** Where the visitors came from, the most frequent first, among the newest sessions of the time of the filter: as many as a page looks into. */
export async function listSources(
  trx: Db,
  tenantId: number,
  entries: readonly EntryPoint[],
  filter: SessionFilter,
): Promise<string[]> {
  if (entries.length === 0) return [];
  const walks = entries.map((entry) => walk(tenantId, entry, filter, null));
  const { rows } = await sql<{ source: string }>`
    with keys as materialized (
      select id from (${sql.join(walks, sql` union all `)}) walks
      order by created_at desc, id desc
      limit ${WINDOW}
    )
    select min(${sourceOf}) as source
    from keys k cross join lateral (
      select campaign_name, utm_source from sessions where tenant_id = ${tenantId} and id = k.id offset 0
    ) s
    group by lower(${sourceOf})
    order by count(*) desc, source
    limit ${MOST_SOURCES}`.execute(trx);
  return rows.map(({ source }) => source);
}

function walk(
  tenantId: number,
  { column, id }: EntryPoint,
  { from, until, search }: SessionFilter,
  before: Position | null,
): RawBuilder<unknown> {
  return sql`(select created_at, id from sessions
    where tenant_id = ${tenantId} and ${sql.ref(column)} = ${id}
      ${from === null ? sql`` : sql`and created_at >= ${from}`}
      ${until === null ? sql`` : sql`and created_at < ${until}`}
      ${search?.sessionId === undefined ? sql`` : sql`and id = ${search.sessionId}`}
      ${before === null ? sql`` : sql`and (created_at, id) < (${before.at}, ${before.id})`})`;
}

export type WholeSession = SessionRow & {
  readonly last_checkin_at: Date | null;
  readonly due_at: Date | null;
  readonly scheduler_name: string | null;
  readonly router_name: string | null;
  readonly came_through: string | null;
};

export function findSession(trx: Db, tenantId: number, sessionId: string): Promise<WholeSession | undefined> {
  return trx
    .selectFrom('sessions as s')
    .leftJoin('session_pulses as p', (join) =>
      join.onRef('p.tenant_id', '=', 's.tenant_id').onRef('p.session_id', '=', 's.id'),
    )
    .leftJoin('schedulers as c', (join) =>
      join
        .onRef('c.tenant_id', '=', 's.tenant_id')
        .on((eb) => eb('c.id', '=', eb.fn.coalesce('s.scheduler_id', 's.sent_on_scheduler_id'))),
    )
    .leftJoin('routers as r', (join) =>
      join.onRef('r.tenant_id', '=', 's.tenant_id').onRef('r.id', '=', 's.router_id'),
    )
    .selectAll('s')
    .select(['p.last_checkin_at', 'p.due_at', 'c.name as scheduler_name', 'r.name as router_name'])
    .select((select) =>
      select
        .selectFrom('sessions as led')
        .select('led.id')
        .whereRef('led.sent_on_session_id', '=', 's.id')
        .where('led.tenant_id', '=', tenantId)
        .limit(1)
        .as('came_through'),
    )
    .where('s.tenant_id', '=', tenantId)
    .where('s.id', '=', sessionId)
    .executeTakeFirst();
}

export type LogRow = Pick<Selectable<SessionLog>, 'at' | 'kind' | 'detail'>;

/** The first lines of a session's log. */
export function listLog(trx: Db, tenantId: number, sessionId: string, limit: number): Promise<LogRow[]> {
  return trx
    .selectFrom('session_log')
    .select(['at', 'kind', 'detail'])
    .where('tenant_id', '=', tenantId)
    .where('session_id', '=', sessionId)
    .orderBy('id')
    .limit(limit)
    .execute();
}

/** An event; undefined once it was dropped for its age. */
export function findEvent(trx: Db, tenantId: number, eventId: string) {
  return trx
    .selectFrom('events')
    .select(['type', 'occurred_at', 'undelivered_reason'])
    .where('tenant_id', '=', tenantId)
    .where('id', '=', eventId)
    .executeTakeFirst();
}

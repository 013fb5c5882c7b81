import { type RawBuilder, sql } from 'kysely';
import type { Db } from '../lib/db.ts';
import type { Range } from './read-query.ts';

// What the public API and the settings measure alike.

export function within(column: string, { onOrAfter, before }: Range): RawBuilder<unknown> {
  const instant = sql.ref(column);
  return sql`${onOrAfter === null ? sql`` : sql`and ${instant} >= ${onOrAfter}`}
    ${before === null ? sql`` : sql`and ${instant} < ${before}`}`;
}

export interface PerformanceRow {
  readonly opened: number;
  readonly zipcode: number;
  readonly interacted: number;
  readonly issue: number;
  readonly schedule: number;
  readonly customer: number;
  readonly details: number;
  readonly booked: number;
  readonly abandoned: number;
  readonly jobs: number;
  readonly bookings: number;
  readonly jobsByLink: number;
  readonly bookingsByLink: number;
  readonly jobsByAgent: number;
  readonly bookingsByAgent: number;
  readonly sentToBookings: number;
  readonly sentToLeads: number;
  readonly contacts: number;
  readonly memberships: number;
}

/** The bits of `sessions.figures`, as migration 0010 makes them. */
const bits = {
  zipcode: 0,
  interacted: 1,
  issue: 2,
  schedule: 3,
  customer: 4,
  details: 5,
  booked: 6,
  abandoned: 7,
  jobs: 8,
  bookings: 9,
  byLink: 10,
  byAgent: 11,
  sentToBookings: 12,
  sentToLeads: 13,
  memberships: 14,
} as const;

/** How many of the rows have all of these facts. */
export function countOf(...facts: readonly (keyof typeof bits)[]): RawBuilder<unknown> {
  const mask = sql.lit(facts.reduce((sum, fact) => sum | (1 << bits[fact]), 0));
  return sql`count(*) filter (where figures & ${mask} = ${mask})`;
}

const figureColumns = sql`count(*) as opened, ${countOf('zipcode')} as zipcode, ${countOf('interacted')} as interacted,
      ${countOf('issue')} as issue, ${countOf('schedule')} as schedule, ${countOf('customer')} as customer,
      ${countOf('details')} as details, ${countOf('booked')} as booked, ${countOf('abandoned')} as abandoned,
      ${countOf('jobs')} as jobs, ${countOf('bookings')} as bookings,
      ${countOf('jobs', 'byLink')} as "jobsByLink", ${countOf('bookings', 'byLink')} as "bookingsByLink",
      ${countOf('jobs', 'byAgent')} as "jobsByAgent", ${countOf('bookings', 'byAgent')} as "bookingsByAgent",
      ${countOf('sentToBookings')} as "sentToBookings", ${countOf('sentToLeads')} as "sentToLeads",
      ${countOf('memberships')} as memberships, count(distinct customer_name_hash) as contacts`;

/**
 * The figures of a scheduler in one pass over its sessions of the range, bots and tests left out. Every column stands in the
 * index; another one here would make it read the rows, which are twenty times as wide.
 */
export async function findSchedulerFigures(
  db: Db,
  tenantId: number,
  schedulerId: string,
  range: Range,
): Promise<PerformanceRow> {
  const { rows } = await sql<PerformanceRow>`
    select ${figureColumns}
    from sessions
    where tenant_id = ${tenantId} and scheduler_id = ${schedulerId} ${within('created_at', range)}
      and figures is not null`.execute(db);
  const [row] = rows;
  if (row === undefined) throw new Error('an aggregate without a row');
  return row;
}

/** What the settings show besides: where those who left had come to, and who came back in the same session. */
export interface OfficeFiguresRow extends PerformanceRow {
  readonly bookedAfterAbandonment: number;
  readonly droppedAtNone: number;
  readonly droppedAtLocation: number;
  readonly droppedAtServiceSelection: number;
  readonly droppedAtAvailability: number;
  readonly droppedAtContactInfo: number;
}

type Fact = keyof typeof bits;

const maskOf = (facts: readonly Fact[]): number => facts.reduce((sum, fact) => sum | (1 << bits[fact]), 0);

/** How many of the rows have the first facts and none of the second. */
function countWithout(present: readonly Fact[], absent: readonly Fact[]): RawBuilder<unknown> {
  const [wanted, all] = [sql.lit(maskOf(present)), sql.lit(maskOf([...present, ...absent]))];
  return sql`count(*) filter (where figures & ${all} = ${wanted})`;
}

/**
 * The last step itself stands in no index; the furthest one follows from the milestones, which do. Customer and details are both
 * reached at Contact Info.
 */
const dropColumns = sql`
  ${countOf('abandoned', 'booked')} as "bookedAfterAbandonment",
  ${countWithout(['abandoned'], ['booked', 'zipcode', 'issue', 'schedule', 'customer', 'details'])} as "droppedAtNone",
  ${countWithout(['abandoned', 'zipcode'], ['booked', 'issue', 'schedule', 'customer', 'details'])} as "droppedAtLocation",
  ${countWithout(['abandoned', 'issue'], ['booked', 'schedule', 'customer', 'details'])} as "droppedAtServiceSelection",
  ${countWithout(['abandoned', 'schedule'], ['booked', 'customer', 'details'])} as "droppedAtAvailability",
  ${countWithout(['abandoned'], ['booked'])} - ${countWithout(['abandoned'], ['booked', 'customer', 'details'])}
    as "droppedAtContactInfo"`;

/** The figures of each of these schedulers that has sessions of the range, from the index alone. */
export async function listSchedulerFigures(
  db: Db,
  tenantId: number,
  schedulerIds: readonly string[],
  range: Range,
): Promise<(OfficeFiguresRow & { readonly schedulerId: string })[]> {
  const { rows } = await sql<OfficeFiguresRow & { schedulerId: string }>`
    select scheduler_id as "schedulerId", ${figureColumns}, ${dropColumns}
    from sessions
    where tenant_id = ${tenantId} and scheduler_id = any(${[...schedulerIds]}::text[]) ${within('created_at', range)}
      and figures is not null
    group by scheduler_id`.execute(db);
  return rows;
}

/** The customers of these schedulers, who may be customers of several. */
export async function countContacts(
  db: Db,
  tenantId: number,
  schedulerIds: readonly string[],
  range: Range,
): Promise<number> {
  const { rows } = await sql<{ contacts: number }>`
    select count(distinct customer_name_hash) as contacts
    from sessions
    where tenant_id = ${tenantId} and scheduler_id = any(${[...schedulerIds]}::text[]) ${within('created_at', range)}
      and figures is not null`.execute(db);
  return rows[0]?.contacts ?? 0;
}

/** Of no session. */
export const nothingMeasured: OfficeFiguresRow = {
  opened: 0,
  zipcode: 0,
  interacted: 0,
  issue: 0,
  schedule: 0,
  customer: 0,
  details: 0,
  booked: 0,
  abandoned: 0,
  jobs: 0,
  bookings: 0,
  jobsByLink: 0,
  bookingsByLink: 0,
  jobsByAgent: 0,
  bookingsByAgent: 0,
  sentToBookings: 0,
  sentToLeads: 0,
  contacts: 0,
  memberships: 0,
  bookedAfterAbandonment: 0,
  droppedAtNone: 0,
  droppedAtLocation: 0,
  droppedAtServiceSelection: 0,
  droppedAtAvailability: 0,
  droppedAtContactInfo: 0,
};

/** All but the contacts can be added up. */
export function sumFigures(rows: readonly OfficeFiguresRow[]): OfficeFiguresRow {
  const names = Object.keys(nothingMeasured) as (keyof OfficeFiguresRow)[];
  return Object.fromEntries(
    names.map((name) => [name, rows.reduce((sum, row) => sum + row[name], 0)]),
  ) as unknown as OfficeFiguresRow;
}

export interface RouterFiguresRow {
  readonly routerId: string;
  readonly schedulerId: string | null;
  readonly opened: number;
  readonly interacted: number;
}

/** The sessions of these routers in the range by the scheduler that they were sent on to, bots and tests left out. */
export async function listRouterFigures(
  db: Db,
  tenantId: number,
  routerIds: readonly string[],
  range: Range,
): Promise<RouterFiguresRow[]> {
  const { rows } = await sql<RouterFiguresRow>`
    select router_id as "routerId", sent_on_scheduler_id as "schedulerId", count(*) as opened, ${countOf('interacted')} as interacted
    from sessions
    where tenant_id = ${tenantId} and router_id = any(${[...routerIds]}::text[]) ${within('created_at', range)}
      and figures is not null
    group by router_id, sent_on_scheduler_id
    order by router_id, sent_on_scheduler_id nulls last`.execute(db);
  return rows;
}

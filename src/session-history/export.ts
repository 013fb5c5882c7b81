import type { Db } from '../lib/db.ts';
import { withTenant } from '../lib/isolation.ts';
import type { Position } from './cursor.ts';
import { BYTE_ORDER_MARK, type Cell, toRow } from './csv.ts';
import { namesOf, narrow, toLine } from './list.ts';
import { type EntryPoint, listEntryPoints, type ListedRow, listSessions } from './queries.ts';
import type { SessionFilter } from './read-filter.ts';

const BATCH = 500;

/** Column → what stands in it, in this order; named as in the API. */
const columns: Readonly<Record<string, (row: ListedRow, line: ReturnType<typeof toLine>) => Cell>> = {
  sessionId: (row) => row.id,
  createdOn: (_row, line) => line.createdOn,
  modifiedOn: (_row, line) => line.modifiedOn,
  schedulerId: (_row, line) => line.schedulerId,
  schedulerName: (_row, line) => line.schedulerName,
  routerId: (row) => row.router_id,
  routerName: (_row, line) => line.routerName,
  sessionOutcome: (row) => row.session_outcome,
  qualified: (_row, line) => line.qualified,
  lastStep: (row) => row.last_step,
  blockerType: (row) => row.blocker_type,
  bookedAt: (row) => row.booked_at?.toISOString() ?? null,
  abandonedAt: (row) => row.abandoned_at?.toISOString() ?? null,
  firstName: (row) => row.first_name,
  lastName: (row) => row.last_name,
  email: (row) => row.email,
  phone: (_row, line) => line.phone,
  street: (row) => row.street,
  unit: (row) => row.unit,
  city: (row) => row.city,
  state: (row) => row.state,
  zip: (row) => row.zip,
  country: (row) => row.country,
  category: (row) => row.category,
  notes: (row) => row.notes,
  timeslotStart: (row) => row.timeslot_start?.toISOString() ?? null,
  timeslotEnd: (row) => row.timeslot_end?.toISOString() ?? null,
  campaignName: (row) => row.campaign_name,
  utmSource: (row) => row.utm_source,
  utmMedium: (row) => row.utm_medium,
  utmCampaign: (row) => row.utm_campaign,
  landingPageUrl: (row) => row.landing_page_url,
  jobId: (row) => row.job_id,
  bookingId: (row) => row.booking_id,
  leadId: (row) => row.lead_id,
  isBot: (row) => row.is_bot,
  isTest: (row) => row.is_test,
  erasedAt: (_row, line) => line.erasedAt,
};

/**
 * The sessions that fit as CSV, the newest first, some hundred at a time. Each batch is a transaction of its own, so that nothing is
 * held while a slow reader reads; what is created meanwhile stands before the cursor and is not among them.
 */
export async function* exportSessions(
  db: Db,
  tenantId: number,
  filter: SessionFilter,
): AsyncGenerator<string, void> {
  const entries = await withTenant(db, tenantId, (trx) => listEntryPoints(trx, tenantId));
  const wanted = narrow(entries, filter);
  yield BYTE_ORDER_MARK + toRow(Object.keys(columns));
  let before: Position | null = null;
  do {
    const found = await readBatch(db, tenantId, wanted, filter, before);
    if (found.rows.length > 0) yield toText(found.rows, entries);
    // Each goes further back than the one before.
    before = found.next;
  } while (before !== null);
}

const readBatch = (
  db: Db,
  tenantId: number,
  entries: readonly EntryPoint[],
  filter: SessionFilter,
  before: Position | null,
) =>
  withTenant(db, tenantId, (trx) => listSessions(trx, tenantId, entries, filter, { limit: BATCH, before }));

function toText(rows: readonly ListedRow[], entries: readonly EntryPoint[]): string {
  const nameOf = namesOf(entries);
  return rows
    .map((row) => {
      const line = toLine(row, nameOf);
      return toRow(Object.values(columns).map((cellOf) => cellOf(row, line)));
    })
    .join('');
}

import type { Db } from '../lib/db.ts';
import { withTenant } from '../lib/isolation.ts';
import { type Position, toCursor } from './cursor.ts';
import { type EntryPoint, listEntryPoints, type ListedRow, listSessions, listSources } from './queries.ts';
import type { SessionFilter } from './read-filter.ts';
import type { SessionLine, SessionPage, SessionSources } from './schema.ts';

/** A page of the sessions of a tenant, the newest first. */
export async function pageSessions(
  db: Db,
  tenantId: number,
  filter: SessionFilter,
  page: { readonly limit: number; readonly before: Position | null },
): Promise<SessionPage> {
  return withTenant(db, tenantId, async (trx) => {
    const all = await listEntryPoints(trx, tenantId);
    const { rows, next } = await listSessions(trx, tenantId, narrow(all, filter), filter, page);
    const nameOf = namesOf(all);
    return {
      data: rows.map((row) => toLine(row, nameOf)),
      nextCursor: next === null ? null : toCursor(next),
    };
  });
}

/** Where the visitors of that time came from, to choose one of. */
export async function readSources(db: Db, tenantId: number, filter: SessionFilter): Promise<SessionSources> {
  return withTenant(db, tenantId, async (trx) => ({
    data: await listSources(trx, tenantId, await listEntryPoints(trx, tenantId), filter),
  }));
}

/** Those that the filter leaves. */
export const narrow = (
  entries: readonly EntryPoint[],
  { schedulerId, routerId }: SessionFilter,
): EntryPoint[] => entries.filter(({ id }) => [schedulerId ?? id, routerId ?? id].every((one) => one === id));

type NameOf = (id: string | null) => string | null;

export function namesOf(entries: readonly EntryPoint[]): NameOf {
  const names = new Map(entries.map(({ id, name }) => [id, name]));
  return (id) => (id === null ? null : (names.get(id) ?? null));
}

export const isQualified = (row: Pick<ListedRow, 'abandoned_at' | 'abandoned_event_id'>): boolean | null =>
  row.abandoned_at === null ? null : row.abandoned_event_id !== null;

export function toLine(row: ListedRow, nameOf: NameOf): SessionLine {
  const schedulerId = row.scheduler_id ?? row.sent_on_scheduler_id;
  return {
    id: row.id,
    createdOn: row.created_at.toISOString(),
    modifiedOn: row.modified_at.toISOString(),
    schedulerId,
    schedulerName: nameOf(schedulerId),
    routerId: row.router_id,
    routerName: nameOf(row.router_id),
    sessionOutcome: row.session_outcome as SessionLine['sessionOutcome'],
    qualified: isQualified(row),
    lastStep: row.last_step,
    blockerType: row.blocker_type,
    firstName: row.first_name,
    lastName: row.last_name,
    email: row.email,
    phone: row.contact_phone ?? row.phone,
    campaignName: row.campaign_name,
    utmSource: row.utm_source,
    utmMedium: row.utm_medium,
    utmCampaign: row.utm_campaign,
    jobId: row.job_id,
    bookingId: row.booking_id,
    leadId: row.lead_id,
    isBot: row.is_bot,
    isTest: row.is_test,
    erasedAt: row.erased_at?.toISOString() ?? null,
  };
}

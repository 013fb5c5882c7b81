import { type Actor, personIdOf, recordAudit } from '../audit/record.ts';
import type { Db } from '../lib/db.ts';
import { ApiError } from '../lib/errors.ts';
import { withTenant } from '../lib/isolation.ts';
import type { Position } from '../session-history/cursor.ts';
import { toCursor } from '../session-history/cursor.ts';
import { noteFollowUp } from '../sessions/note-follow-up.ts';
import { findLead, type LeadRow, listLeads, updateFollowUp } from './queries.ts';
import type { LeadFilter } from './read-filter.ts';
import type { FollowUpBody, LeadPage, LeadView } from './schema.ts';

/** A page of what was filed for abandoned sessions, the newest first. */
export function pageLeads(
  db: Db,
  tenantId: number,
  filter: LeadFilter,
  page: { readonly limit: number; readonly before: Position | null },
): Promise<LeadPage> {
  return withTenant(db, tenantId, async (trx) => {
    const { rows, next } = await listLeads(trx, tenantId, filter, page);
    return { data: rows.map(toView), nextCursor: next === null ? null : toCursor(next) };
  });
}

/** What was filed for a session; undefined if nothing was. In the caller's `withTenant`. */
export async function showLead(trx: Db, tenantId: number, sessionId: string): Promise<LeadView | undefined> {
  const row = await findLead(trx, tenantId, sessionId);
  return row && toView(row);
}

/**
 * Says how far the office has come with a lead or a filed booking. Every state leads to every other, since people err; who did it
 * and when stands with it, in the log of the session and in the audit log.
 * @throws ApiError not_found; changed_meanwhile when it was in another state than the one shown
 */
export function followUp(
  db: Db,
  actor: Actor,
  { tenantId, sessionId }: { readonly tenantId: number; readonly sessionId: string },
  change: FollowUpBody,
  now: Date,
): Promise<LeadView> {
  return withTenant(db, tenantId, async (trx) => {
    const isId = /^[\x21-\x7e]{1,200}$/.test(sessionId);
    const row = isId ? await findLead(trx, tenantId, sessionId) : undefined;
    if (row === undefined) throw new ApiError('not_found');
    if (row.follow_up === change.to && change.from === change.to) return toView(row);
    const { kind, id } = row;
    const by = { at: now, personId: personIdOf(actor) };
    if (!(await updateFollowUp(trx, { tenantId, kind, id }, change, by))) {
      throw new ApiError('changed_meanwhile', { from: ['Read it again and repeat the change.'] });
    }
    await noteFollowUp(trx, { tenantId, sessionId, ...change, personId: by.personId }, now);
    const detail = { sessionId, ...change };
    await recordAudit(trx, actor, now, { action: 'lead.followed_up', tenantId, detail });
    const changed = await findLead(trx, tenantId, sessionId);
    return toView(changed ?? row);
  });
}

const toView = (row: LeadRow): LeadView => ({
  sessionId: row.session_id,
  kind: row.kind,
  id: row.id,
  filedAt: row.filed_at.toISOString(),
  state: row.follow_up,
  stateChangedAt: row.follow_up_at?.toISOString() ?? null,
  stateChangedBy:
    row.follow_up_by === null || row.person_name === null
      ? null
      : { id: row.follow_up_by, name: row.person_name },
  convertedAt: row.booked_at?.toISOString() ?? null,
  schedulerId: row.scheduler_id,
  sessionOutcome: row.session_outcome as LeadView['sessionOutcome'],
  lastStep: row.last_step,
  blockerType: row.blocker_type,
  category: row.category,
  firstName: row.first_name,
  lastName: row.last_name,
  email: row.email,
  phone: row.contact_phone ?? row.phone,
  zip: row.zip,
  campaignName: row.campaign_name,
  utmSource: row.utm_source,
  erasedAt: row.erased_at?.toISOString() ?? null,
});

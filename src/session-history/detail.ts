import { listEventDeliveries } from '../delivery-log/tenant-log.ts';
import { eventTypes } from '../events/event-types.ts';
import { showLead } from '../follow-ups/follow-up.ts';
import type { Db } from '../lib/db.ts';
import { ApiError } from '../lib/errors.ts';
import { instantOfId } from '../lib/ids.ts';
import { withTenant } from '../lib/isolation.ts';
import { toSessionResponse } from '../sessions/session-response.ts';
import { isQualified } from './list.ts';
import { findEvent, findSession, listLog, type WholeSession } from './queries.ts';
import { milestones, type SessionDetail, type SessionEvent } from './schema.ts';
import { toTimeline } from './timeline.ts';

/** A visitor may send hints without an end. */
const MOST_LINES = 500;

/** @throws ApiError not_found, also for another tenant's */
export function readSession(db: Db, tenantId: number, sessionId: string): Promise<SessionDetail> {
  return withTenant(db, tenantId, async (trx) => {
    const row = /^[\x21-\x7e]{1,200}$/.test(sessionId)
      ? await findSession(trx, tenantId, sessionId)
      : undefined;
    if (row === undefined) throw new ApiError('not_found');
    const log = await listLog(trx, tenantId, sessionId, MOST_LINES);
    return {
      session: toSessionResponse(row, row.last_checkin_at ?? row.created_at),
      scheduler: named(row.scheduler_id ?? row.sent_on_scheduler_id, row.scheduler_name),
      router: named(row.router_id, row.router_name),
      qualified: isQualified(row),
      isTest: row.is_test,
      recoveredBy: row.recovered_by as SessionDetail['recoveredBy'],
      erasedAt: row.erased_at?.toISOString() ?? null,
      dueAt: row.due_at?.toISOString() ?? null,
      lead: (await showLead(trx, tenantId, sessionId)) ?? null,
      cameThroughRouterSessionId: row.came_through,
      sentOn: sentOnOf(row),
      milestones: Object.fromEntries(
        milestones.map((name) => [name, row[`${name}_at`]?.toISOString() ?? null]),
      ) as SessionDetail['milestones'],
      timeline: toTimeline(row, log),
      events: await readEvents(trx, row),
    };
  });
}

const named = (id: string | null, name: string | null) =>
  id === null || name === null ? null : { id, name };

/** What became of the visit elsewhere is the other tenant's. */
function sentOnOf(row: WholeSession): SessionDetail['sentOn'] {
  if (row.sent_on_scheduler_id === null) return null;
  const isOwn = row.sent_on_tenant_id === row.tenant_id;
  return { schedulerId: row.sent_on_scheduler_id, sessionId: isOwn ? row.sent_on_session_id : null };
}

const [COMPLETED, ABANDONED] = eventTypes;

/** The columns of the session say which there are: events are not looked for. */
async function readEvents(trx: Db, row: WholeSession): Promise<SessionEvent[]> {
  const events: SessionEvent[] = [];
  const made = [
    { id: row.abandoned_event_id, type: ABANDONED },
    { id: row.completed_event_id, type: COMPLETED },
  ];
  for (const { id, type } of made) {
    if (id === null) continue;
    const event = await findEvent(trx, row.tenant_id, id);
    events.push({
      id,
      type: event?.type ?? type,
      occurredAt: (event?.occurred_at ?? instantOfId(id)).toISOString(),
      isKept: event !== undefined,
      undeliveredReason: (event?.undelivered_reason ?? null) as SessionEvent['undeliveredReason'],
      deliveries: await listEventDeliveries(trx, row.tenant_id, id),
    });
  }
  return events.toSorted((a, b) => a.occurredAt.localeCompare(b.occurredAt));
}

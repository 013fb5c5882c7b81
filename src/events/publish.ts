import { sql } from 'kysely';
import type { ClaimedDelivery } from '../deliveries/claim.ts';
import { isBlockedAt } from '../deliveries/endpoints/health.ts';
import type { BirthLease, Published } from '../deliveries/handover.ts';
import { sentTo, type Target, targetMembers } from '../deliveries/target.ts';
import type { Db } from '../lib/db.ts';
import type { SessionResponse } from '../sessions/session-response.ts';
import { serialiseEvent } from './body.ts';
import type { EventType } from './event-types.ts';

export interface NewEvent {
  /** UUIDv7 of `occurredAt`; the caller stores it in its own row, which is what makes the event happen at most once. */
  readonly id: string;
  readonly type: EventType;
  readonly tenant: { readonly id: number; readonly name: string };
  readonly occurredAt: Date;
  readonly session: SessionResponse;
}

/** In the caller's transaction. What may be sent at once, and by this process, is leased as `lease` says. */
export type Publish = (trx: Db, events: readonly NewEvent[], lease?: BirthLease) => Promise<Published>;

/** `source` becomes the CloudEvents `source` of every event; asked late, since port 0 is known only after listening. */
export function createPublisher(source: () => string): Publish {
  return (trx, events, lease) =>
    insertEvents(
      trx,
      lease,
      events.map(({ id, type, tenant, occurredAt, session }) => {
        const data = { session, tenantId: tenant.id, tenantName: tenant.name };
        return {
          id,
          type,
          tenantId: tenant.id,
          sessionId: session.id,
          occurredAt,
          body: serialiseEvent({ id, type, occurredAt, source: source(), data }),
        };
      }),
    );
}

interface EventRow {
  readonly id: string;
  readonly type: EventType;
  readonly tenantId: number;
  readonly sessionId: string;
  readonly occurredAt: Date;
  readonly body: string;
}

interface QueuedRow {
  tenant_id: number;
  delivery_id: string;
  event_id: string;
  webhook_id: string;
  /** Null: not leased. */
  target: Target | null;
}

// Whether this process may send to the webhook at once. One with a rate limit has to be asked for its next slot first.
const isOpenTo = sql.raw(`w.rate_limit_per_second is null and not exists (
            select from webhook_health h where h.webhook_id = w.id and ${isBlockedAt('h', 'e.leased_at')}
          )`);

/**
 * Inserts events and, in the same statement, one delivery of each for every connected app whose accepted version has its type;
 * what must be sent is queued as due now, or leased. An event that nobody receives keeps the reason.
 */
async function insertEvents(
  trx: Db,
  lease: BirthLease | undefined,
  events: readonly EventRow[],
): Promise<Published> {
  if (events.length === 0) return { leased: undefined, isQueued: false };
  const { leaseId = null, leasedAt = null, leasedUntil = null, refused = [] } = lease ?? {};
  const { rows } = await sql<QueuedRow>`
    with event as (
      select e.*, t.preview, ${leasedAt}::timestamptz as leased_at
      from unnest(${events.map(({ tenantId }) => tenantId)}::bigint[], ${events.map(({ id }) => id)}::uuid[],
        ${events.map(({ type }) => type)}::text[], ${events.map(({ sessionId }) => sessionId)}::text[],
        ${events.map(({ occurredAt }) => occurredAt)}::timestamptz[], ${events.map(({ body }) => body)}::text[]
      ) as e (tenant_id, id, type, session_id, occurred_at, body)
      join tenants t on t.id = e.tenant_id
    ),
    connected as (
      select e.id as event_id, c.app_id, c.disabled_at, v.event_types
      from event e
      join connections c on c.tenant_id = e.tenant_id
      join apps a on a.id = c.app_id and a.deleted_at is null
      join app_versions v on v.app_id = c.app_id and v.version = c.accepted_version
    ),
    subscribed as (
      select delivery_id_for(e.id, w.id) as delivery_id, e.id as event_id, e.tenant_id, e.occurred_at, w.id as webhook_id, w.app_id,
        case
          when c.disabled_at is not null then 'connection_disabled'
          when w.disabled_at is not null then 'webhook_disabled'
        end as skip_reason,
        case
          when e.leased_at is not null and not w.id = any (${refused}::uuid[]) and ${isOpenTo} then e.leased_at
        end as leased_at
      from event e
      join connected c on c.event_id = e.id
      join webhooks w on w.app_id = c.app_id and w.event_type = e.type and w.removed_at is null
      where e.type = any (c.event_types) and e.preview
    ),
    published as (
      insert into events (tenant_id, id, type, session_id, occurred_at, body, undelivered_reason)
      select e.tenant_id, e.id, e.type, e.session_id, e.occurred_at, e.body,
        case
          when not e.preview then 'preview_off'
          when exists (select from subscribed s where s.event_id = e.id) then null
          when exists (select from connected c where c.event_id = e.id) then 'no_subscription'
          else 'no_connection'
        end
      from event e
    ),
    fanned_out as (
      insert into deliveries (tenant_id, id, event_id, webhook_id, app_id, state, reason, created_at, finished_at)
      select tenant_id, delivery_id, event_id, webhook_id, app_id,
        case when skip_reason is null then 'pending' else 'skipped' end, skip_reason,
        occurred_at, case when skip_reason is null then null else occurred_at end
      from subscribed
    ),
    queued as (
      insert into delivery_queue (tenant_id, delivery_id, event_id, webhook_id, due_at, leased_at, lease_id, leased_until)
      select tenant_id, delivery_id, event_id, webhook_id, occurred_at, leased_at,
        case when leased_at is not null then ${leaseId}::uuid end,
        case when leased_at is not null then ${leasedUntil}::timestamptz end
      from subscribed
      where skip_reason is null
      returning tenant_id, delivery_id, event_id, webhook_id, leased_at
    )
    select q.tenant_id, q.delivery_id, q.event_id, q.webhook_id,
      case when q.leased_at is not null then json_build_object(${sql.raw(targetMembers('w', 'q.leased_at'))}) end as target
    from queued q
    join webhooks w on w.id = q.webhook_id`.execute(trx);
  const bodies = new Map(events.map(({ id, body }) => [id, body]));
  if (lease === undefined) return { leased: undefined, isQueued: rows.length > 0 };
  const deliveries = rows.flatMap(({ target, ...row }): ClaimedDelivery[] =>
    target === null
      ? []
      : [
          {
            tenantId: row.tenant_id,
            deliveryId: row.delivery_id,
            webhookId: row.webhook_id,
            leaseId: lease.leaseId,
            attempts: 0,
            replayId: null,
            resumeAt: null,
            ...sentTo(target),
            sharedBody: bodies.get(row.event_id) ?? '',
            withheld: null,
            lostLease: null,
          },
        ],
  );
  const leased = deliveries.length === 0 ? undefined : { at: lease.leasedAt, deliveries };
  return { leased, isQueued: deliveries.length < rows.length };
}

import { sql } from 'kysely';
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

export type Publish = (trx: Db, ...events: readonly NewEvent[]) => Promise<void>;

/** `source` becomes the CloudEvents `source` of every event; asked late, since port 0 is known only after listening. */
export function createPublisher(source: () => string): Publish {
  return (trx, ...events) =>
    insertEvents(
      trx,
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

/**
 * Inserts events and, in the same statement, one delivery of each for every connected app whose accepted version has its type;
 * what must be sent is queued as due now. An event that nobody receives keeps the reason.
 */
async function insertEvents(trx: Db, events: readonly EventRow[]): Promise<void> {
  if (events.length === 0) return;
  await sql`
    with event as (
      select e.*, t.preview
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
      select e.id as event_id, e.tenant_id, e.occurred_at, w.id as webhook_id, w.app_id,
        case
          when c.disabled_at is not null then 'connection_disabled'
          when w.disabled_at is not null then 'webhook_disabled'
        end as skip_reason
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
      select tenant_id, delivery_id_for(event_id, webhook_id), event_id, webhook_id, app_id,
        case when skip_reason is null then 'pending' else 'skipped' end, skip_reason,
        occurred_at, case when skip_reason is null then null else occurred_at end
      from subscribed
      returning tenant_id, id, event_id, webhook_id, created_at, state
    )
    insert into delivery_queue (tenant_id, delivery_id, event_id, webhook_id, due_at)
    select tenant_id, id, event_id, webhook_id, created_at
    from fanned_out
    where state = 'pending'`.execute(trx);
}

import { sql } from 'kysely';
import type { Db } from '../lib/db.ts';
import type { SessionResponse } from '../sessions/session-response.ts';
import { serialiseEvent } from './body.ts';
import type { EventType } from './catalogue.ts';

export interface NewEvent {
  /** UUIDv7 of `occurredAt`; the caller stores it in its own row, which is what makes the event happen at most once. */
  readonly id: string;
  readonly type: EventType;
  readonly tenant: { readonly id: number; readonly name: string };
  readonly occurredAt: Date;
  readonly session: SessionResponse;
}

export type Publish = (trx: Db, event: NewEvent) => Promise<void>;

/** `source` becomes the CloudEvents `source` of every event; asked late, since port 0 is known only after listening. */
export function createPublisher(source: () => string): Publish {
  return (trx, { id, type, tenant, occurredAt, session }) => {
    const data = { session, tenantId: tenant.id, tenantName: tenant.name };
    return insertEvent(trx, {
      id,
      type,
      tenantId: tenant.id,
      sessionId: session.id,
      occurredAt,
      body: serialiseEvent({ id, type, occurredAt, source: source(), data }),
    });
  };
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
 * Inserts an event and, in the same statement, one delivery for every connected app whose accepted version has its type;
 * what must be sent is queued as due now. An event that nobody receives keeps the reason.
 */
async function insertEvent(trx: Db, event: EventRow): Promise<void> {
  await sql`
    with tenant as (
      select preview from tenants where id = ${event.tenantId}
    ),
    connected as (
      select c.app_id, c.disabled_at, v.event_types
      from connections c
      join apps a on a.id = c.app_id and a.deleted_at is null
      join app_versions v on v.app_id = c.app_id and v.version = c.accepted_version
      where c.tenant_id = ${event.tenantId}
    ),
    subscribed as (
      select w.id as webhook_id, w.app_id,
        case
          when c.disabled_at is not null then 'connection_disabled'
          when w.disabled_at is not null then 'webhook_disabled'
        end as skip_reason
      from connected c
      join webhooks w on w.app_id = c.app_id and w.event_type = ${event.type} and w.removed_at is null
      where ${event.type} = any (c.event_types) and (select preview from tenant)
    ),
    published as (
      insert into events (tenant_id, id, type, session_id, occurred_at, body, undelivered_reason)
      values (${event.tenantId}, ${event.id}, ${event.type}, ${event.sessionId}, ${event.occurredAt}, ${event.body},
        case
          when not (select preview from tenant) then 'preview_off'
          when exists (select from subscribed) then null
          when exists (select from connected) then 'no_subscription'
          else 'no_connection'
        end)
    ),
    fanned_out as (
      insert into deliveries (tenant_id, id, event_id, webhook_id, app_id, state, reason, created_at, finished_at)
      select ${event.tenantId}, delivery_id_for(${event.id}::uuid, webhook_id), ${event.id}::uuid, webhook_id, app_id,
        case when skip_reason is null then 'pending' else 'skipped' end, skip_reason,
        ${event.occurredAt}::timestamptz, case when skip_reason is null then null else ${event.occurredAt}::timestamptz end
      from subscribed
      returning id, webhook_id, state
    )
    insert into delivery_queue (tenant_id, delivery_id, event_id, webhook_id, due_at)
    select ${event.tenantId}, id, ${event.id}::uuid, webhook_id, ${event.occurredAt}::timestamptz
    from fanned_out
    where state = 'pending'`.execute(trx);
}

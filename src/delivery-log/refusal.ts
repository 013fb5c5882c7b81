import { type RawBuilder, sql } from 'kysely';
import type { Db } from '../lib/db.ts';
import type { DeliveryRow } from './queries.ts';

/** Why a delivery must not be queued again. The first four are what a claim asks; but an accepted version without the event
 * is a lack of consent here, since the tenant may accept another, and so is an event from before the present consent. */
export type Refusal =
  | 'app_deleted'
  | 'webhook_removed'
  | 'connection_disabled'
  | 'webhook_disabled'
  | 'payload_erased';

/**
 * A lateral join that says why `m` (tenant_id, event_id, webhook_id) must not be sent now, as `refusal.reason`; null if it may.
 * Asked when it is queued, so that nothing is queued in vain; what counts is that a claim asks again.
 */
export const refusal: RawBuilder<unknown> = sql`
  cross join lateral (
    select case
      when a.deleted_at is not null then 'app_deleted'
      when w.removed_at is not null then 'webhook_removed'
      when c.app_id is null or c.disabled_at is not null or not w.event_type = any (v.event_types)
        -- The tenant went away meanwhile and came again. A minute, as in the list of events.
        or m.event_id < uuid_floor(consented_since(c.connected_at, c.types_since, w.event_type) - interval '1 minute')
        then 'connection_disabled'
      when w.disabled_at is not null then 'webhook_disabled'
      when not exists (
        select from events e where e.tenant_id = m.tenant_id and e.id = m.event_id and e.body is not null
      ) then 'payload_erased'
    end as reason
    from webhooks w
    join apps a on a.id = w.app_id
    left join connections c on c.tenant_id = m.tenant_id and c.app_id = w.app_id
    left join app_versions v on v.app_id = c.app_id and v.version = c.accepted_version
    where w.id = m.webhook_id
  ) refusal`;

/** Why some of these deliveries must not be sent now, by id; the others may. As the system. */
export async function findRefusals(
  db: Db,
  deliveries: readonly Pick<DeliveryRow, 'tenant_id' | 'id' | 'event_id' | 'webhook_id'>[],
): Promise<ReadonlyMap<string, Refusal>> {
  if (deliveries.length === 0) return new Map();
  const { rows } = await sql<{ id: string; reason: Refusal }>`
    select m.id, refusal.reason
    from unnest(${deliveries.map((one) => one.tenant_id)}::bigint[], ${deliveries.map((one) => one.id)}::uuid[],
      ${deliveries.map((one) => one.event_id)}::uuid[], ${deliveries.map((one) => one.webhook_id)}::uuid[])
      as m (tenant_id, id, event_id, webhook_id)
    ${refusal}
    where refusal.reason is not null`.execute(db);
  return new Map(rows.map(({ id, reason }) => [id, reason]));
}

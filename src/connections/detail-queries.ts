import { sql } from 'kysely';
import type { Db } from '../lib/db.ts';
import type { VisibleAppRow } from './queries.ts';

// What is shown of an app besides its row. To be called inside `withTenant`.

/**
 * The network whose tenants share one client of this app: that of the tenant's client; before there is one, the tenant's network if
 * the app named it.
 */
export async function findSharingNetwork(
  db: Db,
  tenantId: number,
  app: Pick<VisibleAppRow, 'id' | 'client_id' | 'network_id'>,
): Promise<{ id: number; name: string } | null> {
  const network = await db
    .selectFrom('tenants as t')
    .innerJoin('networks as n', 'n.id', 't.network_id')
    .select(['n.id', 'n.name'])
    .where('t.id', '=', tenantId)
    .$if(app.client_id !== null, (query) => query.where('n.id', '=', app.network_id))
    .$if(app.client_id === null, (query) =>
      query.innerJoin('app_networks as named', (join) =>
        join.onRef('named.network_id', '=', 'n.id').on('named.app_id', '=', app.id),
      ),
    )
    .executeTakeFirst();
  return network ?? null;
}

/** Event type → delivery URL, of all that is sent for the app now. */
export async function findDeliveryUrls(db: Db, appId: string): Promise<ReadonlyMap<string, string>> {
  const rows = await db
    .selectFrom('webhooks')
    .select(['event_type', 'url'])
    .where('app_id', '=', appId)
    .where('removed_at', 'is', null)
    .execute();
  return new Map(rows.map((row) => [row.event_type, row.url]));
}

/** Who allowed the version that is accepted now, and when, by the audit log; undefined when no line says. */
export function findAcceptance(db: Db, tenantId: number, appId: string) {
  return db
    .selectFrom('audit_log')
    .select(['at', 'person_email'])
    .where('tenant_id', '=', tenantId)
    .where('app_id', '=', appId)
    .where('action', 'in', ['connection.allowed', 'connection.upgraded'])
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
}

/** However many deliveries a tenant has, so many of the newest are looked into. Twice as many took 40 to 57 ms. */
const DELIVERIES_LOOKED_INTO = 5_000;

/** App → when it last took an event of the tenant. */
export async function findLastDeliveries(trx: Db, tenantId: number): Promise<ReadonlyMap<string, Date>> {
  const { rows } = await sql<{ app_id: string; at: Date }>`
    select app_id, max(finished_at) as at
    from (
      select app_id, state, finished_at from deliveries where tenant_id = ${tenantId}
      order by id desc
      limit ${DELIVERIES_LOOKED_INTO}
    ) newest
    where state = 'delivered'
    group by app_id`.execute(trx);
  return new Map(rows.map(({ app_id, at }) => [app_id, at]));
}

/** The latest event of a type, with the id that its delivery to the app has or would have. */
export interface SampleEventRow {
  readonly type: string;
  readonly sessionId: string;
  readonly occurredAt: Date;
  readonly body: string;
  readonly deliveryId: string;
}

/** However many events a tenant has, so many are looked into for one of each type. */
const EVENTS_LOOKED_INTO = 1_000;

/** Of each type the tenant's latest event that was not erased, among its latest; by no means more than one of a type. */
export async function listLatestEvents(
  trx: Db,
  { tenantId, appId }: { readonly tenantId: number; readonly appId: string },
  types: readonly string[],
): Promise<SampleEventRow[]> {
  const { rows } = await sql<SampleEventRow>`
    with recent as materialized (
      select id, type, body is not null as is_kept from events
      where tenant_id = ${tenantId}
      order by id desc
      limit ${EVENTS_LOOKED_INTO}
    ),
    latest as (
      select distinct on (type) id from recent
      where is_kept and type = any(${[...types]}::text[])
      order by type, id desc
    )
    select e.type, e.session_id as "sessionId", e.occurred_at as "occurredAt", e.body,
      coalesce(delivery_id_for(e.id, w.id), e.id) as "deliveryId"
    from latest l
      join events e on e.tenant_id = ${tenantId} and e.id = l.id
      left join webhooks w on w.app_id = ${appId} and w.event_type = e.type and w.removed_at is null`.execute(
    trx,
  );
  return rows;
}

import { type RawBuilder, type Selectable, sql, type SqlBool } from 'kysely';
import type { Db } from '../lib/db.ts';
import type { Attempts, Deliveries } from '../lib/tables.ts';
import { type DeliveryChoice, fits } from './fits.ts';

export type AttemptRow = Selectable<Attempts>;

export interface DeliveryRow extends Pick<
  Selectable<Deliveries>,
  | 'tenant_id'
  | 'id'
  | 'event_id'
  | 'webhook_id'
  | 'app_id'
  | 'state'
  | 'reason'
  | 'attempts'
  | 'created_at'
  | 'finished_at'
> {
  readonly event_type: string;
}

/** What is asked for; instants are of the event. */
export interface DeliveryFilter extends DeliveryChoice {
  readonly from: Date | null;
  readonly until: Date | null;
  /** The id of the delivery or of its event. */
  readonly id?: string | undefined;
}

/** Whose deliveries: an app's over all tenants, or a tenant's over all apps. */
export type DeliveryOwner = { readonly appId: string } | { readonly tenantId: number };

const ownedBy = (owner: DeliveryOwner): RawBuilder<SqlBool> =>
  'appId' in owner ? sql`d.app_id = ${owner.appId}` : sql`d.tenant_id = ${owner.tenantId}`;

/** The lowest and the highest id there can be, for a range without an end. */
const [LOWEST, HIGHEST] = ['00000000-0000-0000-0000-000000000000', 'ffffffff-ffff-ffff-ffff-ffffffffffff'];

/** How many deliveries one page looks at, however few of them fit: some 20 ms. */
const WINDOW = 10_000;

/**
 * The newest deliveries before the cursor, at most `limit`, and where the next page goes on; null at the end. To be called inside
 * `withApp` or `withTenant`. Time is in the ids, so a range of it is a range of the index, and the window bounds what is read.
 */
export async function listDeliveries(
  trx: Db,
  owner: DeliveryOwner,
  filter: DeliveryFilter,
  page: { readonly limit: number; readonly before: string | undefined },
): Promise<{ rows: DeliveryRow[]; next: string | null }> {
  const { rows } = await sql<(DeliveryRow | { id: null }) & { scanned: number; last: string | null }>`
    with scanned as materialized (
      select d.tenant_id, d.id, d.event_id, d.webhook_id, d.app_id, d.state, d.reason, d.attempts, d.created_at, d.finished_at
      from deliveries d
      where ${ownedBy(owner)} and d.id < ${page.before ?? HIGHEST}
        and d.id >= ${filter.from === null ? LOWEST : sql`uuid_floor(${filter.from}::timestamptz)`}
        and d.id < ${filter.until === null ? HIGHEST : sql`uuid_floor(${filter.until}::timestamptz)`}
      order by d.id desc
      limit ${WINDOW}
    ),
    fitting as (
      select d.*, w.event_type
      from scanned d
      join webhooks w on w.id = d.webhook_id
      where ${fits(filter)} ${filter.id === undefined ? sql`` : sql`and ${filter.id}::uuid in (d.id, d.event_id)`}
      order by d.id desc
      limit ${page.limit + 1}
    )
    select f.*, (select count(*)::integer from scanned) as scanned, (select id from scanned order by id limit 1) as last
    from (values (1)) one
    left join fitting f on true
    order by f.id desc`.execute(trx);
  const found = rows.filter((row) => row.id !== null) as DeliveryRow[];
  if (found.length > page.limit) {
    const shown = found.slice(0, page.limit);
    return { rows: shown, next: shown.at(-1)?.id ?? null };
  }
  const [first] = rows;
  return { rows: found, next: first?.scanned === WINDOW ? first.last : null };
}

/** Those of these ids that there are. To be called inside `withApp` or `withTenant`. */
export async function listDeliveriesById(
  trx: Db,
  owner: DeliveryOwner,
  ids: readonly string[],
): Promise<DeliveryRow[]> {
  if (ids.length === 0) return [];
  return deliveriesOf(trx, owner).where('d.id', 'in', ids).execute();
}

/** To be called inside `withApp` or `withTenant`. */
export async function findDelivery(
  trx: Db,
  owner: DeliveryOwner,
  id: string,
): Promise<DeliveryRow | undefined> {
  return deliveriesOf(trx, owner).where('d.id', '=', id).executeTakeFirst();
}

function deliveriesOf(trx: Db, owner: DeliveryOwner) {
  return trx
    .selectFrom('deliveries as d')
    .innerJoin('webhooks as w', 'w.id', 'd.webhook_id')
    .select([
      'd.tenant_id',
      'd.id',
      'd.event_id',
      'd.webhook_id',
      'd.app_id',
      'd.state',
      'd.reason',
      'd.attempts',
      'd.created_at',
      'd.finished_at',
      'w.event_type',
    ])
    .where(ownedBy(owner));
}

export interface WaitingRow {
  readonly delivery_id: string;
  readonly due_at: Date;
  readonly replay_id: string | null;
  readonly resume_at: Date | null;
  /** Somebody is sending it. */
  readonly lease_id: string | null;
}

/** What of these deliveries is in the queue. As the system: no app owns a row of the queue. */
export async function listWaiting(
  db: Db,
  deliveries: readonly Pick<DeliveryRow, 'tenant_id' | 'id'>[],
): Promise<WaitingRow[]> {
  if (deliveries.length === 0) return [];
  const { rows } = await sql<WaitingRow>`
    select q.delivery_id, q.due_at, q.replay_id, q.resume_at, q.lease_id
    from unnest(${deliveries.map((one) => one.tenant_id)}::bigint[], ${deliveries.map((one) => one.id)}::uuid[])
      as d (tenant_id, id)
    join delivery_queue q on q.tenant_id = d.tenant_id and q.delivery_id = d.id`.execute(db);
  return rows;
}

/** The newest attempts of a delivery, whose app the caller has made sure of: no app owns a row of the log. */
export function listAttempts(
  db: Db,
  { tenant_id, id }: Pick<DeliveryRow, 'tenant_id' | 'id'>,
  limit: number,
): Promise<AttemptRow[]> {
  return db
    .selectFrom('attempts')
    .selectAll()
    .where('tenant_id', '=', tenant_id)
    .where('delivery_id', '=', id)
    .orderBy('started_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
}

/** What is sent, null when it was erased, and whether the tenant consents to it now: not to what happened before its present consent. */
export async function findBody(
  db: Db,
  appId: string,
  { tenant_id, event_id, event_type }: Pick<DeliveryRow, 'tenant_id' | 'event_id' | 'event_type'>,
): Promise<{ readonly body: string | null; readonly isConsented: boolean }> {
  const { rows } = await sql<{ body: string | null; isConsented: boolean }>`
    select (select e.body from events e where e.tenant_id = ${tenant_id} and e.id = ${event_id}) as body,
      exists (
        select from connections c
        join app_versions v on v.app_id = c.app_id and v.version = c.accepted_version
        where c.tenant_id = ${tenant_id} and c.app_id = ${appId} and c.disabled_at is null
          and ${event_type} = any(v.event_types)
          and ${event_id}::uuid >= uuid_floor(consented_since(c.connected_at, c.types_since, ${event_type}) - interval '1 minute')
      ) as "isConsented"`.execute(db);
  return rows[0] ?? { body: null, isConsented: false };
}

/** What a tenant may know of where its deliveries go, and of which session they tell. To be called inside `withTenant`. */
export async function listContexts(
  trx: Db,
  tenantId: number,
  deliveries: readonly Pick<DeliveryRow, 'app_id' | 'event_id'>[],
): Promise<{ appNames: ReadonlyMap<string, string>; sessionIds: ReadonlyMap<string, string> }> {
  if (deliveries.length === 0) return { appNames: new Map(), sessionIds: new Map() };
  const apps = await trx
    .selectFrom('apps')
    .select(['id', 'name'])
    .where('id', 'in', [...new Set(deliveries.map((one) => one.app_id))])
    .execute();
  const eventIds = [...new Set(deliveries.map((one) => one.event_id))];
  const { rows: events } = await sql<{ id: string; session_id: string }>`
    select id, session_id from events where tenant_id = ${tenantId} and id = any(${eventIds}::uuid[])`.execute(
    trx,
  );
  return {
    appNames: new Map(apps.map((app) => [app.id, app.name])),
    sessionIds: new Map(events.map((event) => [event.id, event.session_id])),
  };
}

/** What is sent of an event; null when it was erased or is no longer kept. To be called inside `withTenant`. */
export async function findEventBody(trx: Db, tenantId: number, eventId: string): Promise<string | null> {
  const row = await trx
    .selectFrom('events')
    .select('body')
    .where('tenant_id', '=', tenantId)
    .where('id', '=', eventId)
    .executeTakeFirst();
  return row?.body ?? null;
}

/** The events that a session made, by its own columns: null of one that it did not. To be called inside `withTenant`. */
export function findSessionEvents(trx: Db, tenantId: number, sessionId: string) {
  return trx
    .selectFrom('sessions')
    .select(['completed_event_id', 'abandoned_event_id'])
    .where('tenant_id', '=', tenantId)
    .where('id', '=', sessionId)
    .executeTakeFirst();
}

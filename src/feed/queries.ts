import { sql } from 'kysely';
import type { Db } from '../lib/db.ts';
import type { Position } from './cursor.ts';

export interface WindowWanted {
  readonly appIds: readonly string[];
  readonly after: Position;
  /** Undefined: all. */
  readonly types?: readonly string[] | undefined;
  /** Only what was not yet committed in this snapshot; undefined: all. */
  readonly notIn?: string | undefined;
  /** Events returned at most; one that several of the apps are entitled to counts once. */
  readonly limit: number;
  /** Events looked at at most, whosever they are. */
  readonly windowSize: number;
  /** Of the events' ids: when the first and the last that can be meant happened. */
  readonly from: Date;
  readonly to: Date;
}

/** An event that an app is entitled to. */
export interface EntitledRow {
  readonly app_id: string;
  readonly tenant_id: number;
  readonly event_id: string;
  readonly type: string;
  readonly occurred_at: Date;
  readonly tx_id: string;
  readonly sequence: string;
  /** It happened within the minute before the consent: entitled only if there is a delivery. */
  readonly is_early: boolean;
}

export interface FeedWindow {
  /** The oldest transaction that was still running; everything before it is decided. */
  readonly horizon: bigint;
  /** How many events of whomever were looked at, and the last one of them. */
  readonly scanned: number;
  readonly last: Position | undefined;
  /** Events among them that one of the apps is entitled to, of which `rows` are the first `limit`. */
  readonly entitled: number;
  readonly rows: readonly EntitledRow[];
}

type WindowRow = (EntitledRow | { readonly event_id: null }) & {
  readonly horizon: string;
  readonly scanned: number;
  readonly entitled: number;
  readonly last_tx: string | null;
  readonly last_sequence: string | null;
  readonly last_occurred_at: Date | null;
};

// The reader stops at the oldest transaction that still runs: what that one commits later stands before what is committed
// already, and would be skipped. Horizon and rows are of one snapshot, since they are of one statement.
// As the system role with its own conditions, not as the app's: row-level security would filter below the limit, so that the
// scan would run on until it had found enough of this app's rows among everybody's.
// A connection may commit while an event is being published: hence the minute before the consent.
export function windowQuery(wanted: WindowWanted) {
  const { appIds, after, types, notIn, limit, windowSize, from, to } = wanted;
  return sql<WindowRow>`
    with horizon as materialized (
      select pg_snapshot_xmin(pg_current_snapshot()) as tx_id
    ),
    scanned as materialized (
      select e.tenant_id, e.id, e.type, e.occurred_at, e.undelivered_reason, e.tx_id, e.sequence
      from events e
      where (e.tx_id, e.sequence) > (${after.transaction.toString()}::xid8, ${after.sequence.toString()}::bigint)
        and e.tx_id < (select tx_id from horizon)
        and e.id >= uuid_floor(${from}) and e.id < uuid_floor(${to})
      order by e.tx_id, e.sequence
      limit ${windowSize}
    ),
    entitled as materialized (
      select c.app_id, s.tenant_id, s.id as event_id, s.type, s.occurred_at, s.tx_id, s.sequence,
        s.occurred_at < consented_since(c.connected_at, c.types_since, s.type) as is_early,
        dense_rank() over (order by s.tx_id, s.sequence) as place
      from scanned s
      join connections c on c.tenant_id = s.tenant_id and c.disabled_at is null
        and s.occurred_at >= consented_since(c.connected_at, c.types_since, s.type) - interval '1 minute'
      join apps a on a.id = c.app_id and a.deleted_at is null
      join app_versions v on v.app_id = c.app_id and v.version = c.accepted_version
      where c.app_id = any(${[...appIds]}::uuid[]) and s.type = any(v.event_types)
        and (s.undelivered_reason is null or s.undelivered_reason <> 'preview_off')
        ${types === undefined ? sql`` : sql`and s.type = any(${[...types]}::text[])`}
        ${notIn === undefined ? sql`` : sql`and not pg_visible_in_snapshot(s.tx_id, ${notIn}::pg_snapshot)`}
    )
    select h.tx_id::text as horizon,
      (select count(*)::integer from scanned) as scanned,
      (select coalesce(max(place), 0)::integer from entitled) as entitled,
      l.tx_id::text as last_tx, l.sequence::text as last_sequence, l.occurred_at as last_occurred_at,
      p.app_id, p.tenant_id, p.event_id, p.type, p.occurred_at, p.tx_id::text as tx_id, p.sequence::text as sequence,
      p.is_early
    from horizon h
    left join lateral (select * from scanned order by tx_id desc, sequence desc limit 1) l on true
    left join entitled p on p.place <= ${limit}
    order by p.place, p.app_id`;
}

/**
 * For the rest of the transaction the indexes of the commit order are merged, whatever the statistics of a table that grows all
 * day say: to sort a day's events first would take as long as the day has events.
 */
export async function readInOrder(trx: Db): Promise<void> {
  await sql`select set_config('enable_seqscan', 'off', true), set_config('enable_bitmapscan', 'off', true),
    set_config('enable_sort', 'off', true)`.execute(trx);
}

export async function readWindow(db: Db, wanted: WindowWanted): Promise<FeedWindow> {
  const { rows } = await db.transaction().execute(async (trx) => {
    await readInOrder(trx);
    return windowQuery(wanted).execute(trx);
  });
  const [first] = rows;
  if (first === undefined) throw new Error('there is always a horizon');
  const { last_tx, last_sequence, last_occurred_at } = first;
  return {
    horizon: BigInt(first.horizon),
    scanned: first.scanned,
    last:
      last_tx === null || last_sequence === null || last_occurred_at === null
        ? undefined
        : { transaction: BigInt(last_tx), sequence: BigInt(last_sequence), at: last_occurred_at },
    entitled: first.entitled,
    rows: rows.filter((row) => row.event_id !== null),
  };
}

/** What there is of an event for an app: the delivery that it has, or would have. */
export interface FeedRow extends EntitledRow {
  /** What all deliveries of the event share (see events/body.ts); null once it was erased. */
  readonly body: string | null;
  /** Null when the app has no webhook for the type. */
  readonly webhook_id: string | null;
  readonly delivery_id: string | null;
  /** Null when there is no delivery, as for an event from before the webhook. */
  readonly state: string | null;
  readonly reason: string | null;
  readonly attempts: number | null;
  readonly finished_at: Date | null;
}

/** Adds to each row what it takes to show it; in the order given. */
export async function findDetails(db: Db, entitled: readonly EntitledRow[]): Promise<FeedRow[]> {
  if (entitled.length === 0) return [];
  const ids = entitled.map((row) => row.event_id);
  // A range of constants, so that the partitions of other days are not even planned.
  const from = ids.reduce((least, id) => (id < least ? id : least)).slice(0, 13);
  const to = ids.reduce((most, id) => (id > most ? id : most)).slice(0, 13);
  const [lowest, highest] = [`${from}-0000-0000-000000000000`, `${to}-ffff-ffff-ffffffffffff`];
  const { rows } = await sql<Omit<FeedRow, keyof EntitledRow> & { readonly index: number }>`
    select p.index::integer as index, e.body, w.*
    from unnest(
      ${entitled.map((row) => row.tenant_id)}::bigint[], ${ids}::uuid[],
      ${entitled.map((row) => row.app_id)}::uuid[], ${entitled.map((row) => row.type)}::text[]
    ) with ordinality as p (tenant_id, event_id, app_id, type, index)
    left join lateral (
      select e.body from events e
      where e.tenant_id = p.tenant_id and e.id = p.event_id and e.id between ${lowest}::uuid and ${highest}::uuid
    ) e on true
    left join lateral (
      select w.id as webhook_id, delivery_id_for(p.event_id, w.id) as delivery_id,
        d.state, d.reason, d.attempts, d.finished_at
      from webhooks w
      left join deliveries d on d.tenant_id = p.tenant_id and d.id = delivery_id_for(p.event_id, w.id)
        and d.id between ${lowest}::uuid and ${highest}::uuid
      where w.app_id = p.app_id and w.event_type = p.type and (w.removed_at is null or d.id is not null)
      order by w.removed_at nulls first
      limit 1
    ) w on true
    order by p.index`.execute(db);
  return rows.map(({ index, ...detail }) => ({ ...entitled[index - 1]!, ...detail }));
}

/** The first consent to one of the apps that holds; undefined when none does. */
export async function findFirstConsent(db: Db, appIds: readonly string[]): Promise<Date | undefined> {
  const row = await db
    .selectFrom('connections')
    .select((eb) => eb.fn.min('connected_at').as('at'))
    .where('app_id', '=', sql<string>`any(${[...appIds]}::uuid[])`)
    .where('disabled_at', 'is', null)
    .executeTakeFirst();
  return row?.at ?? undefined;
}

/** Where everything begins that is committed from now on, and the snapshot that tells it from what is committed already. */
export async function findEnd(db: Db): Promise<{ horizon: bigint; snapshot: string }> {
  const { rows } = await sql<{ horizon: string; snapshot: string }>`
    select pg_snapshot_xmin(s)::text as horizon, s::text as snapshot from pg_current_snapshot() as s`.execute(
    db,
  );
  const [row] = rows;
  if (row === undefined) throw new Error('there is always a snapshot');
  return { horizon: BigInt(row.horizon), snapshot: row.snapshot };
}

export interface EntitledEvent {
  readonly tenantId: number;
  readonly eventId: string;
  readonly type: string;
  readonly occurredAt: Date;
  /** What all deliveries of the event share; see events/body.ts. */
  readonly body: string;
}

/** One event, by the same rules as the list; undefined also when its body was erased. */
export async function findEntitled(
  db: Db,
  appId: string,
  eventId: string,
): Promise<EntitledEvent | undefined> {
  const { rows } = await sql<EntitledEvent>`
    select e.tenant_id as "tenantId", e.id as "eventId", e.type, e.occurred_at as "occurredAt", e.body
    from connections c
    join app_versions v on v.app_id = c.app_id and v.version = c.accepted_version
    join events e on e.tenant_id = c.tenant_id and e.id = ${eventId}::uuid
    cross join lateral consented_since(c.connected_at, c.types_since, e.type) as since (at)
    where c.app_id = ${appId} and c.disabled_at is null and e.type = any(v.event_types)
      and e.body is not null
      and (e.occurred_at >= since.at or (e.occurred_at >= since.at - interval '1 minute' and exists (
        select from webhooks w join deliveries d on d.tenant_id = e.tenant_id and d.id = delivery_id_for(e.id, w.id)
        where w.app_id = c.app_id and w.event_type = e.type
      )))
      and (e.undelivered_reason is null or e.undelivered_reason <> 'preview_off')`.execute(db);
  return rows[0];
}

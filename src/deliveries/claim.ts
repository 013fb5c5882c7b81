import type { Pool } from 'pg';
import type { WithheldReason } from './outcome.ts';
import { withheldReason } from './withheld.ts';

/** A delivery leased to this process, with all that sending it takes. */
export interface ClaimedDelivery {
  readonly tenantId: number;
  readonly deliveryId: string;
  readonly webhookId: string;
  readonly leaseId: string;
  /** POSTs recorded so far; replays are not among them. */
  readonly attempts: number;
  /** The replay that this attempt is, if it is one. */
  readonly replayId: string | null;
  /** When the automatic retry that the replay interrupted is due; null: there is none. */
  readonly resumeAt: Date | null;
  readonly url: string;
  readonly contentType: string;
  readonly retrySchedule: 'standard' | 'extended';
  readonly rateLimitPerSecond: number | null;
  /** Sealed; the newest first. */
  readonly signingKeys: readonly [string] | readonly [string, string];
  /** Sealed likewise; none unless the webhook signs asymmetrically, too. */
  readonly keyPairs: readonly string[];
  /** Sealed. */
  readonly customHeaders: string | null;
  /** What all deliveries of the event share; see events/body.ts. */
  readonly sharedBody: string;
  /** Why it must not be sent, if so. */
  readonly withheld: WithheldReason | null;
  /** The lease that lapsed before this one: its process died while sending. */
  readonly lostLease: { readonly id: string; readonly at: Date } | null;
}

/** What one webhook has to receive of one tenant. */
export interface Lane {
  readonly webhookId: string;
  readonly tenantId: number;
}

export interface Claim {
  readonly now: Date;
  /** All in all. */
  readonly limit: number;
  readonly leaseUntil: Date;
  /** New at every claim: it fences whoever comes late. */
  readonly leaseId: string;
  /** How many deliveries these webhooks may get; none at 0. */
  readonly rooms: ReadonlyMap<string, number>;
  /** How many any other webhook may get. */
  readonly otherRoom: number;
  /** Where the lanes begin; null: at the first one. */
  readonly after: Lane | null;
}

export interface Claimed {
  readonly deliveries: ClaimedDelivery[];
  /** What a lane got at most; who got that much may have more waiting. */
  readonly perLane: number;
  /** There were too many lanes to look at all of them; the next claim goes on after this one. */
  readonly after: Lane | null;
}

interface ClaimedRow {
  lanes: number;
  last_webhook_id: string | null;
  last_tenant_id: number | null;
  tenant_id: number | null;
  delivery_id: string;
  webhook_id: string;
  lost_lease_id: string | null;
  lost_leased_at: Date | null;
  attempts: number;
  replay_id: string | null;
  resume_at: Date | null;
  body: string | null;
  is_first: boolean;
  url: string;
  content_type: string;
  retry_schedule: 'standard' | 'extended';
  rate_limit_per_second: number | null;
  signing_key: string;
  previous_signing_key: string | null;
  key_pairs: string[];
  custom_headers: string | null;
  withheld: WithheldReason | null;
}

/** A step of the walk over the lanes costs about 15 us. */
const MOST_LANES = 300;

/** The room of a lane's webhook: as this process says, else none while its circuit is open or it asked us to wait. */
const roomOf = (lane: string): string => `coalesce(
        ($5::jsonb ->> ${lane}.webhook_id::text)::integer,
        (select 0 from webhook_health h
          where h.webhook_id = ${lane}.webhook_id and (h.circuit = 'open' or h.throttled_until > $1)),
        $6::integer)`;

const isClaimable = (lane: string): string => `q.ready and q.webhook_id = ${lane}.webhook_id
        and q.tenant_id = ${lane}.tenant_id and q.due_at <= $1 and (q.leased_until is null or q.leased_until <= $1)`;

// The lanes are walked by skipping from one to the next in their index, past a whole webhook where there is no room. What is not
// ready, or of a webhook without room, is never touched, however much of it there is. Every lane gets the same share, a
// webhook's lanes share its room, and where there is less room than lanes the lease id draws who comes first.
// What a tenant's deliveries to one webhook share (its URL and keys, whether they may be sent at all) is looked up and
// returned once per claim, on the first of them: a full queue is mostly many deliveries to few webhooks.
const claimText = `
  with recursive lane (webhook_id, tenant_id, room, step) as (
    (
      select q.webhook_id, q.tenant_id, ${roomOf('q')}, 1
      from delivery_queue q
      where q.ready and (q.webhook_id, q.tenant_id) > ($7::uuid, $8::bigint)
      order by q.webhook_id, q.tenant_id
      limit 1
    )
    union all
    select n.webhook_id, n.tenant_id, ${roomOf('n')}, l.step + 1
    from lane l
    cross join lateral (
      select q.webhook_id, q.tenant_id
      from delivery_queue q
      where q.ready
        and (q.webhook_id, q.tenant_id) > (l.webhook_id, case when l.room > 0 then l.tenant_id else 9223372036854775807 end)
      order by q.webhook_id, q.tenant_id
      limit 1
    ) n
    where l.step < ${MOST_LANES}
  ),
  open_lane as (
    select webhook_id, tenant_id, room, count(*) over (partition by webhook_id) as lanes,
      row_number() over (partition by webhook_id order by hashint8extended(tenant_id, uuid_hash_extended($4, 0))) as place
    from lane l
    where room > 0 and exists (select from delivery_queue q where ${isClaimable('l')})
  ),
  share as materialized (
    select webhook_id, tenant_id,
      least(room / lanes + (place <= room % lanes)::integer, greatest(1, $2::integer / count(*) over ())) as share
    from open_lane
    where place <= room
    order by place, uuid_hash_extended(webhook_id, uuid_hash_extended($4, 0))
    limit $2::integer
  ),
  due as materialized (
    select d.*
    from share s
    cross join lateral (
      select q.tenant_id, q.delivery_id, q.lease_id, q.leased_at
      from delivery_queue q
      where ${isClaimable('s')}
      order by q.due_at
      limit s.share
      for update skip locked
    ) d
  ),
  leased as (
    update delivery_queue q
    set leased_until = $3, lease_id = $4, leased_at = $1
    from due
    where q.tenant_id = due.tenant_id and q.delivery_id = due.delivery_id
    returning q.tenant_id, q.delivery_id, q.event_id, q.webhook_id, q.attempts, q.replay_id, q.resume_at,
      due.lease_id as lost_lease_id, due.leased_at as lost_leased_at
  )
  select walk.*, l.tenant_id, l.delivery_id, l.webhook_id, l.attempts, l.replay_id, l.resume_at, l.lost_lease_id,
    l.lost_leased_at, l.is_first, e.body, t.*
  from (
    select (select count(*) from share)::integer as lanes, w.webhook_id as last_webhook_id, w.tenant_id as last_tenant_id
    from (values (1)) one
    left join lane w on w.step = ${MOST_LANES}
  ) walk
  left join (
    select *, row_number() over (partition by tenant_id, webhook_id) = 1 as is_first from leased
  ) l on true
  left join lateral (
    select w.url, w.content_type, w.retry_schedule, w.rate_limit_per_second, w.signing_key,
      case when w.previous_signing_key_until > $1 then w.previous_signing_key end as previous_signing_key,
      w.custom_headers,
      case when w.asymmetric_signing then array_remove(
        array[w.key_pair, case when w.previous_key_pair_until > $1 then w.previous_key_pair end], null) else '{}' end as key_pairs,
      ${withheldReason} as withheld
    from webhooks w
    join apps a on a.id = w.app_id
    left join connections c on c.tenant_id = l.tenant_id and c.app_id = w.app_id
    left join app_versions v on v.app_id = c.app_id and v.version = c.accepted_version
    where l.is_first and w.id = l.webhook_id
  ) t on true
  left join lateral (
    select body from events e where e.tenant_id = l.tenant_id and e.id = l.event_id
  ) e on true`;

const BEFORE_ALL: Lane = { webhookId: '00000000-0000-0000-0000-000000000000', tenantId: 0 };

/**
 * Leases up to `limit` due deliveries to this process, from every lane alike and the longest due of each. A lease until
 * `leaseUntil` instead of a lock: no transaction stays open while we wait for someone else's server, and a crashed worker's
 * rows can be claimed again unaided.
 */
export async function claimDue(pool: Pool, claim: Claim): Promise<Claimed> {
  const { webhookId, tenantId } = claim.after ?? BEFORE_ALL;
  const { rows } = await pool.query<ClaimedRow>({
    name: 'claim_due',
    text: claimText,
    values: [
      claim.now,
      claim.limit,
      claim.leaseUntil,
      claim.leaseId,
      JSON.stringify(Object.fromEntries(claim.rooms)),
      claim.otherRoom,
      webhookId,
      tenantId,
    ],
  });
  const leased = rows.filter((row) => row.tenant_id !== null) as (ClaimedRow & { tenant_id: number })[];
  const firsts = new Map(leased.filter((row) => row.is_first).map((row) => [laneKey(row), row]));
  const [walk] = rows;
  return {
    deliveries: leased.map((row) => toClaimed(row, firsts.get(laneKey(row)) ?? row, claim.leaseId)),
    perLane: Math.max(1, Math.floor(claim.limit / (walk?.lanes || 1))),
    after:
      walk === undefined || walk.last_webhook_id === null || walk.last_tenant_id === null
        ? null
        : { webhookId: walk.last_webhook_id, tenantId: walk.last_tenant_id },
  };
}

function toClaimed(
  row: ClaimedRow & { tenant_id: number },
  target: ClaimedRow,
  leaseId: string,
): ClaimedDelivery {
  return {
    tenantId: row.tenant_id,
    deliveryId: row.delivery_id,
    webhookId: row.webhook_id,
    leaseId,
    attempts: row.attempts,
    replayId: row.replay_id,
    resumeAt: row.resume_at,
    url: target.url,
    contentType: target.content_type,
    retrySchedule: target.retry_schedule,
    rateLimitPerSecond: target.rate_limit_per_second,
    signingKeys:
      target.previous_signing_key === null
        ? [target.signing_key]
        : [target.signing_key, target.previous_signing_key],
    keyPairs: target.key_pairs,
    customHeaders: target.custom_headers,
    sharedBody: row.body ?? '',
    withheld: row.body === null ? 'erased' : target.withheld,
    lostLease:
      row.lost_lease_id === null || row.lost_leased_at === null
        ? null
        : { id: row.lost_lease_id, at: row.lost_leased_at },
  };
}

function laneKey(row: ClaimedRow): string {
  return `${row.tenant_id} ${row.webhook_id}`;
}

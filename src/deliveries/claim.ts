import type { Pool } from 'pg';
import { isBlockedAt } from './endpoints/health.ts';
import type { LaneShare } from './lanes.ts';
import type { WithheldReason } from './outcome.ts';
import { type SentTo, sentTo, type Target, targetMembers } from './target.ts';
import { withheldReason } from './withheld.ts';

/** A delivery leased to this process, with all that sending it takes. */
export interface ClaimedDelivery extends SentTo {
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
  /** What all deliveries of the event share; see events/body.ts. */
  readonly sharedBody: string;
  /** Why it must not be sent, if so. */
  readonly withheld: WithheldReason | null;
  /** The lease that lapsed before this one: its process died while sending. */
  readonly lostLease: { readonly id: string; readonly at: Date } | null;
}

/** What of a lane to claim. */
export interface LaneClaim extends LaneShare {
  /** This process knows that the webhook may receive; else its circuit is asked. */
  readonly isTrusted: boolean;
}

export interface Claim {
  readonly now: Date;
  readonly lanes: readonly LaneClaim[];
  readonly leaseUntil: Date;
  /** New at every claim: it fences whoever comes late. */
  readonly leaseId: string;
}

interface ClaimedRow {
  tenant_id: number;
  delivery_id: string;
  webhook_id: string;
  lost_lease_id: string | null;
  lost_leased_at: Date | null;
  attempts: number;
  replay_id: string | null;
  resume_at: Date | null;
  body: string | null;
  target: (Target & { withheld: WithheldReason | null }) | null;
}

// What a tenant's deliveries to one webhook share (its URL and keys, whether they may be sent at all) is looked up and
// returned once per claim, on the first of them: a full queue is mostly many deliveries to few webhooks.
const claimText = `
  with share as (
    select * from unnest($4::uuid[], $5::bigint[], $6::integer[], $7::boolean[]) as s (webhook_id, tenant_id, share, is_trusted)
  ),
  due as materialized (
    select d.*
    from share s
    cross join lateral (
      select q.tenant_id, q.delivery_id, q.lease_id, q.leased_at
      from delivery_queue q
      where q.ready and q.webhook_id = s.webhook_id and q.tenant_id = s.tenant_id and q.due_at <= $1
        and (q.leased_until is null or q.leased_until <= $1)
      order by q.due_at
      limit s.share
      for update skip locked
    ) d
    where s.is_trusted or not exists (
      select from webhook_health h where h.webhook_id = s.webhook_id and ${isBlockedAt('h', '$1')}
    )
  ),
  leased as (
    update delivery_queue q
    set leased_until = $2, lease_id = $3, leased_at = $1
    from due
    where q.tenant_id = due.tenant_id and q.delivery_id = due.delivery_id
    returning q.tenant_id, q.delivery_id, q.event_id, q.webhook_id, q.attempts, q.replay_id, q.resume_at,
      due.lease_id as lost_lease_id, due.leased_at as lost_leased_at
  )
  select l.tenant_id, l.delivery_id, l.webhook_id, l.attempts, l.replay_id, l.resume_at, l.lost_lease_id, l.lost_leased_at,
    e.body, t.target
  from (
    select *, row_number() over (partition by tenant_id, webhook_id) = 1 as is_first from leased
  ) l
  left join lateral (
    select json_build_object(${targetMembers('w', '$1')}, 'withheld', ${withheldReason}) as target
    from webhooks w
    join apps a on a.id = w.app_id
    left join connections c on c.tenant_id = l.tenant_id and c.app_id = w.app_id
    left join app_versions v on v.app_id = c.app_id and v.version = c.accepted_version
    where l.is_first and w.id = l.webhook_id
  ) t on true
  left join lateral (
    select body from events e where e.tenant_id = l.tenant_id and e.id = l.event_id
  ) e on true`;

/**
 * Leases what is due in these lanes to this process, of each the longest due first and no more than its share. A lease until
 * `leaseUntil` instead of a lock: no transaction stays open while we wait for someone else's server, and a crashed worker's
 * rows can be claimed again unaided.
 */
export async function claimDue(
  pool: Pool,
  { now, lanes, leaseUntil, leaseId }: Claim,
): Promise<ClaimedDelivery[]> {
  if (lanes.length === 0) return [];
  const { rows } = await pool.query<ClaimedRow>({
    name: 'claim_due',
    text: claimText,
    values: [
      now,
      leaseUntil,
      leaseId,
      lanes.map((lane) => lane.webhookId),
      lanes.map((lane) => lane.tenantId),
      lanes.map((lane) => lane.share),
      lanes.map((lane) => lane.isTrusted),
    ],
  });
  const targets = new Map(rows.flatMap((row) => (row.target === null ? [] : [[laneKey(row), row.target]])));
  return rows.flatMap((row) => {
    const target = targets.get(laneKey(row));
    return target === undefined ? [] : [toClaimed(row, target, leaseId)];
  });
}

function toClaimed(
  row: ClaimedRow,
  target: NonNullable<ClaimedRow['target']>,
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
    ...sentTo(target),
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

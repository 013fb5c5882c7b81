import type { Pool } from 'pg';
import type { WithheldReason } from './outcome.ts';

// What runs for every delivery: raw SQL, prepared by name, on the raw pool.

/** A delivery leased to this process, with all that sending it takes. */
export interface ClaimedDelivery {
  readonly tenantId: number;
  readonly deliveryId: string;
  readonly leaseId: string;
  /** POSTs recorded so far. */
  readonly attempts: number;
  readonly url: string;
  readonly contentType: string;
  readonly retrySchedule: 'standard' | 'extended';
  readonly webhookId: string;
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

interface ClaimedRow {
  tenant_id: number;
  delivery_id: string;
  webhook_id: string;
  lost_lease_id: string | null;
  lost_leased_at: Date | null;
  attempts: number;
  body: string | null;
  is_first: boolean;
  url: string;
  content_type: string;
  retry_schedule: 'standard' | 'extended';
  signing_key: string;
  previous_signing_key: string | null;
  key_pairs: string[];
  custom_headers: string | null;
  withheld: WithheldReason | null;
}

// What a tenant's deliveries to one webhook share (its URL and keys, whether they may be sent at all) is looked up and
// returned once per claim, on the first of them: a full queue is mostly many deliveries to few webhooks.
const claimText = `
  with due as (
    select tenant_id, delivery_id, lease_id, leased_at
    from delivery_queue
    where due_at <= $1 and (leased_until is null or leased_until <= $1)
    order by due_at
    limit $2
    for update skip locked
  ),
  leased as (
    update delivery_queue q
    set leased_until = $3, lease_id = $4, leased_at = $1
    from due
    where q.tenant_id = due.tenant_id and q.delivery_id = due.delivery_id
    returning q.tenant_id, q.delivery_id, q.event_id, q.webhook_id, q.attempts,
      due.lease_id as lost_lease_id, due.leased_at as lost_leased_at
  )
  select l.tenant_id, l.delivery_id, l.webhook_id, l.attempts, l.lost_lease_id, l.lost_leased_at, l.is_first, e.body, t.*
  from (
    select *, row_number() over (partition by tenant_id, webhook_id) = 1 as is_first from leased
  ) l
  left join lateral (
    select w.url, w.content_type, w.retry_schedule, w.signing_key,
      case when w.previous_signing_key_until > $1 then w.previous_signing_key end as previous_signing_key,
      w.custom_headers,
      case when w.asymmetric_signing then array_remove(
        array[w.key_pair, case when w.previous_key_pair_until > $1 then w.previous_key_pair end], null) else '{}' end as key_pairs,
      case
        when a.deleted_at is not null then 'app_deleted'
        when w.removed_at is not null then 'webhook_removed'
        when c.app_id is null or c.disabled_at is not null or not w.event_type = any (v.event_types)
          then 'connection_disabled'
        when w.disabled_at is not null then 'webhook_disabled'
      end as withheld
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
 * Leases up to `limit` due deliveries to this process, the longest due first. A lease until `leaseUntil` instead of a lock:
 * no transaction stays open while we wait for someone else's server, and a crashed worker's rows can be claimed again
 * unaided. `leaseId` is new at every claim and fences whoever comes late.
 */
export async function claimDue(
  pool: Pool,
  claim: { readonly now: Date; readonly limit: number; readonly leaseUntil: Date; readonly leaseId: string },
): Promise<ClaimedDelivery[]> {
  const { rows } = await pool.query<ClaimedRow>({
    name: 'claim_due',
    text: claimText,
    values: [claim.now, claim.limit, claim.leaseUntil, claim.leaseId],
  });
  const firsts = new Map(rows.filter((row) => row.is_first).map((row) => [targetKey(row), row]));
  return rows.map((row) => {
    const target = firsts.get(targetKey(row)) ?? row;
    return {
      tenantId: row.tenant_id,
      deliveryId: row.delivery_id,
      leaseId: claim.leaseId,
      attempts: row.attempts,
      url: target.url,
      contentType: target.content_type,
      retrySchedule: target.retry_schedule,
      signingKeys:
        target.previous_signing_key === null
          ? [target.signing_key]
          : [target.signing_key, target.previous_signing_key],
      webhookId: row.webhook_id,
      keyPairs: target.key_pairs,
      customHeaders: target.custom_headers,
      sharedBody: row.body ?? '',
      withheld: row.body === null ? 'erased' : target.withheld,
      lostLease:
        row.lost_lease_id === null || row.lost_leased_at === null
          ? null
          : { id: row.lost_lease_id, at: row.lost_leased_at },
    };
  });
}

function targetKey(row: ClaimedRow): string {
  return `${row.tenant_id} ${row.webhook_id}`;
}

/** One line of the log of a delivery. `number` counts recorded POSTs; a lapsed lease has none and uses up no retry. */
export interface AttemptRecord {
  readonly number: number | null;
  readonly started_at: Date;
  readonly duration_ms: number | null;
  readonly url: string;
  readonly request_headers: object | null;
  readonly status: number | null;
  readonly error: string | null;
  readonly error_detail: string | null;
  readonly response_headers: object | null;
  readonly response_body: string | null;
}

/** What becomes of one leased delivery, in the names of the columns: it travels as JSON. */
export interface DeliveryRecord {
  readonly tenant_id: number;
  readonly delivery_id: string;
  readonly lease_id: string;
  readonly state: string;
  readonly reason: string | null;
  /** When it is due again; null when it is finished. */
  readonly due_at: Date | null;
  readonly finished_at: Date | null;
  /** Null when nothing was sent. */
  readonly attempt: AttemptRecord | null;
}

// A result travels as one array per column, and what needs quoting as one JSON array per column: a JSON object per result
// took PostgreSQL as long to take apart as all the rest of the statement.
// `finished` and `retried` return the whole result: joining back to it by key would be quadratic, since the planner
// cannot know how many rows an array holds.
const resultColumns = `r.tenant_id, r.delivery_id, r.lease_id, r.state, r.reason, r.finished_at, r.number, r.started_at,
  r.duration_ms, r.status, r.error, r.url, r.request_headers, r.error_detail, r.response_headers, r.response_body`;

const recordText = `
  with result as materialized (
    select * from rows from (
      unnest($1::bigint[], $2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::timestamptz[], $7::timestamptz[],
        $8::integer[], $9::timestamptz[], $10::integer[], $11::integer[], $12::text[]),
      json_array_elements_text($13), json_array_elements_text($14), json_array_elements_text($15),
      json_array_elements_text($16), json_array_elements_text($17)
    ) as r (tenant_id, delivery_id, lease_id, state, reason, due_at, finished_at,
      number, started_at, duration_ms, status, error,
      url, error_detail, request_headers, response_headers, response_body)
  ),
  finished as (
    delete from delivery_queue q
    using result r
    where r.due_at is null
      and q.tenant_id = r.tenant_id and q.delivery_id = r.delivery_id and q.lease_id = r.lease_id
    returning ${resultColumns}
  ),
  retried as (
    update delivery_queue q
    set due_at = r.due_at, lease_id = null, leased_at = null, leased_until = null, attempts = coalesce(r.number, q.attempts)
    from result r
    where r.due_at is not null
      and q.tenant_id = r.tenant_id and q.delivery_id = r.delivery_id and q.lease_id = r.lease_id
    returning ${resultColumns}
  ),
  kept as materialized (
    select * from finished union all select * from retried
  ),
  logged as (
    insert into attempts (tenant_id, delivery_id, id, number, started_at, duration_ms, url, request_headers, status,
      error, error_detail, response_headers, response_body)
    select tenant_id, delivery_id, lease_id, number, started_at, duration_ms, url, request_headers::json, status,
      error, error_detail, response_headers::json, response_body
    from kept
    where url is not null
  )
  update deliveries d
  set state = k.state, reason = k.reason, finished_at = k.finished_at, attempts = coalesce(k.number, d.attempts)
  from kept k
  where d.tenant_id = k.tenant_id and d.id = k.delivery_id and d.id between $18 and $19
  returning d.id`;

/** An array literal of values that need no quoting: numbers, ids, instants and codes. */
function arrayOf(values: readonly (string | number | null | undefined)[]): string {
  return `{${values.map((value) => value ?? 'NULL').join(',')}}`;
}

/**
 * Records a batch in one statement and returns the ids that counted. Fenced by `lease_id`: what came after the lease had
 * lapsed and another process had claimed it changes nothing.
 */
export async function recordResults(pool: Pool, records: readonly DeliveryRecord[]): Promise<Set<string>> {
  if (records.length === 0) return new Set();
  const ids = records.map((record) => record.delivery_id);
  const attempts = records.map((record) => record.attempt);
  const { rows } = await pool.query<{ id: string }>({
    name: 'record_results',
    text: recordText,
    values: [
      arrayOf(records.map((record) => record.tenant_id)),
      arrayOf(ids),
      arrayOf(records.map((record) => record.lease_id)),
      arrayOf(records.map((record) => record.state)),
      arrayOf(records.map((record) => record.reason)),
      arrayOf(records.map((record) => record.due_at?.toISOString())),
      arrayOf(records.map((record) => record.finished_at?.toISOString())),
      arrayOf(attempts.map((attempt) => attempt?.number)),
      arrayOf(attempts.map((attempt) => attempt?.started_at.toISOString())),
      arrayOf(attempts.map((attempt) => attempt?.duration_ms)),
      arrayOf(attempts.map((attempt) => attempt?.status)),
      arrayOf(attempts.map((attempt) => attempt?.error)),
      JSON.stringify(attempts.map((attempt) => attempt?.url)),
      JSON.stringify(attempts.map((attempt) => attempt?.error_detail)),
      JSON.stringify(attempts.map((attempt) => attempt?.request_headers)),
      JSON.stringify(attempts.map((attempt) => attempt?.response_headers)),
      JSON.stringify(attempts.map((attempt) => attempt?.response_body)),
      // The range of the batch, so that only the partitions of its days are opened.
      ids.reduce((least, id) => (id < least ? id : least)),
      ids.reduce((most, id) => (id > most ? id : most)),
    ],
  });
  return new Set(rows.map((row) => row.id));
}

/** Hands deliveries back that were claimed but could not be started in time; they are due again at once. */
export async function releaseLeases(
  pool: Pool,
  deliveries: readonly Pick<ClaimedDelivery, 'tenantId' | 'deliveryId' | 'leaseId'>[],
): Promise<void> {
  await pool.query({
    name: 'release_leases',
    text: `
      update delivery_queue q
      set lease_id = null, leased_at = null, leased_until = null
      from unnest($1::bigint[], $2::uuid[], $3::uuid[]) as r (tenant_id, delivery_id, lease_id)
      where q.tenant_id = r.tenant_id and q.delivery_id = r.delivery_id and q.lease_id = r.lease_id`,
    values: [
      deliveries.map((delivery) => delivery.tenantId),
      deliveries.map((delivery) => delivery.deliveryId),
      deliveries.map((delivery) => delivery.leaseId),
    ],
  });
}

/** Logs leases that lapsed: their process stopped somewhere between claiming and recording. */
export async function insertLostLeases(pool: Pool, claimed: readonly ClaimedDelivery[]): Promise<void> {
  const lost = claimed.flatMap(({ tenantId, deliveryId, url, lostLease }) =>
    lostLease === null
      ? []
      : [{ tenant_id: tenantId, delivery_id: deliveryId, id: lostLease.id, started_at: lostLease.at, url }],
  );
  if (lost.length === 0) return;
  await pool.query({
    text: `
      insert into attempts (tenant_id, delivery_id, id, started_at, url, error)
      select tenant_id, delivery_id, id, started_at, url, 'worker_lost'
      from json_to_recordset($1::json) as r (tenant_id bigint, delivery_id uuid, id uuid, started_at timestamptz, url text)
      on conflict do nothing`,
    values: [JSON.stringify(lost)],
  });
}

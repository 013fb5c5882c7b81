import type { Pool } from 'pg';

/**
 * One line of the log of a delivery. `number` counts the POSTs of its schedule; a replay, a lapsed lease and a fault of ours have none
 * and use up no retry.
 */
export interface AttemptRecord {
  readonly number: number | null;
  readonly replay_id: string | null;
  readonly started_at: Date;
  readonly duration_ms: number | null;
  readonly url: string;
  readonly request_headers: object | null;
  readonly status: number | null;
  readonly error: string | null;
  readonly error_detail: string | null;
  readonly response_headers: object | null;
  readonly response_body: string | null;
  /** Phases of it; null where a connection was used again or the phase was not reached. */
  readonly dns_ms: number | null;
  readonly connect_ms: number | null;
  readonly tls_ms: number | null;
  readonly first_byte_ms: number | null;
}

/** What becomes of one leased delivery, in the names of the columns: it travels as JSON. */
export interface DeliveryRecord {
  readonly tenant_id: number;
  readonly delivery_id: string;
  readonly webhook_id: string;
  readonly lease_id: string;
  /** Null: what it was before, since a replay has changed nothing. */
  readonly state: string | null;
  readonly reason: string | null;
  /** When it is due again; null when it is finished. */
  readonly due_at: Date | null;
  readonly finished_at: Date | null;
  /** The replay is over, and what is due next is an automatic retry. */
  readonly ends_replay: boolean;
  /** Null when nothing was sent. */
  readonly attempt: AttemptRecord | null;
  /** Of a 410, which is judged as one that disables the webhook. */
  readonly gone?: GoneRecord | undefined;
}

/** Whether the webhook is still the one that answered, and what becomes of the delivery if it is not. */
export interface GoneRecord {
  readonly renewals: number;
  readonly otherwise: DeliveryRecord;
}

// A result travels as one array per column, and what needs quoting as one JSON array per column: a JSON object per result
// took PostgreSQL as long to take apart as all the rest of the statement.
// `finished` and `retried` return the whole result: joining back to it by key would be quadratic, since the planner
// cannot know how many rows an array holds.
const resultColumns = `r.tenant_id, r.delivery_id, r.lease_id, r.state, r.reason, r.finished_at, r.number, r.started_at,
  r.duration_ms, r.status, r.error, r.url, r.request_headers, r.error_detail, r.response_headers, r.response_body,
  r.replay_id, r.dns_ms, r.connect_ms, r.tls_ms, r.first_byte_ms`;

const recordText = `
  with result as materialized (
    select * from rows from (
      unnest($1::bigint[], $2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::timestamptz[], $7::timestamptz[],
        $8::integer[], $9::timestamptz[], $10::integer[], $11::integer[], $12::text[], $20::boolean[], $21::uuid[],
        $22::integer[], $23::integer[], $24::integer[], $25::integer[]),
      json_array_elements_text($13), json_array_elements_text($14), json_array_elements_text($15),
      json_array_elements_text($16), json_array_elements_text($17)
    ) as r (tenant_id, delivery_id, lease_id, state, reason, due_at, finished_at,
      number, started_at, duration_ms, status, error, ends_replay, replay_id, dns_ms, connect_ms, tls_ms, first_byte_ms,
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
    set due_at = r.due_at, ready = false, lease_id = null, leased_at = null, leased_until = null,
      attempts = coalesce(r.number, q.attempts),
      replay_id = case when not r.ends_replay then q.replay_id end,
      resume_at = case when not r.ends_replay then q.resume_at end
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
      error, error_detail, response_headers, response_body, replay_id, dns_ms, connect_ms, tls_ms, first_byte_ms)
    select tenant_id, delivery_id, lease_id, number, started_at, duration_ms, url, request_headers::json, status,
      error, error_detail, response_headers::json, response_body, replay_id, dns_ms, connect_ms, tls_ms, first_byte_ms
    from kept
    where url is not null
  )
  update deliveries d
  set state = coalesce(k.state, d.state), attempts = coalesce(k.number, d.attempts),
    reason = case when k.state is null then d.reason else k.reason end,
    finished_at = case when k.state is null then d.finished_at else k.finished_at end
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
      arrayOf(records.map((record) => String(record.ends_replay))),
      arrayOf(attempts.map((attempt) => attempt?.replay_id)),
      arrayOf(attempts.map((attempt) => attempt?.dns_ms)),
      arrayOf(attempts.map((attempt) => attempt?.connect_ms)),
      arrayOf(attempts.map((attempt) => attempt?.tls_ms)),
      arrayOf(attempts.map((attempt) => attempt?.first_byte_ms)),
    ],
  });
  return new Set(rows.map((row) => row.id));
}

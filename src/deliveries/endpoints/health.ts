import type { Pool, PoolClient } from 'pg';
import { addSeconds } from '../../lib/clock.ts';
import { inTransaction } from '../../lib/db.ts';
import { type Circuit, type Health, healthy, judgeHealth, PROBE_SECONDS, type Report } from './circuit.ts';
import { addUse, type KeyUse, type PresentKeys } from './key-use.ts';

interface HealthRow extends KeyUse {
  webhook_id: string;
  circuit: Circuit;
  opened_at: Date | null;
  probe_at: Date | null;
  failed_probes: number;
  failure_weight: number;
  throttled_until: Date | null;
  failing_since: Date | null;
  failed_attempts: number;
  warned_days: number;
  last_success_at: Date | null;
  last_failure_at: Date | null;
  last_error: string | null;
}

const COLUMNS = `circuit, opened_at, probe_at, failed_probes, failure_weight, throttled_until, failing_since, failed_attempts,
  warned_days, last_success_at, last_failure_at, last_error, key_last_used_at, previous_key_last_used_at, key_pair_last_used_at,
  previous_key_pair_last_used_at`;

/**
 * Adds what this process saw to what all processes know. The rows are locked in the order of their ids, so that two processes that
 * report the same endpoints wait for each other and never in a circle.
 */
export async function mergeReports(
  pool: Pool,
  reports: ReadonlyMap<string, Report>,
  now: Date,
): Promise<void> {
  if (reports.size === 0) return;
  const ids = [...reports.keys()].toSorted();
  await inTransaction(pool, async (client) => {
    await client.query({
      name: 'insert_health',
      text: `
        insert into webhook_health (webhook_id)
        select id from webhooks where id = any ($1::uuid[]) order by id
        on conflict do nothing`,
      values: [ids],
    });
    const { rows } = await client.query<HealthRow>({
      name: 'lock_health',
      text: `
        select webhook_id, ${COLUMNS} from webhook_health
        where webhook_id = any ($1::uuid[])
        order by webhook_id
        for update`,
      values: [ids],
    });
    const keys = await listPresentKeys(client, reports);
    const judged = rows.map((row) => {
      const report = reports.get(row.webhook_id);
      const health = report === undefined ? toHealth(row) : judgeHealth(toHealth(row), report, now);
      return { ...toRow(row.webhook_id, health), ...usedKeys(row, report, keys.get(row.webhook_id)) };
    });
    await client.query({
      name: 'update_health',
      text: `
        update webhook_health h
        set (${COLUMNS}) = (select r.circuit, r.opened_at, r.probe_at, r.failed_probes, r.failure_weight, r.throttled_until,
          r.failing_since, r.failed_attempts, r.warned_days, r.last_success_at, r.last_failure_at, r.last_error,
          r.key_last_used_at, r.previous_key_last_used_at, r.key_pair_last_used_at, r.previous_key_pair_last_used_at)
        from json_populate_recordset(null::webhook_health, $1::json) r
        where h.webhook_id = r.webhook_id`,
      values: [JSON.stringify(judged)],
    });
  });
}

/**
 * The keys of webhooks that took something, read when their rows are locked: who rotates moves the instants in these rows after the
 * keys, so what is read here and what is written belong together.
 */
async function listPresentKeys(
  client: PoolClient,
  reports: ReadonlyMap<string, Report>,
): Promise<ReadonlyMap<string, PresentKeys>> {
  const ids = [...reports].filter(([, report]) => report.signedBy !== undefined).map(([id]) => id);
  if (ids.length === 0) return new Map();
  const { rows } = await client.query<PresentKeys & { id: string }>({
    name: 'list_present_keys',
    text: `
      select id, signing_key, previous_signing_key, key_pair, previous_key_pair
      from webhooks
      where id = any ($1::uuid[])`,
    values: [ids],
  });
  return new Map(rows.map((row) => [row.id, row]));
}

function usedKeys(row: HealthRow, report: Report | undefined, present: PresentKeys | undefined): KeyUse {
  const { key_last_used_at, previous_key_last_used_at, key_pair_last_used_at } = row;
  const before = {
    key_last_used_at,
    previous_key_last_used_at,
    key_pair_last_used_at,
    previous_key_pair_last_used_at: row.previous_key_pair_last_used_at,
  };
  if (present === undefined || report?.signedBy === undefined || report.succeededAt === null) return before;
  return addUse(before, present, report.signedBy, report.succeededAt);
}

function toHealth(row: HealthRow): Health {
  return {
    circuit: row.circuit,
    openedAt: row.opened_at,
    probeAt: row.probe_at,
    failedProbes: row.failed_probes,
    failureWeight: row.failure_weight,
    throttledUntil: row.throttled_until,
    failingSince: row.failing_since,
    failedAttempts: row.failed_attempts,
    warnedDays: row.warned_days,
    lastSuccessAt: row.last_success_at,
    lastFailureAt: row.last_failure_at,
    lastError: row.last_error,
  };
}

function toRow(webhookId: string, health: Health = healthy): Omit<HealthRow, keyof KeyUse> {
  return {
    webhook_id: webhookId,
    circuit: health.circuit,
    opened_at: health.openedAt,
    probe_at: health.probeAt,
    failed_probes: health.failedProbes,
    failure_weight: health.failureWeight,
    throttled_until: health.throttledUntil,
    failing_since: health.failingSince,
    failed_attempts: health.failedAttempts,
    warned_days: health.warnedDays,
    last_success_at: health.lastSuccessAt,
    last_failure_at: health.lastFailureAt,
    last_error: health.lastError,
  };
}

/** In SQL, of a row of `webhook_health` by its alias: whether nothing may be sent at the instant. */
export const isBlockedAt = (health: string, instant: string): string =>
  `(${health}.circuit <> 'closed' or ${health}.throttled_until > ${instant})`;

/** Those of these endpoints to which nothing may be sent now. */
export async function listBlocked(pool: Pool, webhookIds: readonly string[], now: Date): Promise<string[]> {
  if (webhookIds.length === 0) return [];
  const { rows } = await pool.query<{ webhook_id: string }>({
    name: 'list_blocked',
    text: `
      select h.webhook_id from webhook_health h where h.webhook_id = any ($1::uuid[]) and ${isBlockedAt('h', '$2')}`,
    values: [webhookIds, now],
  });
  return rows.map((row) => row.webhook_id);
}

/**
 * Takes the probes that are due and have something to try; over all processes one gets each. Their circuits are half open until its
 * result is told, or until somebody else takes the probe of a process that died.
 */
export async function takeProbes(pool: Pool, now: Date): Promise<string[]> {
  const { rows } = await pool.query<{ webhook_id: string }>({
    name: 'take_probes',
    text: `
      with due as (
        select h.webhook_id from webhook_health h
        where h.circuit <> 'closed' and h.probe_at <= $1 and coalesce(h.throttled_until <= $1, true)
          and exists (
            select from delivery_queue q
            where q.ready and q.webhook_id = h.webhook_id and (q.leased_until is null or q.leased_until <= $1)
          )
        order by h.webhook_id
        for update of h skip locked
      )
      update webhook_health h
      set circuit = 'half_open', probe_at = $2
      from due
      where h.webhook_id = due.webhook_id
      returning h.webhook_id`,
    values: [now, addSeconds(now, PROBE_SECONDS)],
  });
  return rows.map((row) => row.webhook_id);
}

export interface SlotRequest {
  readonly webhookId: string;
  readonly ratePerSecond: number;
  readonly count: number;
}

/**
 * Nobody reserves a slot that begins later: what was claimed begins within 10 s or is handed back, and a slot that is reserved and
 * not used is lost. With more than ten processes each waiting for its own, all of them would be.
 */
export const SLOTS_AHEAD_SECONDS = 8;

/**
 * Reserves moments at which POSTs to rate-limited webhooks may begin, evenly spaced, over all processes. Returns the first of each webhook;
 * the others follow every `1 / ratePerSecond` seconds, and a webhook that is not among them has none left in the next 8 s. Slots of a process
 * that dies are lost, so the limit is never exceeded.
 */
export async function reserveSlots(
  pool: Pool,
  requests: readonly SlotRequest[],
  now: Date,
): Promise<ReadonlyMap<string, Date>> {
  if (requests.length === 0) return new Map();
  const ordered = requests.toSorted((a, b) => (a.webhookId < b.webhookId ? -1 : 1));
  const { rows } = await pool.query<{ webhook_id: string; first_at: Date }>({
    name: 'reserve_slots',
    text: `
      with asked as (
        select * from unnest($1::uuid[], $2::double precision[]) as a (webhook_id, seconds)
      ),
      reserved as (
        insert into webhook_health as h (webhook_id, next_slot_at)
        select webhook_id, $3::timestamptz + make_interval(secs => seconds) from asked
        on conflict (webhook_id) do update
          set next_slot_at = greatest(h.next_slot_at, $3::timestamptz)
            + (excluded.next_slot_at - $3::timestamptz)
          where coalesce(h.next_slot_at <= $4, true)
        returning webhook_id, next_slot_at
      )
      select r.webhook_id, r.next_slot_at - make_interval(secs => a.seconds) as first_at
      from reserved r join asked a using (webhook_id)`,
    values: [
      ordered.map(({ webhookId }) => webhookId),
      ordered.map(({ count, ratePerSecond }) => count / ratePerSecond),
      now,
      addSeconds(now, SLOTS_AHEAD_SECONDS),
    ],
  });
  return new Map(rows.map((row) => [row.webhook_id, row.first_at]));
}

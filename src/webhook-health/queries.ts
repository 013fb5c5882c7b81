import { type Selectable, sql } from 'kysely';
import type { Db } from '../lib/db.ts';
import type { WebhookHealth as HealthTable } from '../lib/tables.ts';
import { isNeeded } from '../apps/needed.ts';
import { DISABLING_ATTEMPTS, DISABLING_DAYS, daysAfter, type Failing, WARNING_DAYS } from './failing.ts';
import { MOST_COUNTED } from './schema.ts';

export type HealthRow = Selectable<HealthTable>;

export interface CountedRow {
  readonly webhook_id: string;
  readonly waiting: number;
  readonly skipped: number;
  readonly oldest_skipped_at: Date | null;
}

/** What the workers have noted; of a webhook that was never tried there is nothing. */
export function listHealth(db: Db, webhookIds: readonly string[]): Promise<HealthRow[]> {
  return db.selectFrom('webhook_health').selectAll().where('webhook_id', 'in', webhookIds).execute();
}

/** What waits for each webhook and what was skipped while it was disabled, counted no further than is shown. */
export async function listCounts(db: Db, webhookIds: readonly string[]): Promise<CountedRow[]> {
  // Ready and not in two parts, since no index holds both.
  const { rows } = await sql<CountedRow>`
    select w.id as webhook_id, waiting.count::integer as waiting, skipped.count::integer as skipped,
      skipped.oldest_at as oldest_skipped_at
    from webhooks w
    cross join lateral (
      select count(*) from (
        (select from delivery_queue q where q.webhook_id = w.id and q.ready limit ${MOST_COUNTED})
        union all
        (select from delivery_queue q where q.webhook_id = w.id and not q.ready limit ${MOST_COUNTED})
        limit ${MOST_COUNTED}
      ) rows
    ) waiting
    cross join lateral (
      select count(*), min(created_at) as oldest_at from (
        select created_at from deliveries d
        where d.webhook_id = w.id and d.reason = 'webhook_disabled'
        order by d.id
        limit ${MOST_COUNTED}
      ) rows
    ) skipped
    where w.id = any(${webhookIds}::uuid[])`.execute(db);
  return rows;
}

const MOST_FAILING = 5_000;

/**
 * Webhooks that have failed since before this instant, the longest first. What is disabled, gone or needed by nobody is not among
 * them, nor what has been warned of all there is and cannot be disabled yet: of those there are ever more.
 */
export async function listFailing(db: Db, before: Date): Promise<(Failing & { webhookId: string })[]> {
  const { rows } = await sql<Failing & { webhookId: string }>`
    select h.webhook_id as "webhookId", h.failing_since as "failingSince", h.failed_attempts as "failedAttempts",
      h.last_failure_at as "lastFailureAt", h.warned_days as "warnedDays"
    from webhook_health h
    join webhooks w on w.id = h.webhook_id
    join apps a on a.id = w.app_id
    where h.failing_since <= ${before} and w.disabled_at is null and w.removed_at is null and a.deleted_at is null
      and (h.warned_days < ${WARNING_DAYS[1]} or (
        h.failed_attempts >= ${DISABLING_ATTEMPTS}
        and h.last_failure_at >= h.failing_since + make_interval(secs => ${DISABLING_DAYS * 86_400})
      ))
      and ${isNeeded}
    order by h.failing_since
    limit ${MOST_FAILING}`.execute(db);
  return rows;
}

/** Notes a warning, unless it was given or is no longer due; whether it did. */
export async function insertWarning(
  db: Db,
  webhookId: string,
  days: 1 | 3,
  mailDueAt: Date | null,
  now: Date,
): Promise<boolean> {
  const { rows } = await sql`
    with warned as (
      update webhook_health
      set warned_days = ${days}
      where webhook_id = ${webhookId} and failing_since <= ${daysAfter(now, -days)} and warned_days < ${days}
      returning webhook_id, failing_since
    )
    insert into webhook_notices (webhook_id, kind, since, at, mail_due_at)
    select webhook_id, ${days === 1 ? 'failing_1_day' : 'failing_3_days'}, failing_since, ${now}, ${mailDueAt} from warned
    on conflict do nothing
    returning webhook_id`.execute(db);
  return rows.length > 0;
}

export async function lockAppOf(trx: Db, webhookId: string): Promise<void> {
  await sql`
    select from apps where id = (select app_id from webhooks where id = ${webhookId}) for no key update`.execute(
    trx,
  );
}

/** Disables a webhook that still fails, unless it was disabled meanwhile. */
export async function updateDisabled(
  trx: Db,
  webhookId: string,
  enough: { readonly since: Date; readonly attempts: number },
  now: Date,
): Promise<void> {
  await sql`
    update webhooks w
    set disabled_at = ${now}, disabled_reason = 'failing'
    from webhook_health h
    where w.id = ${webhookId} and h.webhook_id = w.id and w.disabled_at is null
      and h.failing_since <= ${enough.since} and h.failed_attempts >= ${enough.attempts}`.execute(trx);
}

export interface DisabledRow {
  readonly app_id: string;
  readonly event_type: string;
  readonly disabled_reason: string;
  readonly failing_since: Date | null;
  readonly failed_attempts: number | null;
}

/** Notes every webhook that was disabled by no person and is not noted yet; of those who race, one gets each. */
export async function insertDisabledNotices(
  trx: Db,
  mailDueAt: Date | null,
  now: Date,
): Promise<DisabledRow[]> {
  const { rows } = await sql<DisabledRow>`
    with noted as (
      insert into webhook_notices (webhook_id, kind, since, at, mail_due_at)
      select w.id, 'disabled', w.disabled_at, ${now}, ${mailDueAt}::timestamptz
      from webhooks w
      join apps a on a.id = w.app_id
      where w.disabled_reason in ('gone', 'failing') and a.deleted_at is null and not exists (
        select from webhook_notices n where n.webhook_id = w.id and n.kind = 'disabled' and n.since = w.disabled_at
      )
      order by w.id
      on conflict do nothing
      returning webhook_id
    )
    select w.app_id, w.event_type, w.disabled_reason, h.failing_since, h.failed_attempts
    from noted n
    join webhooks w on w.id = n.webhook_id
    left join webhook_health h on h.webhook_id = w.id
    order by w.app_id`.execute(trx);
  return rows;
}

export async function countUpRevision(trx: Db, appId: string, now: Date): Promise<void> {
  await trx
    .updateTable('apps')
    .set((eb) => ({ revision: eb('revision', '+', 1), modified_at: now }))
    .where('id', '=', appId)
    .execute();
}

/**
 * Webhooks that get nothing any more although something waits for them: a crash or a race left it. Only of those the queue is asked, and
 * by its indexes: with a million deliveries waiting PostgreSQL would rather read all of them for each webhook, 25 s of a processor.
 */
export async function listEndedWithWaiting(trx: Db): Promise<string[]> {
  await sql`select set_config('enable_seqscan', 'off', true), set_config('enable_bitmapscan', 'off', true)`.execute(
    trx,
  );
  const { rows } = await sql<{ id: string }>`
    with ended as materialized (
      select w.id from webhooks w
      join apps a on a.id = w.app_id
      where w.disabled_at is not null or w.removed_at is not null or a.deleted_at is not null
    )
    select e.id from ended e
    where coalesce(
      (select true from delivery_queue q where q.webhook_id = e.id and q.ready and q.leased_until is null limit 1),
      (select true from delivery_queue q where q.webhook_id = e.id and not q.ready and q.leased_until is null limit 1),
      false
    )
    order by e.id
    limit 100`.execute(trx);
  return rows.map(({ id }) => id);
}

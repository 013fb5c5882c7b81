import { sql } from 'kysely';
import type { Db } from '../lib/db.ts';
import type { NoticeFacts } from './notice-mail.ts';

/** A notice that this process is mailing. */
export interface ClaimedNotice {
  readonly webhookId: string;
  readonly kind: NoticeFacts['kind'];
  /** As the database writes it: a Date would lose its microseconds. */
  readonly since: string;
  /** This one included. */
  readonly tries: number;
}

export interface NoticeSubject extends NoticeFacts {
  readonly appId: string;
  readonly appEmail: string;
  readonly organisationId: string;
}

/** Takes the notice that has been due longest, for a minute, then two, then four. */
export async function claimNotice(db: Db, now: Date): Promise<ClaimedNotice | undefined> {
  const { rows } = await sql<ClaimedNotice>`
    with due as (
      select webhook_id, kind, since from webhook_notices
      where mail_due_at <= ${now}
      order by mail_due_at
      limit 1
      for update skip locked
    )
    update webhook_notices n
    set mail_tries = n.mail_tries + 1, mail_due_at = ${now}::timestamptz + make_interval(secs => 60 * 2 ^ n.mail_tries)
    from due
    where n.webhook_id = due.webhook_id and n.kind = due.kind and n.since = due.since
    returning n.webhook_id as "webhookId", n.kind, n.since::text as since, n.mail_tries as tries`.execute(db);
  return rows[0];
}

/** What the notice is about, if it is still so: the webhook is still failing, or still disabled, since then. */
export async function findSubject(
  db: Db,
  { webhookId, kind, since }: ClaimedNotice,
): Promise<NoticeSubject | undefined> {
  const { rows } = await sql<Omit<NoticeSubject, 'origin' | 'kind'> & { url: string }>`
    select a.id as "appId", a.name as "appName", a.email as "appEmail", a.organisation_id as "organisationId",
      w.event_type as "eventType", w.url, w.disabled_reason as "disabledReason", h.failing_since as "failingSince",
      coalesce(h.failed_attempts, 0) as "failedAttempts", h.last_error as "lastError"
    from webhooks w
    join apps a on a.id = w.app_id
    left join webhook_health h on h.webhook_id = w.id
    where w.id = ${webhookId} and a.deleted_at is null and w.removed_at is null
      and case when ${kind === 'disabled'}::boolean then w.disabled_at = ${since}::timestamptz
        else w.disabled_at is null and h.failing_since = ${since}::timestamptz end`.execute(db);
  const [row] = rows;
  if (row === undefined) return undefined;
  const { url, ...subject } = row;
  return { ...subject, kind, origin: new URL(url).origin };
}

/** Nothing more is mailed about it; `mailedAt` says whether anything was. */
export async function settleNotice(
  db: Db,
  { webhookId, kind, since }: ClaimedNotice,
  mailedAt: Date | null,
): Promise<void> {
  await sql`
    update webhook_notices set mail_due_at = null, mailed_at = ${mailedAt}
    where webhook_id = ${webhookId} and kind = ${kind} and since = ${since}::timestamptz`.execute(db);
}

import { type RawBuilder, sql, type SqlBool } from 'kysely';
import type { Db } from '../lib/db.ts';
import type { DeliveryRow } from './queries.ts';

/** What is asked for of what was sent and answered; all of it must fit, and of attempts the same one. */
export interface LogSearch {
  /** Of an attempt's answer, both included. */
  readonly status?: { readonly from: number; readonly to: number } | undefined;
  /** Of an attempt. */
  readonly errorCode?: string | undefined;
  readonly sessionId?: string | undefined;
  /** A part of the URL that was dialled, or that would be, in any case. */
  readonly url?: string | undefined;
}

export const isEmpty = (search: LogSearch): boolean =>
  Object.values(search).every((value) => value === undefined);

/**
 * Which of these deliveries fit, by id. As the system: no app owns a row of the log, so the caller has read the deliveries as
 * the app. Each costs some lookups, so their number is the caller's to bound.
 */
export async function findFitting(
  db: Db,
  deliveries: readonly DeliveryRow[],
  search: LogSearch,
): Promise<ReadonlySet<string>> {
  if (deliveries.length === 0) return new Set();
  const { rows } = await sql<{ id: string }>`
    select d.id
    from unnest(${deliveries.map((one) => one.tenant_id)}::bigint[], ${deliveries.map((one) => one.id)}::uuid[],
      ${deliveries.map((one) => one.event_id)}::uuid[], ${deliveries.map((one) => one.webhook_id)}::uuid[])
      as d (tenant_id, id, event_id, webhook_id)
    where ${fitsLog(search)}`.execute(db);
  return new Set(rows.map(({ id }) => id));
}

function fitsLog({ status, errorCode, sessionId, url }: LogSearch): RawBuilder<SqlBool> {
  const ofAttempt = [
    ...(status === undefined ? [] : [sql`a.status between ${status.from} and ${status.to}`]),
    ...(errorCode === undefined ? [] : [sql`a.error = ${errorCode}`]),
  ];
  const attempt = (conditions: readonly RawBuilder<unknown>[]) => sql`exists (select from attempts a
    where a.tenant_id = d.tenant_id and a.delivery_id = d.id and ${sql.join([...conditions], sql` and `)})`;
  const part = url?.toLowerCase();
  return sql<SqlBool>`true
    ${ofAttempt.length === 0 ? sql`` : sql`and ${attempt(ofAttempt)}`}
    ${
      sessionId === undefined
        ? sql``
        : sql`and exists (select from events e
            where e.tenant_id = d.tenant_id and e.id = d.event_id and e.session_id = ${sessionId})`
    }
    ${
      part === undefined
        ? sql``
        : sql`and (exists (select from webhooks w where w.id = d.webhook_id and position(${part} in lower(w.url)) > 0)
            or ${attempt([sql`position(${part} in lower(a.url)) > 0`])})`
    }`;
}

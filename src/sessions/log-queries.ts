import { sql } from 'kysely';
import type { Db } from '../lib/db.ts';

// What happened to a session and why, for the office to read.

export type LogKind =
  | 'opened'
  | 'hint'
  | 'abandoned'
  | 'reopened'
  | 'not_qualified'
  | 'suppressed'
  | 'qualified'
  | 'filed'
  | 'followed_up'
  | 'completed'
  | 'blocked'
  | 'unblocked'
  | 'sent_on'
  | 'erased';

export interface LogEntry {
  readonly tenantId: number;
  readonly sessionId: string;
  readonly kind: LogKind;
  readonly detail?: Record<string, unknown>;
}

export async function insertLog(
  trx: Db,
  tenantId: number,
  sessionId: string,
  at: Date,
  entries: readonly Pick<LogEntry, 'kind' | 'detail'>[],
): Promise<void> {
  await insertLogs(
    trx,
    at,
    entries.map((entry) => ({ tenantId, sessionId, ...entry })),
  );
}

export async function insertLogs(trx: Db, at: Date, entries: readonly LogEntry[]): Promise<void> {
  await sql`
    insert into session_log (tenant_id, session_id, at, kind, detail)
    select tenant_id, session_id, ${at}, kind, detail
    from unnest(${entries.map(({ tenantId }) => tenantId)}::bigint[], ${entries.map(({ sessionId }) => sessionId)}::text[],
      ${entries.map(({ kind }) => kind)}::text[], ${entries.map(({ detail = {} }) => JSON.stringify(detail))}::jsonb[]
    ) as e (tenant_id, session_id, kind, detail)`.execute(trx);
}

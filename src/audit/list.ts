import { Type } from 'typebox';
import type { Db } from '../lib/db.ts';

/** Whose log is read; call it inside `withApp` or `withTenant`. */
export type AuditSubject = { readonly appId: string } | { readonly tenantId: number };

export const AuditQuery = Type.Object({
  limit: Type.Optional(
    Type.String({ pattern: '^([1-9]|[1-9]\\d|1\\d\\d|200)$', description: '1 to 200; 50.' }),
  ),
  cursor: Type.Optional(
    Type.String({
      pattern: '^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$',
      description: 'The `nextCursor` of the page before.',
    }),
  ),
});
export type AuditQuery = Type.Static<typeof AuditQuery>;

const orNull = <Schema extends Type.TSchema>(schema: Schema) => Type.Union([schema, Type.Null()]);

export const AuditLine = Type.Object({
  id: Type.String(),
  at: Type.String({ format: 'date-time' }),
  action: Type.String({ description: 'What was done, as subject.verb.' }),
  actor: Type.String({ description: '`person`, or `command_line` for the shell on the server.' }),
  personId: orNull(Type.String()),
  personEmail: orNull(Type.String()),
  ipAddress: orNull(Type.String()),
  tenantId: orNull(Type.Integer()),
  appId: orNull(Type.String()),
  detail: Type.Object({}, { additionalProperties: true }),
});
export type AuditLine = Type.Static<typeof AuditLine>;

export const AuditPage = Type.Object({
  data: Type.Array(AuditLine),
  nextCursor: orNull(Type.String({ description: 'For the page after this; null on the last.' })),
});
export type AuditPage = Type.Static<typeof AuditPage>;

const DEFAULT_LIMIT = 50;

/** A page of the audit log, the newest line first. */
export async function listAudit(db: Db, subject: AuditSubject, query: AuditQuery): Promise<AuditPage> {
  const limit = query.limit === undefined ? DEFAULT_LIMIT : Number(query.limit);
  const { cursor } = query;
  const rows = await db
    .selectFrom('audit_log')
    .selectAll()
    .$if('appId' in subject, (lines) => lines.where('app_id', '=', (subject as { appId: string }).appId))
    .$if('tenantId' in subject, (lines) =>
      lines.where('tenant_id', '=', (subject as { tenantId: number }).tenantId),
    )
    .$if(cursor !== undefined, (lines) => lines.where('id', '<', cursor ?? ''))
    .orderBy('id', 'desc')
    .limit(limit + 1)
    .execute();
  const page = rows.slice(0, limit);
  return {
    data: page.map((row) => ({
      id: row.id,
      at: row.at.toISOString(),
      action: row.action,
      actor: row.actor,
      personId: row.person_id,
      personEmail: row.person_email,
      ipAddress: row.ip_address,
      tenantId: row.tenant_id,
      appId: row.app_id,
      detail: row.detail as Record<string, unknown>,
    })),
    nextCursor: rows.length > limit ? (page.at(-1)?.id ?? null) : null,
  };
}

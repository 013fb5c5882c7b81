import { sql } from 'kysely';
import { Type } from 'typebox';
import type { Db } from '../lib/db.ts';
import { lowestIdOf } from '../lib/ids.ts';

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
  actor: Type.String({
    description:
      'As whom somebody did it: `tenant`, `developer`, `operator`, `person` for what is their own, `command_line` for the shell on the server, or `system` for fieldhook itself.',
  }),
  personId: orNull(Type.String({ description: 'Null, like address and e-mail, of outsiders.' })),
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

/** Which lines are asked for; all of it must fit. */
export interface AuditFilter {
  readonly appId?: string | undefined;
  readonly tenantId?: number | undefined;
  readonly personId?: string | undefined;
  readonly action?: string | undefined;
  /** As whom it was done. */
  readonly actor?: string | undefined;
  /** Only what was done for a tenant, or by somebody who works for it now: of others the readers do not learn who it was. */
  readonly isByInsider?: boolean;
  /** Inclusive. */
  readonly from?: Date | undefined;
  /** Exclusive. */
  readonly until?: Date | undefined;
  /** Without the lines of the other environment's tenants; what is no tenant's belongs to both. */
  readonly environment?: string | undefined;
  /** Without refusals by tenants that have never been connected. */
  readonly hidesStrangersRefusals?: boolean;
}

/**
 * A page of the audit log, the newest line first, with everything in it. For an app or a tenant call it inside `withApp` or
 * `withTenant`, and `hideOutsiders` in what it returns.
 */
export async function listAudit(db: Db, filter: AuditFilter, query: AuditQuery): Promise<AuditPage> {
  const limit = query.limit === undefined ? DEFAULT_LIMIT : Number(query.limit);
  const { appId, tenantId, personId, action, actor, environment, from, until } = filter;
  const { cursor } = query;
  const rows = await db
    .selectFrom('audit_log as line')
    .selectAll()
    .$if(appId !== undefined, (lines) => lines.where('app_id', '=', appId!))
    .$if(tenantId !== undefined, (lines) => lines.where('tenant_id', '=', tenantId!))
    .$if(personId !== undefined, (lines) => lines.where('person_id', '=', personId!))
    .$if(action !== undefined, (lines) => lines.where('action', '=', action!))
    .$if(actor !== undefined, (lines) => lines.where('actor', '=', actor!))
    .$if(filter.isByInsider === true, (lines) => lines.where(isByInsider))
    .$if(from !== undefined, (lines) => lines.where('id', '>=', lowestIdOf(from!)))
    .$if(until !== undefined, (lines) => lines.where('id', '<', lowestIdOf(until!)))
    .$if(environment !== undefined, (lines) => lines.where(isOfEnvironment(environment!)))
    .$if(filter.hidesStrangersRefusals === true, (lines) => lines.where(isNoStrangersRefusal))
    .$if(cursor !== undefined, (lines) => lines.where('id', '<', cursor!))
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

const isByInsider = sql<boolean>`(line.actor = 'tenant' or exists (
  select from tenant_members m where m.tenant_id = line.tenant_id and m.person_id = line.person_id))`;

function isOfEnvironment(environment: string) {
  return sql<boolean>`(line.tenant_id is null
    or exists (select from tenants t where t.id = line.tenant_id and t.environment = ${environment}))`;
}

/** It is connected, or once was: what ends a connection leaves the line of its beginning. */
const isNoStrangersRefusal = sql<boolean>`(line.action <> 'connection.declined'
  or exists (select from connections c where c.app_id = line.app_id and c.tenant_id = line.tenant_id)
  or exists (select from audit_log allowed where allowed.action = 'connection.allowed'
    and allowed.app_id = line.app_id and allowed.tenant_id = line.tenant_id))`;

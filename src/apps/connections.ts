import { sql } from 'kysely';
import { type Static, Type } from 'typebox';
import type { Db } from '../lib/db.ts';
import { withApp } from '../lib/isolation.ts';

const orNull = <Schema extends Type.TSchema>(schema: Schema) => Type.Union([schema, Type.Null()]);

export const ConnectionsQuery = Type.Object({
  limit: Type.Optional(
    Type.String({ pattern: '^([1-9]\\d{0,2}|1000)$', description: '1 to 1000; 200 unless given.' }),
  ),
  cursor: Type.Optional(
    Type.String({ pattern: '^[1-9]\\d{0,15}$', description: 'The `nextCursor` of the page before.' }),
  ),
});
export type ConnectionsQuery = Static<typeof ConnectionsQuery>;

export const ConnectionView = Type.Object({
  tenantId: Type.Integer(),
  note: orNull(Type.String()),
  named: Type.Boolean({ description: 'Whether the app names the tenant itself.' }),
  networkId: orNull(Type.Integer({ description: 'The network whose tenants share the client.' })),
  state: Type.String({
    description:
      '`not_connected_yet`, `connected` or `disabled`. An id that names no tenant is not connected yet, like any other.',
  }),
  connectedVersion: orNull(Type.Integer()),
  scopes: Type.Array(Type.String(), { description: 'In force: those of the connected version.' }),
  eventTypes: Type.Array(Type.String()),
  clientId: orNull(Type.String()),
  hasSecret: Type.Boolean({ description: 'Whether the client has a secret that is not revoked.' }),
  connectedAt: orNull(Type.String({ format: 'date-time' })),
});
export type ConnectionView = Static<typeof ConnectionView>;

export const ConnectionsPage = Type.Object({
  data: Type.Array(ConnectionView),
  nextCursor: orNull(Type.String({ description: 'For the page after this; null on the last.' })),
});

interface ConnectionRow {
  readonly tenant_id: number;
  readonly note: string | null;
  readonly named: boolean;
  readonly network_id: number | null;
  readonly accepted_version: number | null;
  readonly disabled_at: Date | null;
  readonly connected_at: Date | null;
  readonly client_id: string | null;
  readonly has_secret: boolean;
  readonly scopes: string[] | null;
  readonly event_types: string[] | null;
}

const DEFAULT_LIMIT = 200;

/**
 * The tenants that the app names and those that have connected, as members of a network or while they were still named.
 * Tenants themselves are not looked up: nothing here depends on whether an id exists or who else is in a network.
 */
export async function listConnections(
  db: Db,
  appId: string,
  query: ConnectionsQuery,
): Promise<Static<typeof ConnectionsPage>> {
  const limit = Number(query.limit ?? DEFAULT_LIMIT);
  const after = Number(query.cursor ?? 0);
  const { rows } = await withApp(db, appId, (trx) =>
    sql<ConnectionRow>`
      select coalesce(n.tenant_id, c.tenant_id) as tenant_id, n.note, n.tenant_id is not null as named, k.network_id,
        c.accepted_version, c.disabled_at, c.connected_at, c.client_id, v.scopes, v.event_types,
        exists (select from client_secrets s where s.client_id = c.client_id and s.revoked_at is null) as has_secret
      from (select tenant_id, note from app_tenants where app_id = ${appId} and tenant_id > ${after}) n
      full join (select * from connections where app_id = ${appId} and tenant_id > ${after}) c
        on c.tenant_id = n.tenant_id
      left join clients k on k.id = c.client_id
      left join app_versions v on v.app_id = c.app_id and v.version = c.accepted_version
      order by 1
      limit ${limit + 1}`.execute(trx),
  );
  const page = rows.slice(0, limit);
  return {
    data: page.map(toView),
    nextCursor: rows.length > limit ? String(page.at(-1)?.tenant_id) : null,
  };
}

function toView(row: ConnectionRow): ConnectionView {
  return {
    tenantId: row.tenant_id,
    note: row.note,
    named: row.named,
    networkId: row.network_id,
    state:
      row.connected_at === null ? 'not_connected_yet' : row.disabled_at === null ? 'connected' : 'disabled',
    connectedVersion: row.accepted_version,
    scopes: row.scopes ?? [],
    eventTypes: row.event_types ?? [],
    clientId: row.client_id,
    hasSecret: row.has_secret,
    connectedAt: row.connected_at?.toISOString() ?? null,
  };
}

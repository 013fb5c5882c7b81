import { sql } from 'kysely';
import { validate as isUuid } from 'uuid';
import type { Db } from '../lib/db.ts';

/** An app as one tenant sees it: what it asks for, and what the tenant accepted. */
export type VisibleAppRow = Awaited<ReturnType<typeof listVisibleApps>>[number];

/**
 * The apps that a tenant sees: those that named it or its network, once the vendor approved them or if they belong to the
 * tenant's own network; and those it is connected to, whatever became of that. To be called inside `withTenant`.
 */
function visibleApps(db: Db, tenantId: number) {
  return db
    .selectFrom('apps as a')
    .innerJoin('developer_organisations as o', 'o.id', 'a.organisation_id')
    .innerJoinLateral(
      (from) =>
        from
          .selectFrom('app_versions')
          .select(['version', 'scopes', 'event_types', 'created_at'])
          .whereRef('app_id', '=', 'a.id')
          .orderBy('version', 'desc')
          .limit(1)
          .as('newest'),
      (join) => join.onTrue(),
    )
    .leftJoin('connections as c', (join) =>
      join.onRef('c.app_id', '=', 'a.id').on('c.tenant_id', '=', tenantId),
    )
    .leftJoin('clients as k', 'k.id', 'c.client_id')
    .leftJoin('networks as n', 'n.id', 'k.network_id')
    .leftJoin('app_versions as v', (join) =>
      join.onRef('v.app_id', '=', 'c.app_id').onRef('v.version', '=', 'c.accepted_version'),
    )
    .select([
      'a.id',
      'a.name',
      'a.description',
      'a.category',
      'a.organization_name',
      'a.website',
      'a.email',
      'a.credential_mode',
      'newest.version as newest_version',
      'newest.scopes as newest_scopes',
      'newest.event_types as newest_event_types',
      'newest.created_at as newest_created_at',
      'c.client_id',
      'c.accepted_version',
      'c.connected_at',
      'c.disabled_at',
      'k.network_id',
      'n.name as network_name',
      'v.scopes as accepted_scopes',
      'v.event_types as accepted_event_types',
    ])
    .select((select) =>
      select
        .selectFrom('client_secrets as s')
        .select((of) => of.fn.max('s.last_used_at').as('last_used_at'))
        .whereRef('s.client_id', '=', 'c.client_id')
        .as('last_used_at'),
    )
    .where('a.deleted_at', 'is', null)
    .where(
      sql<boolean>`a.id in (
        select app_id from app_tenants where tenant_id = ${tenantId}
        union all
        select n.app_id from app_networks n join tenants t on t.network_id = n.network_id where t.id = ${tenantId}
        union all
        select app_id from connections where tenant_id = ${tenantId})`,
    )
    .where((where) =>
      where.or([
        where('c.tenant_id', 'is not', null),
        where('a.approved_at', 'is not', null),
        where('o.tenant_id', 'in', sql<number>`(select network_tenants())`),
      ]),
    );
}

/** By name; those after the app whose id is given, whatever became of it. One row more than a page holds, if there is one. */
export function listVisibleApps(
  db: Db,
  tenantId: number,
  which: 'available' | 'connected',
  {
    limit,
    after,
    search,
  }: { readonly limit: number; readonly after: string | undefined; readonly search: string | undefined },
) {
  const text = search?.trim() ?? '';
  const pattern = `%${text.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;
  return visibleApps(db, tenantId)
    .$if(which === 'connected', (apps) => apps.where('c.tenant_id', 'is not', null))
    .$if(text !== '', (apps) =>
      apps.where((where) =>
        where.or([where('a.name', 'ilike', pattern), where('a.organization_name', 'ilike', pattern)]),
      ),
    )
    .$if(after !== undefined, (apps) =>
      apps.where(sql<boolean>`(a.name, a.id) > (select name, id from apps where id = ${after})`),
    )
    .orderBy('a.name')
    .orderBy('a.id')
    .limit(limit + 1)
    .execute();
}

/** Any other id, a malformed one too, finds nothing. */
export async function findVisibleApp(
  db: Db,
  tenantId: number,
  appId: string,
): Promise<VisibleAppRow | undefined> {
  if (!isUuid(appId)) return undefined;
  return visibleApps(db, tenantId).where('a.id', '=', appId).executeTakeFirst();
}

/**
 * The network of a tenant, which keeps it until the transaction ends: an operator who moves the tenant waits.
 */
export async function lockNetworkOf(trx: Db, tenantId: number): Promise<number | null> {
  const { network_id: networkId } = await trx
    .selectFrom('tenants')
    .select('network_id')
    .where('id', '=', tenantId)
    .forShare()
    .executeTakeFirstOrThrow();
  return networkId;
}

export async function isNetworkNamed(db: Db, appId: string, networkId: number): Promise<boolean> {
  const row = await db
    .selectFrom('app_networks')
    .select('app_id')
    .where('app_id', '=', appId)
    .where('network_id', '=', networkId)
    .executeTakeFirst();
  return row !== undefined;
}

export type ClientOwner = { readonly tenant_id: number } | { readonly network_id: number };

/** Makes the one client of an app and a tenant or network; false when there is one. */
export async function insertClient(
  trx: Db,
  { id, appId, owner }: { id: string; appId: string; owner: ClientOwner },
  now: Date,
): Promise<boolean> {
  const made = await trx
    .insertInto('clients')
    .values({ id, app_id: appId, created_at: now, ...owner })
    .onConflict((conflict) =>
      conflict.columns(['app_id', 'tenant_id' in owner ? 'tenant_id' : 'network_id']).doNothing(),
    )
    .returning('id')
    .executeTakeFirst();
  return made !== undefined;
}

export async function findClientId(db: Db, appId: string, owner: ClientOwner): Promise<string> {
  const { id } = await db
    .selectFrom('clients')
    .select('id')
    .where('app_id', '=', appId)
    .$if('tenant_id' in owner, (query) =>
      query.where('tenant_id', '=', (owner as { tenant_id: number }).tenant_id),
    )
    .$if('network_id' in owner, (query) =>
      query.where('network_id', '=', (owner as { network_id: number }).network_id),
    )
    .executeTakeFirstOrThrow();
  return id;
}

/** False when the tenant is connected to the app already. */
export async function insertConnection(
  trx: Db,
  connection: { tenantId: number; appId: string; version: number; clientId: string; personId: string | null },
  now: Date,
): Promise<boolean> {
  const made = await trx
    .insertInto('connections')
    .values({
      tenant_id: connection.tenantId,
      app_id: connection.appId,
      accepted_version: connection.version,
      client_id: connection.clientId,
      connected_by: connection.personId,
      connected_at: now,
      modified_at: now,
    })
    .onConflict((conflict) => conflict.columns(['tenant_id', 'app_id']).doNothing())
    .returning('app_id')
    .executeTakeFirst();
  return made !== undefined;
}

/** The connection, which nobody else changes or ends until the transaction ends. */
export function lockConnection(trx: Db, tenantId: number, appId: string) {
  return trx
    .selectFrom('connections')
    .select(['client_id', 'accepted_version', 'disabled_at', 'types_since'])
    .where('tenant_id', '=', tenantId)
    .where('app_id', '=', appId)
    .forUpdate()
    .executeTakeFirst();
}

export async function updateConnection(
  trx: Db,
  { tenantId, appId }: { tenantId: number; appId: string },
  values: { accepted_version: number; types_since: string } | { disabled_at: Date | null },
  now: Date,
): Promise<void> {
  await trx
    .updateTable('connections')
    .set({ ...values, modified_at: now })
    .where('tenant_id', '=', tenantId)
    .where('app_id', '=', appId)
    .execute();
}

import type { Selectable } from 'kysely';
import type { Db } from '../lib/db.ts';
import { MAX_ID } from '../lib/ids.ts';
import type { Networks, Tenants } from '../lib/tables.ts';
import type { Environment } from '../people/principal.ts';
import type { SearchQuery } from './schema.ts';

export type TenantRow = Selectable<Tenants>;
export type NetworkRow = Selectable<Networks>;

const DEFAULT_LIMIT = 50;

export interface Page<Row> {
  readonly rows: Row[];
  readonly nextCursor: string | null;
}

export async function searchTenants(
  db: Db,
  environment: Environment,
  query: SearchQuery,
): Promise<Page<TenantRow>> {
  const { limit, after, name, id } = readSearch(query);
  const rows = await db
    .selectFrom('tenants')
    .selectAll()
    .where('environment', '=', environment)
    .where('id', '>', after)
    .$if(name !== undefined, (tenants) =>
      tenants.where((where) => where.or([where('name', 'ilike', name!), where('id', '=', id)])),
    )
    .orderBy('id')
    .limit(limit + 1)
    .execute();
  return toPage(rows, limit);
}

export async function searchNetworks(
  db: Db,
  environment: Environment,
  query: SearchQuery,
): Promise<Page<NetworkRow>> {
  const { limit, after, name, id } = readSearch(query);
  const rows = await db
    .selectFrom('networks')
    .selectAll()
    .where('environment', '=', environment)
    .where('id', '>', after)
    .$if(name !== undefined, (networks) =>
      networks.where((where) => where.or([where('name', 'ilike', name!), where('id', '=', id)])),
    )
    .orderBy('id')
    .limit(limit + 1)
    .execute();
  return toPage(rows, limit);
}

/** `id` is 0, which nothing has, when what is searched for is no id. */
function readSearch({ search, limit, cursor }: SearchQuery) {
  const text = search?.trim() ?? '';
  return {
    limit: limit === undefined ? DEFAULT_LIMIT : Number(limit),
    after: cursor === undefined ? 0 : Number(cursor),
    name: text === '' ? undefined : `%${text.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`,
    id: /^\d{1,16}$/.test(text) && Number(text) <= MAX_ID ? Number(text) : 0,
  };
}

function toPage<Row extends { id: number }>(rows: Row[], limit: number): Page<Row> {
  const page = rows.slice(0, limit);
  return { rows: page, nextCursor: rows.length > limit ? String(page.at(-1)?.id) : null };
}

export function findTenant(
  db: Db,
  tenantId: number,
  environment: Environment,
): Promise<TenantRow | undefined> {
  return db
    .selectFrom('tenants')
    .selectAll()
    .where('id', '=', tenantId)
    .where('environment', '=', environment)
    .executeTakeFirst();
}

/** The tenant, which nobody else changes until the transaction ends. */
export function lockTenant(
  trx: Db,
  tenantId: number,
  environment: Environment,
): Promise<TenantRow | undefined> {
  return trx
    .selectFrom('tenants')
    .selectAll()
    .where('id', '=', tenantId)
    .where('environment', '=', environment)
    .forNoKeyUpdate()
    .executeTakeFirst();
}

/** Changes a locked tenant and counts its revision up. */
export function updateTenant(
  trx: Db,
  { id, revision }: TenantRow,
  values: { name?: string; time_zone?: string; region?: string; network_id?: number | null },
): Promise<TenantRow> {
  return trx
    .updateTable('tenants')
    .set({ ...values, revision: revision + 1 })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow();
}

export function listOwnTenants(db: Db, tenantIds: readonly number[]) {
  return db
    .selectFrom('tenants')
    .select(['id', 'name', 'environment', 'preview'])
    .where('id', 'in', tenantIds.length === 0 ? [0] : tenantIds)
    .orderBy('name')
    .orderBy('id')
    .execute();
}

export function findTenantWithNetwork(db: Db, tenantId: number) {
  return db
    .selectFrom('tenants as t')
    .leftJoin('networks as n', 'n.id', 't.network_id')
    .select(['t.id', 't.name', 't.environment', 't.time_zone', 't.region'])
    .select(['n.id as network_id', 'n.name as network_name'])
    .where('t.id', '=', tenantId)
    .executeTakeFirst();
}

export function findNetwork(
  db: Db,
  networkId: number,
  environment: Environment,
): Promise<NetworkRow | undefined> {
  return db
    .selectFrom('networks')
    .selectAll()
    .where('id', '=', networkId)
    .where('environment', '=', environment)
    .executeTakeFirst();
}

export function insertNetwork(
  trx: Db,
  network: { name: string; environment: Environment },
  now: Date,
): Promise<NetworkRow> {
  return trx
    .insertInto('networks')
    .values({ ...network, created_at: now })
    .returningAll()
    .executeTakeFirstOrThrow();
}

/** Renames a network if its revision is still this one: of two who read the same, one is too late. */
export function updateNetwork(
  trx: Db,
  { id, revision }: Pick<NetworkRow, 'id' | 'revision'>,
  name: string,
): Promise<NetworkRow | undefined> {
  return trx
    .updateTable('networks')
    .set({ name, revision: revision + 1 })
    .where('id', '=', id)
    .where('revision', '=', revision)
    .returningAll()
    .executeTakeFirst();
}

export function listNetworkTenants(db: Db, networkId: number): Promise<{ id: number; name: string }[]> {
  return db
    .selectFrom('tenants')
    .select(['id', 'name'])
    .where('network_id', '=', networkId)
    .orderBy('id')
    .execute();
}

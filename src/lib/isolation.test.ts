import { sql } from 'kysely';
import { beforeAll, describe, expect, test } from 'vitest';
import { useDatabase } from '../../test/db.ts';
import { fillEveryTenantTable } from '../../test/tenant-data.ts';
import type { Db } from './db.ts';
import { withApp, withTenant } from './isolation.ts';

// Every query in this file leaves out on purpose what the program asks for everywhere: whose rows. What is shown is what the
// database itself lets through.

const database = useDatabase();
let [own, other, ownApp] = [0, 0, ''];
let tables: string[] = [];

/** Belong to nobody: they only name a tenant, and may be read by all. */
const namesTenants = new Set(['developer_organisations']);

beforeAll(async () => {
  const { db } = database.current;
  const [first, second] = [await fillEveryTenantTable(db), await fillEveryTenantTable(db)];
  [own, other, ownApp] = [first.tenantId, second.tenantId, first.appId];
  // From the catalogue, so that no table can be forgotten.
  const { rows } = await sql<{ name: string }>`
    select c.relname as name from pg_class c join pg_attribute a on a.attrelid = c.oid
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
      and a.attname = 'tenant_id' and not a.attisdropped
    order by c.relname`.execute(db);
  tables = rows.map(({ name }) => name).filter((name) => !namesTenants.has(name));
  expect(tables.length).toBeGreaterThan(17);
});

async function rowsOf(db: Db, table: string): Promise<{ tenantId: number | null; appId: string | null }[]> {
  const { rows } = await sql<{ tenantId: number | null; appId: string | null }>`
    select (to_jsonb(t)->>'tenant_id')::bigint as "tenantId", to_jsonb(t)->>'app_id' as "appId"
    from ${sql.table(table)} t`.execute(db);
  return rows;
}

const countAll = (db: Db): Promise<number[]> =>
  Promise.all(tables.map(async (table) => (await rowsOf(db, table)).length));

/** What PostgreSQL says when a row, or a whole table, is out of reach. */
const forbidden = expect.objectContaining({ code: '42501' });

const isForbidden = (err: unknown): boolean => (err as { code?: string }).code === '42501';

const attempt = (statement: ReturnType<typeof sql>, tenantId = own): Promise<number> =>
  withTenant(database.current.db, tenantId, async (trx) =>
    Number((await statement.execute(trx)).numAffectedRows ?? 0n),
  );

describe('in the name of one tenant, without asking for its rows', () => {
  test('every table shows the tenant’s own rows, all of them, and no others', async () => {
    for (const table of tables) {
      const all = await rowsOf(database.current.db, table);
      const ofOwn = all.filter(({ tenantId }) => tenantId === own);
      const ofOther = all.filter(({ tenantId }) => tenantId === other);
      expect(
        { table, own: ofOwn.length > 0, other: ofOther.length > 0 },
        'fill it in test/tenant-data.ts',
      ).toEqual({ table, own: true, other: true });
      const shown = await withTenant(database.current.db, own, (trx) => rowsOf(trx, table));
      expect({ table, shown: shown.length }).toEqual({ table, shown: ofOwn.length });
      expect({ table, tenants: new Set(shown.map(({ tenantId }) => tenantId)) }).toEqual({
        table,
        tenants: new Set([own]),
      });
    }
  });

  test('no row of others can be changed, moved or deleted', async () => {
    const { db } = database.current;
    const before = await countAll(db);
    for (const table of tables) {
      const target = sql.table(table);
      const harmless = [
        sql`update ${target} set tenant_id = ${own} where tenant_id = ${other}`,
        sql`delete from ${target} where tenant_id = ${other}`,
      ];
      for (const statement of harmless) {
        const touched = await attempt(statement).catch((err: unknown) => err);
        expect({ table, isHarmless: touched === 0 || isForbidden(touched) }).toEqual({
          table,
          isHarmless: true,
        });
      }
      // Nor can an own row be given to others.
      const given = await attempt(sql`update ${target} set tenant_id = ${other}`).catch(
        (err: unknown) => err,
      );
      expect({ table, given }).toEqual({ table, given: expect.any(Error) });
    }
    expect(await countAll(db)).toEqual(before);
  });

  test('no row can be written into the name of others', async () => {
    for (const table of tables) {
      const { rows } = await sql<{ columns: string; row: unknown }>`
        select (select to_jsonb(t) from ${sql.table(table)} t where tenant_id = ${other} limit 1) as row,
          (select string_agg(quote_ident(attname), ', ') from pg_attribute where attrelid = ${table}::regclass
            and attnum > 0 and not attisdropped and attgenerated = '' and attidentity <> 'a') as columns`.execute(
        database.current.db,
      );
      const [{ columns, row } = { columns: '', row: null }] = rows;
      const list = sql.raw(columns);
      const copy = sql`insert into ${sql.table(table)} (${list})
        select ${list} from jsonb_populate_record(null::${sql.table(table)}, ${JSON.stringify(row)}::jsonb)`;
      const written = await attempt(copy).catch((err: unknown) => err);
      expect({ table, written }).toEqual({ table, written: forbidden });
    }
  });

  test('the tenant sees itself, its clients’ secrets, and none of the others’', async () => {
    const { db } = database.current;
    const [tenantIds, secrets] = await withTenant(db, own, async (trx) => [
      await trx.selectFrom('tenants').select('id').execute(),
      await trx
        .selectFrom('client_secrets')
        .innerJoin('clients', 'clients.id', 'client_secrets.client_id')
        .select('clients.tenant_id')
        .execute(),
    ]);
    expect(tenantIds).toEqual([{ id: own }]);
    expect(secrets).toEqual([{ tenant_id: own }]);
    const all = await db.selectFrom('client_secrets').selectAll().execute();
    expect(all).toHaveLength(2);
    const bare = await withTenant(db, own, (trx) => trx.selectFrom('client_secrets').selectAll().execute());
    expect(bare).toHaveLength(1);
  });

  test('a tenant that does not exist sees nothing', async () => {
    expect(new Set(await withTenant(database.current.db, 999_999_999, countAll))).toEqual(new Set([0]));
  });

  test('it ends with the transaction, also when that fails', async () => {
    const lonely = database.current.db.connection();
    await lonely.execute(async (db) => {
      await expect(withTenant(db, own, () => Promise.reject(new Error('failed')))).rejects.toThrow('failed');
      await withTenant(db, own, async () => undefined);
      const { rows } = await sql`
        select current_user::text as role, current_setting('fieldhook.tenant', true) as tenant`.execute(db);
      expect(rows).toEqual([{ role: 'fieldhook_system', tenant: '' }]);
    });
  });
});

test('in the name of one app, only rows of that app are shown', async () => {
  const { db } = database.current;
  for (const table of tables) {
    const all = await rowsOf(db, table);
    const expected = all.filter(({ appId }) => appId === ownApp).length;
    const shown = await withApp(db, ownApp, (trx) => rowsOf(trx, table));
    expect({ table, foreign: shown.filter(({ appId }) => appId !== ownApp) }).toEqual({ table, foreign: [] });
    // What is of tenants alone is hidden whole.
    expect({ table, shown: shown.length }).toEqual({ table, shown: expected });
  }
});

describe('the roles of the program', () => {
  test('own nothing, and cannot step around the policies', async () => {
    const { db } = database.current;
    const roles = await sql<{ name: string }>`
      select rolname as name, rolsuper or rolbypassrls or rolcanlogin as mighty from pg_roles
      where rolname like 'fieldhook\\_%' order by 1`.execute(db);
    expect(roles.rows).toEqual([
      { name: 'fieldhook_system', mighty: false },
      { name: 'fieldhook_tenant', mighty: false },
    ]);
    const owned = await sql`
      select relname from pg_class where relowner in ('fieldhook_system'::regrole, 'fieldhook_tenant'::regrole)`.execute(
      db,
    );
    expect(owned.rows).toEqual([]);
    const { rows } = await sql`select current_user::text as role`.execute(db);
    expect(rows).toEqual([{ role: 'fieldhook_system' }]);
  });

  test('a tenant’s reads without policies only what belongs to nobody, and writes none of it', async () => {
    const { rows } = await sql<{ name: string; writes: boolean }>`
      select relname as name,
        has_any_column_privilege('fieldhook_tenant', oid, 'insert, update')
          or has_table_privilege('fieldhook_tenant', oid, 'delete, truncate') as writes
      from pg_class
      where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'v', 'm') and not relrowsecurity
        and has_any_column_privilege('fieldhook_tenant', oid, 'select, insert, update')
      order by 1`.execute(database.current.db);
    expect(rows).toEqual(
      [
        'app_networks',
        'app_versions',
        'apps',
        'developer_organisations',
        'networks',
        'people',
        'webhooks',
      ].map((name) => ({ name, writes: false })),
    );
  });

  test.each([
    ['credentials', '*'],
    ['sign_ins', '*'],
    ['verifications', '*'],
    ['second_factors', '*'],
    ['personal_access_tokens', '*'],
    ['signing_keys', '*'],
    ['operators', '*'],
    ['rate_limits', '*'],
    ['webhooks', 'signing_key'],
    ['webhooks', 'previous_signing_key'],
    ['people', 'two_factor_enabled'],
  ])('a tenant’s cannot read %s (%s)', async (table, column) => {
    const read = sql`select ${sql.raw(column)} from ${sql.table(table)}`;
    await expect(attempt(read)).rejects.toEqual(forbidden);
    await expect(withApp(database.current.db, ownApp, (trx) => read.execute(trx))).rejects.toEqual(forbidden);
  });
});

import { sql } from 'kysely';
import { expect, onTestFinished, test } from 'vitest';
import { asOwner, cloneDatabase } from '../../test/db.ts';
import { openDatabase } from './db.ts';
import { silentLog } from './log.ts';

test('closing ends the connections of raw queries too, and does not wait for ever for one that hangs', async () => {
  const database = await cloneDatabase();
  const own = openDatabase({ url: database.url, poolSize: 2, log: silentLog });
  await own.pool.query('select 1');
  await own.close();
  // PostgreSQL takes a moment to act on a goodbye.
  const countOpen = async (): Promise<number | undefined> => {
    const { rows } = await database.pool.query<{ open: number }>(
      `select count(*)::int as open from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`,
    );
    return rows[0]?.open;
  };
  await expect.poll(countOpen).toBe(0);

  const hanging = openDatabase({ url: database.url, poolSize: 2, log: silentLog });
  const query = hanging.pool.query('select pg_sleep(60)').catch(() => 'ended');
  await hanging.close();
  await database.drop();
  expect(await query).toBe('ended');
});

test('a connection that breaks while a transaction holds it fails the transaction and nothing else', async () => {
  const { db, url, drop } = await cloneDatabase(2);
  const broken = db.transaction().execute(async (trx) => {
    const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(trx);
    expect(await asOwner(url, 'select pg_terminate_backend($1, 5000) as ended', [rows[0]?.pid])).toEqual([
      { ended: true },
    ]);
    // Another round trip, so that the break is noticed while the transaction is at rest.
    await sql`select 1`.execute(db);
    await sql`select 1`.execute(trx);
  });
  await expect(broken).rejects.toThrow(/terminat|closed|not queryable/);
  await sql`select 1`.execute(db);
  await drop();
});

test('options in the URL are kept, and never take away the role that owns nothing', async () => {
  const { url, drop } = await cloneDatabase(1);
  onTestFinished(drop);
  const wanting = new URL(url);
  wanting.searchParams.set('options', '-c work_mem=5MB -c role=none');
  const { pool, close } = openDatabase({ url: wanting.href, poolSize: 1, log: silentLog });
  const { rows } = await pool.query(`select current_user as role, current_setting('work_mem') as work_mem`);
  expect(rows).toEqual([{ role: 'fieldhook_system', work_mem: '5MB' }]);
  await close();
});

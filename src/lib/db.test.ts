import { expect, test } from 'vitest';
import { cloneDatabase } from '../../test/db.ts';
import { openDatabase } from './db.ts';
import { silentLog } from './log.ts';

test('closing ends the connections of raw queries too, and does not wait for ever for one that hangs', async () => {
  const database = await cloneDatabase();
  const own = openDatabase({ url: database.url, poolSize: 2, log: silentLog });
  await own.pool.query('select 1');
  await own.close();
  const { rows } = await database.pool.query<{ open: number }>(
    `select count(*)::int as open from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`,
  );
  expect(rows).toEqual([{ open: 0 }]);

  const hanging = openDatabase({ url: database.url, poolSize: 2, log: silentLog });
  const query = hanging.pool.query('select pg_sleep(60)').catch(() => 'ended');
  await hanging.close();
  await database.drop();
  expect(await query).toBe('ended');
});

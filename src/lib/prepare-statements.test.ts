import { sql } from 'kysely';
import { expect, onTestFinished, test } from 'vitest';
import { asOwner, cloneDatabase } from '../../test/db.ts';
import { isConnectionFailure, isOutdatedStatement } from './connection-failure.ts';
import { type Db, inTransaction } from './db.ts';

const listPrepared = async (db: Db): Promise<string[]> => {
  const { rows } = await sql<{ statement: string }>`select statement from pg_prepared_statements`.execute(db);
  return rows.map((row) => row.statement);
};
const add = (db: Db, one: number) => sql<{ sum: number }>`select ${one}::int + 1 as sum`.execute(db);

test('a statement that comes again and again is prepared, one without parameters or with a long list never', async () => {
  const { hotDb, db, drop } = await cloneDatabase(1);
  onTestFinished(drop);
  const many = Array.from({ length: 65 }, (_, index) => index);
  for (let time = 0; time < 8; time += 1) {
    expect((await add(hotDb, time)).rows).toEqual([{ sum: time + 1 }]);
    await sql`select 1`.execute(hotDb);
    await sql`select 1 where 1 in (${sql.join(many)})`.execute(hotDb);
    await sql`select ${time}::int as unprepared`.execute(db);
    if (time === 3) expect(await listPrepared(db)).toEqual([]);
  }
  expect(await listPrepared(db)).toEqual(['select $1::int + 1 as sum']);
});

test('no more than 128 are prepared, whatever comes', async () => {
  const { hotDb, db, drop } = await cloneDatabase(1);
  onTestFinished(drop);
  for (let kind = 0; kind < 140; kind += 1) {
    for (let time = 0; time < 5; time += 1) {
      await sql`select ${time}::int as ${sql.ref(`kind_${kind}`)}`.execute(hotDb);
    }
  }
  expect(await listPrepared(db)).toHaveLength(128);
});

test('when a migration adds a column, a call fails as if the database were away for a moment, and the next one works', async () => {
  const { hotDb, url, drop } = await cloneDatabase(1);
  onTestFinished(drop);
  const read = () => hotDb.selectFrom('tenants').selectAll().where('id', '=', 1).execute();
  for (let time = 0; time < 6; time += 1) await read();
  await asOwner(url, 'alter table tenants add column colour text');
  const failed = await read().catch((err: unknown) => err);
  expect(failed).toSatisfy(isConnectionFailure);
  for (let time = 0; time < 6; time += 1) expect(await read()).toEqual([]);
});

test('texts that never come again do not keep later ones from being prepared', async () => {
  const { hotDb, db, drop } = await cloneDatabase(1);
  onTestFinished(drop);
  for (let kind = 0; kind < 300; kind += 1) {
    await sql`select ${kind}::int as ${sql.ref(`kind_${kind}`)}`.execute(hotDb);
  }
  for (let time = 0; time < 5; time += 1) await add(hotDb, time);
  expect(await listPrepared(db)).toEqual(['select $1::int + 1 as sum']);
});

test('that a statement is outdated is seen whatever language the server speaks', async () => {
  const { hotDb, url, drop } = await cloneDatabase(1);
  onTestFinished(drop);
  const read = () => hotDb.selectFrom('tenants').selectAll().where('id', '=', 1).execute();
  for (let time = 0; time < 6; time += 1) await read();
  await asOwner(url, 'alter table tenants add column colour text');
  const failed = (await read().catch((err: unknown) => err)) as Error;
  failed.message = 'gecachter Plan darf den Ergebnistyp nicht ändern';
  expect(failed).toSatisfy(isOutdatedStatement);
  expect(Object.assign(new Error('cached plan'), { code: '0A000', routine: 'x' })).not.toSatisfy(
    isOutdatedStatement,
  );
});

test('a connection is not kept with a statement of a transaction that is outdated', async () => {
  const { pool, url, drop } = await cloneDatabase(1);
  onTestFinished(drop);
  const read = () =>
    inTransaction(pool, (client) => client.query({ name: 'all_tenants', text: 'select * from tenants' }));
  await read();
  await asOwner(url, 'alter table tenants add column colour text');
  await expect(read()).rejects.toSatisfy(isOutdatedStatement);
  expect((await read()).rows).toEqual([]);
});

test('the beginning of a transaction travels with its first statement, and what follows is one transaction', async () => {
  const { hotDb, db, drop } = await cloneDatabase(1);
  onTestFinished(drop);
  const idOf = async (): Promise<number> =>
    (await sql<{ id: number }>`select txid_current() as id`.execute(hotDb)).rows[0]?.id ?? 0;
  const seen = await hotDb.transaction().execute(async (trx) => {
    const ids = [];
    for (let time = 0; time < 3; time += 1)
      ids.push((await sql<{ id: number }>`select txid_current() as id`.execute(trx)).rows[0]?.id);
    return ids;
  });
  expect(new Set(seen).size).toBe(1);
  expect(await idOf()).toBeGreaterThan(seen[0] ?? 0);
  // Nothing of a transaction that fails, be it at its first statement, and none that is empty.
  const attempt = (first: string) =>
    hotDb.transaction().execute(async (trx) => {
      await sql.raw(first).execute(trx);
      await sql`insert into tenants (id, name, environment, time_zone, region) values (1, 'a', 'production', 'UTC', 'US')`.execute(
        trx,
      );
      throw new Error('refused');
    });
  await expect(attempt('select 1 / 0')).rejects.toThrow('division by zero');
  await expect(attempt('select 1')).rejects.toThrow('refused');
  await hotDb.transaction().execute(async () => undefined);
  expect(await db.selectFrom('tenants').select('id').execute()).toEqual([]);
  expect(await idOf()).toBeGreaterThan(0);
});

test('a connection that is gone when a transaction begins fails its first statement, and only that transaction', async () => {
  const { hotDb, db, drop, url } = await cloneDatabase(1);
  onTestFinished(drop);
  await add(hotDb, 1);
  const [{ pid } = { pid: 0 }] = (await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(db))
    .rows;
  await hotDb
    .transaction()
    .execute(async (trx) => {
      await add(trx, 1);
      await asOwner(url, `select pg_terminate_backend(${pid})`);
      await expect(add(trx, 1)).rejects.toSatisfy(isConnectionFailure);
    })
    .catch(() => undefined);
  await expect
    .poll(() =>
      add(hotDb, 1).then(
        ({ rows }) => rows,
        () => [],
      ),
    )
    .toEqual([{ sum: 2 }]);
});

import pg from 'pg';
import { expect, onTestFinished, test } from 'vitest';
import { asOwner, useDatabase } from '../../test/db.ts';
import { isConnectionFailure } from './connection-failure.ts';
import { openDatabase } from './db.ts';
import { silentLog } from './log.ts';

const database = useDatabase();
const failureOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => 'no error',
    (err) => err,
  );

test('a server that is not there, by address or by name, is a connection failure', async () => {
  for (const url of [
    'postgresql://127.0.0.1:1/x',
    'postgresql://localhost:1/x',
    'postgresql://nobody.invalid/x',
  ]) {
    const opened = openDatabase({ url, poolSize: 1, log: silentLog });
    onTestFinished(() => opened.close());
    expect(await failureOf(opened.pool.query('select 1'))).toSatisfy(isConnectionFailure);
  }
});

test('a connection killed while it works, or before, is a connection failure', async () => {
  const { pool, url } = database.current;
  const working = await pool.connect();
  working.on('error', () => undefined);
  const { rows } = await working.query<{ pid: number }>('select pg_backend_pid() as pid');
  const failed = failureOf(working.query('select pg_sleep(60)'));
  await asOwner(url, 'select pg_terminate_backend($1)', [rows[0]?.pid]);
  expect(isConnectionFailure(await failed)).toBe(true);
  working.release(true);
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  await failureOf(client.query('select pg_terminate_backend(pg_backend_pid())'));
  expect(isConnectionFailure(await failureOf(client.query('select 1')))).toBe(true);
});

test('a pool whose connections are all taken is a connection failure', () => {
  expect(isConnectionFailure(new Error('timeout exceeded when trying to connect'))).toBe(true);
});

test('a mistake of ours, or of the data, is none', async () => {
  const { pool } = database.current;
  for (const query of ['select', 'select 1/0', 'select * from nothing_there'])
    expect(await failureOf(pool.query(query))).not.toSatisfy(isConnectionFailure);
  for (const err of [new Error('x'), 'ECONNREFUSED', undefined, { code: 'ECONNREFUSED' }])
    expect(isConnectionFailure(err)).toBe(false);
});

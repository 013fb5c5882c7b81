import { mkdir, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Client } from 'pg';
import { expect, test } from 'vitest';
import { readPostmaster } from './postmaster-file.ts';
import { query, start, startFixture, temporaryDirectory } from './test-support.ts';

test('what was written is there after a restart', async () => {
  const dataDir = join(await temporaryDirectory(), 'not', 'there', 'yet');
  const first = await start({ dataDir });
  await query(first.databaseUrl, 'create table booking as select 42 as id');
  await first.stop();
  const second = await start({ dataDir });
  expect(await query(second.databaseUrl, 'select id from booking')).toEqual([{ id: 42 }]);
});

test('the database is named fieldhook, is UTF-8, and sorts the same on every machine', async () => {
  const { databaseUrl } = await start({ dataDir: await temporaryDirectory() });
  const [row] = await query(
    databaseUrl,
    `select current_database() as name, current_user as user, pg_encoding_to_char(encoding) as encoding,
            datlocprovider as provider, datlocale as locale, current_setting('server_version_num')::int / 10000 as version
       from pg_database where datname = current_database()`,
  );
  expect(row).toEqual({
    name: 'fieldhook',
    user: 'fieldhook',
    encoding: 'UTF8',
    provider: 'b',
    locale: 'C.UTF-8',
    version: 18,
  });
});

test('commits are durable unless the caller says otherwise', async () => {
  const durable = await start({ dataDir: await temporaryDirectory(), settings: {} });
  expect(await settingsOf(durable.databaseUrl)).toEqual([{ fsync: 'on', commit: 'on' }]);
  const settings = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' };
  const quick = await start({ dataDir: await temporaryDirectory(), settings });
  expect(await settingsOf(quick.databaseUrl)).toEqual([{ fsync: 'off', commit: 'off' }]);
});

test('only the owner of the files can reach the socket, and there is no TCP port', async () => {
  const { databaseUrl, location } = await start({
    dataDir: await temporaryDirectory(),
    settings: { fsync: 'off', listen_addresses: '*' },
  });
  expect(await query(databaseUrl, 'show listen_addresses')).toEqual([{ listen_addresses: '' }]);
  const [directory, socket, cluster] = await Promise.all(
    ['.', 'socket', 'cluster'].map((name) => stat(join(location, name))),
  );
  expect((directory?.mode ?? 0) & 0o777).toBe(0o700);
  expect((socket?.mode ?? 0) & 0o777).toBe(0o700);
  expect(socket?.uid).toBe(cluster?.uid);
  expect(cluster?.uid).not.toBe(0);
});

test('another database is reached by changing the path of the URL', async () => {
  const { databaseUrl } = await start({ dataDir: await temporaryDirectory() });
  await query(databaseUrl, 'create database copied template fieldhook');
  const url = new URL(databaseUrl);
  url.pathname = '/copied';
  expect(await query(url.href, 'select current_database() as name')).toEqual([{ name: 'copied' }]);
});

test('stop ends the server while clients are connected, and may be called again', async () => {
  const { databaseUrl, location, stop } = await start({ dataDir: await temporaryDirectory() });
  const client = new Client({ connectionString: databaseUrl });
  const disconnected = new Promise((resolve) => client.on('error', resolve));
  await client.connect();
  await Promise.all([stop(), stop()]);
  await stop();
  await disconnected;
  expect(await readPostmaster(join(location, 'cluster'))).toBeUndefined();
});

test('a process ends by itself once it has stopped its database', async () => {
  const fixture = await startFixture({ dataDir: await temporaryDirectory() });
  await fixture.kill('SIGTERM');
  expect(await readPostmaster(join(fixture.location, 'cluster'))).toBeUndefined();
});

test('the path may contain what shells, URLs and PostgreSQL treat specially', async () => {
  const dataDir = join(await temporaryDirectory(), `a b,c"d'e%20é$HOME`);
  const { databaseUrl } = await start({ dataDir });
  expect(await query(databaseUrl, 'select 1 as one')).toEqual([{ one: 1 }]);
});

test('a path too long for a socket is possible, and leaves nothing in the temporary directory', async () => {
  const dataDir = join(await temporaryDirectory(), 'long'.repeat(25));
  await mkdir(dataDir);
  const postgres = await start({ dataDir });
  const socketDirectory = new URL(postgres.databaseUrl).searchParams.get('host') ?? '';
  expect(socketDirectory.startsWith(dataDir)).toBe(false);
  expect((await stat(socketDirectory)).mode & 0o777).toBe(0o700);
  expect(await query(postgres.databaseUrl, 'select 1 as one')).toEqual([{ one: 1 }]);
  await postgres.stop();
  await expect(readdir(socketDirectory)).rejects.toThrow('ENOENT');
});

function settingsOf(databaseUrl: string): Promise<Record<string, unknown>[]> {
  return query(
    databaseUrl,
    "select current_setting('fsync') as fsync, current_setting('synchronous_commit') as commit",
  );
}

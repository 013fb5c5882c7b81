import { spawn } from 'node:child_process';
import { readFile, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Client } from 'pg';
import { expect, onTestFinished, test } from 'vitest';
import type { EmbeddedPostgres } from './embedded-postgres.ts';
import { isAlive, runsOnCluster } from './postmaster-file.ts';
import {
  query,
  serverPid,
  start,
  startFixture,
  temporaryDirectory,
  until,
  usedDirectory,
} from './test-support.ts';

test('a database left running by a killed fieldhook is replaced, with everything in it', async () => {
  const dataDir = await usedDirectory();
  const killed = await startFixture({ dataDir });
  await query(killed.databaseUrl, 'create table booking as select 42 as id');
  const orphan = await serverPid(killed.location);
  await killed.kill('SIGKILL');
  expect(isAlive(orphan)).toBe(true);
  const next = await start({ dataDir });
  expect(await runsOnCluster(orphan, join(next.location, 'cluster'))).toBe(false);
  expect(await serverPid(next.location)).not.toBe(orphan);
  expect(await query(next.databaseUrl, 'select id from booking')).toEqual([{ id: 42 }]);
});

test('an orphan is replaced even if its socket lies in the temporary directory, which is cleaned up', async () => {
  const dataDir = join(await temporaryDirectory(), 'long'.repeat(25));
  const killed = await startFixture({ dataDir });
  await killed.kill('SIGKILL');
  await start({ dataDir });
  const oldSocketDirectory = new URL(killed.databaseUrl ?? '').searchParams.get('host') ?? '';
  await expect(readdir(oldSocketDirectory)).rejects.toThrow('ENOENT');
});

test('a killed PostgreSQL comes back by itself, with the lock, at the same address', async () => {
  const dataDir = await usedDirectory();
  const said: string[] = [];
  const postgres = await start({ dataDir, say: (line) => said.push(line) });
  await query(postgres.databaseUrl, 'create table booking as select 42 as id');
  const before = await serverPid(postgres.location);
  process.kill(before, 'SIGKILL');
  await until(async () => (await query(postgres.databaseUrl, 'select id from booking'))[0]?.['id'] === 42);
  expect(await serverPid(postgres.location)).not.toBe(before);
  expect(said).toEqual(['PostgreSQL ended unexpectedly and is being restarted.']);
  await until(() => isLocked(postgres));
});

test('the lock is taken again when only its connection was lost', async () => {
  const postgres = await start({ dataDir: await usedDirectory() });
  const before = await serverPid(postgres.location);
  const [row] = await query(postgres.databaseUrl, "select pid from pg_locks where locktype = 'advisory'");
  await query(postgres.databaseUrl, `select pg_terminate_backend(${String(row?.['pid'])})`);
  await until(async () => {
    const [now] = await query(
      postgres.databaseUrl,
      "select pid from pg_locks where locktype = 'advisory' and granted",
    );
    return now !== undefined && now['pid'] !== row?.['pid'];
  });
  expect(await serverPid(postgres.location)).toBe(before);
});

test('a killed backend, after which PostgreSQL throws everybody out, does not disturb us', async () => {
  const postgres = await start({ dataDir: await usedDirectory() });
  const before = await serverPid(postgres.location);
  const victim = new Client({ connectionString: postgres.databaseUrl });
  victim.on('error', () => undefined);
  await victim.connect();
  const { rows } = await victim.query<{ pid: number }>('select pg_backend_pid() as pid');
  process.kill(rows[0]?.pid ?? 0, 'SIGKILL');
  await until(() => isLocked(postgres));
  expect(await serverPid(postgres.location)).toBe(before);
});

test('a PostgreSQL that dies again and again is given up, and says so once', async () => {
  const postgres = await start({ dataDir: await usedDirectory() });
  let failure: unknown;
  postgres.failed.catch((error: unknown) => {
    failure = error;
  });
  let last = 0;
  await until(async () => {
    if (failure) return true;
    const pid = await serverPid(postgres.location);
    if (pid !== last && (await isLocked(postgres))) {
      last = pid;
      process.kill(pid, 'SIGKILL');
    }
    return false;
  });
  expect(String(failure)).toMatch(/EmbeddedPostgresError: PostgreSQL in .* ended 6 times within a minute/);
  await postgres.stop();
});

test('stop in the middle of a restart leaves no server behind', async () => {
  const dataDir = await usedDirectory();
  const said: string[] = [];
  const postgres = await start({ dataDir, say: (line) => said.push(line) });
  const cluster = join(postgres.location, 'cluster');
  process.kill(await serverPid(postgres.location), 'SIGKILL');
  await until(async () => said.length > 0);
  await postgres.stop();
  const text = await readFile(join(cluster, 'postmaster.pid'), 'utf8').catch(() => '');
  expect(await runsOnCluster(Number(text.split('\n')[0]), cluster)).toBe(false);
  const next = await start({ dataDir });
  expect(await query(next.databaseUrl, 'select 1 as one')).toEqual([{ one: 1 }]);
});

test('when both were killed and the process id belongs to somebody else by now, we start and leave that one alone', async () => {
  const dataDir = await usedDirectory();
  const killed = await startFixture({ dataDir });
  await query(killed.databaseUrl, 'create table booking as select 42 as id');
  const cluster = join(killed.location, 'cluster');
  const postmaster = await serverPid(killed.location);
  await killed.kill('SIGKILL');
  process.kill(postmaster, 'SIGKILL');
  await until(async () => !(await runsOnCluster(postmaster, cluster)));

  // Of the same user, the case in which PostgreSQL by itself would refuse to start.
  const { uid, gid } = await stat(cluster);
  const foreign = spawn('/bin/sleep', ['60'], { uid, gid, cwd: '/', stdio: 'ignore' });
  onTestFinished(() => void foreign.kill('SIGKILL'));
  for (const path of [
    join(cluster, 'postmaster.pid'),
    join(killed.location, 'socket', '.s.PGSQL.5432.lock'),
  ]) {
    const lines = (await readFile(path, 'utf8')).split('\n');
    await writeFile(path, [String(foreign.pid), ...lines.slice(1)].join('\n'));
  }

  const next = await start({ dataDir });
  expect(await query(next.databaseUrl, 'select id from booking')).toEqual([{ id: 42 }]);
  expect(foreign.exitCode ?? foreign.signalCode).toBeNull();
});

test('a first start that was killed while initialising is made up for by the next', async () => {
  const dataDir = await temporaryDirectory();
  const killed = startFixture({ dataDir });
  killed.catch(() => undefined);
  const location = join(dataDir, 'postgres');
  await until(async () => (await readdir(location)).some((name) => name.startsWith('cluster.new-')));
  process.kill(await initialiserParent(location), 'SIGKILL');
  await expect(killed).rejects.toThrow('without a word');
  const next = await start({ dataDir });
  expect(await query(next.databaseUrl, 'select 1 as one')).toEqual([{ one: 1 }]);
});

/** The process whose number initdb's directory carries. */
async function initialiserParent(location: string): Promise<number> {
  const name = (await readdir(location)).find((entry) => entry.startsWith('cluster.new-')) ?? '';
  return Number(name.split('-')[1]);
}

async function isLocked(postgres: EmbeddedPostgres): Promise<boolean> {
  const rows = await query(
    postgres.databaseUrl,
    "select from pg_locks where locktype = 'advisory' and granted",
  );
  return rows.length === 1;
}

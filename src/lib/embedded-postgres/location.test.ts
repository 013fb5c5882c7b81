import { spawnSync } from 'node:child_process';
import { chmod, chown, cp, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findBinaryPackage, provideBinaries } from './binaries.ts';
import { canReach } from './permissions.ts';
import { chooseUnprivilegedUser, readUsers } from './system-user.ts';
import { isRoot, query, start, startFixture, temporaryDirectory } from './test-support.ts';

const root = test.runIf(isRoot);

root('as root, PostgreSQL runs as an unprivileged user who owns the files', async () => {
  const dataDir = await temporaryDirectory();
  const user = chooseUnprivilegedUser(await readUsers());
  const { location } = await start({ dataDir });
  expect(location).toBe(join(dataDir, 'postgres'));
  expect(await stat(location)).toMatchObject({ uid: user.uid, gid: user.gid });
});

root(
  'a data directory private to root itself is opened for that user only, not moved elsewhere',
  async () => {
    const dataDir = join(await temporaryDirectory(), 'data');
    await mkdir(dataDir, { mode: 0o700 });
    const user = chooseUnprivilegedUser(await readUsers());
    const { location } = await start({ dataDir });
    expect(location).toBe(join(dataDir, 'postgres'));
    const { mode, uid, gid } = await stat(dataDir);
    expect({ mode: mode & 0o777, uid, gid }).toEqual({ mode: 0o710, uid: 0, gid: user.gid });
  },
);

root('below a directory private to root, the database lies elsewhere, and a note says where', async () => {
  const { dataDir, stateDir } = await privateToRoot();
  const first = await startFixture({ dataDir, stateDir });
  expect(first.error).toBeUndefined();
  expect(first.location.startsWith(stateDir)).toBe(true);
  expect(first.said).toEqual([
    expect.stringContaining(`cannot reach ${dataDir}: the database lies in ${first.location}`),
  ]);
  expect(await readFile(join(dataDir, 'postgres-location.txt'), 'utf8')).toContain(
    `location: ${first.location}\n`,
  );
  expect(await readdir(dataDir)).toEqual(['postgres-location.txt']);
  await query(first.databaseUrl, 'create table booking as select 42 as id');
  await first.kill('SIGTERM');

  const second = await startFixture({ dataDir, stateDir: join(stateDir, 'another') });
  expect(second.location).toBe(first.location);
  expect(second.said).toEqual([]);
  expect(await query(second.databaseUrl, 'select id from booking')).toEqual([{ id: 42 }]);
  const rival = await startFixture({ dataDir, stateDir });
  expect(rival.error).toMatch(`already running on ${dataDir} (process ${second.pid})`);
});

root('a database whose note was lost is found again, and this is said', async () => {
  const { dataDir, stateDir } = await privateToRoot();
  const first = await startFixture({ dataDir, stateDir });
  await first.kill('SIGTERM');
  await rm(dataDir, { recursive: true });
  const second = await startFixture({ dataDir, stateDir });
  expect(second.location).toBe(first.location);
  expect(second.said).toEqual([expect.stringContaining('its existing database lies in')]);
});

root('a database that became unreachable is an error, never silently replaced by an empty one', async () => {
  const parent = await temporaryDirectory();
  const dataDir = join(parent, 'data');
  const first = await startFixture({ dataDir });
  await first.kill('SIGTERM');
  await chmod(parent, 0o700);
  const second = await startFixture({ dataDir, stateDir: join(parent, 'state') });
  expect(second.error).toMatch(`can no longer reach the database in ${first.location}`);
});

root('a database restored as root is handed to the unprivileged user again', async () => {
  const dataDir = join(await temporaryDirectory(), 'data');
  const first = await startFixture({ dataDir });
  await query(first.databaseUrl, 'create table booking as select 42 as id');
  await first.kill('SIGTERM');
  await cp(dataDir, `${dataDir}-restored`, { recursive: true });
  await chmod(`${dataDir}-restored/postgres/cluster`, 0o755);
  const restored = await start({ dataDir: `${dataDir}-restored` });
  expect(await query(restored.databaseUrl, 'select id from booking')).toEqual([{ id: 42 }]);
});

root(
  'programs the user cannot reach are copied, links and all, and the copy is used from then on',
  async () => {
    const parent = await temporaryDirectory();
    const user = chooseUnprivilegedUser(await readUsers());
    const original = await findBinaryPackage();
    const hidden = { ...original, directory: join(parent, 'hidden', 'package') };
    await mkdir(join(parent, 'hidden'), { mode: 0o700 });
    // As npm unpacks it before its install script made the links, and under a strict umask.
    await cp(original.directory, hidden.directory, {
      recursive: true,
      verbatimSymlinks: true,
      filter: async (source) => !(/\.so/.test(source) && spawnSync('test', ['-L', source]).status === 0),
    });
    spawnSync('chmod', ['-R', 'go-rwx', hidden.directory]);
    const stateDir = join(parent, 'state');
    const [first, second] = await Promise.all([
      provideBinaries(hidden, user, stateDir),
      provideBinaries(hidden, user, stateDir),
    ]);
    expect(first.copiedTo).toBe(join(stateDir, `postgresql-${original.version}`));
    expect(second.binaries).toEqual(first.binaries);
    expect(await readdir(stateDir)).toEqual([`postgresql-${original.version}`]);
    const { ino } = await stat(first.copiedTo ?? '');
    const third = await provideBinaries(hidden, user, stateDir);
    expect((await stat(third.copiedTo ?? '')).ino).toBe(ino);
    expect(third.binaries.majorVersion).toBe('18');
  },
);

root('an ordinary user runs everything alone', async (context) => {
  const nobody = await nobodyWhoCanRunUs();
  if (!nobody) return context.skip('user nobody cannot reach this checkout');
  const dataDir = join(await temporaryDirectory(), 'data');
  await mkdir(dataDir, { mode: 0o700 });
  await chown(dataDir, nobody.uid, nobody.gid);
  const first = await startFixture({ dataDir, user: nobody });
  expect(first.error).toBeUndefined();
  expect((await stat(first.location)).uid).toBe(nobody.uid);
  await query(first.databaseUrl, 'create table booking as select 42 as id');
  await first.kill('SIGKILL');
  const second = await startFixture({ dataDir, user: nobody });
  expect(await query(second.databaseUrl, 'select id from booking')).toEqual([{ id: 42 }]);
  await second.kill('SIGTERM');
  // Root then runs it as its owner, whoever else there is.
  const asRoot = await start({ dataDir });
  expect((await stat(asRoot.location)).uid).toBe(nobody.uid);
  expect(await query(asRoot.databaseUrl, 'select id from booking')).toEqual([{ id: 42 }]);
});

root('an ordinary user is told whose database it is', async (context) => {
  const nobody = await nobodyWhoCanRunUs();
  const user = chooseUnprivilegedUser(await readUsers());
  if (!nobody || nobody.uid === user.uid)
    return context.skip('needs the users postgres and nobody, and a reachable checkout');
  const dataDir = join(await temporaryDirectory(), 'data');
  const asRoot = await startFixture({ dataDir });
  await asRoot.kill('SIGTERM');
  const fixture = await startFixture({ dataDir, user: nobody });
  expect(fixture.error).toBe(
    `EmbeddedPostgresError: The database in ${dataDir}/postgres belongs to user ${user.name}: ` +
      'start fieldhook as that user or as root, or give it another data directory.',
  );
});

root('an ordinary user is told that the data directory is not writable', async (context) => {
  const nobody = await nobodyWhoCanRunUs();
  if (!nobody) return context.skip('user nobody cannot reach this checkout');
  const dataDir = join(await temporaryDirectory(), 'data');
  expect((await startFixture({ dataDir, user: nobody })).error).toMatch(
    `EmbeddedPostgresError: The data directory ${dataDir} cannot be created or written by this user (EACCES)`,
  );
  await mkdir(dataDir);
  expect((await startFixture({ dataDir, user: nobody })).error).toMatch(
    'cannot be created or written by this user (EACCES)',
  );
});

test('a data directory that is a file is an error of one sentence', async () => {
  const dataDir = join(await temporaryDirectory(), 'data');
  await writeFile(dataDir, '');
  await expect(start({ dataDir })).rejects.toThrow(
    `The data directory ${dataDir} cannot be created or written`,
  );
});

async function privateToRoot(): Promise<{ dataDir: string; stateDir: string }> {
  const parent = await temporaryDirectory();
  await mkdir(join(parent, 'private'), { mode: 0o700 });
  return { dataDir: join(parent, 'private', 'data'), stateDir: join(parent, 'state') };
}

async function nobodyWhoCanRunUs(): Promise<ReturnType<typeof chooseUnprivilegedUser> | undefined> {
  const nobody = (await readUsers()).find((user) => user.name === 'nobody');
  return nobody && (await canReach(nobody, import.meta.dirname)) && (await canReach(nobody, process.execPath))
    ? nobody
    : undefined;
}

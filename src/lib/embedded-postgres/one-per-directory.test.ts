import { spawnSync } from 'node:child_process';
import { readdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startEmbeddedPostgres } from './embedded-postgres.ts';
import {
  isRoot,
  query,
  serverPid,
  start,
  startFixture,
  temporaryDirectory,
  usedDirectory,
} from './test-support.ts';

test('a second fieldhook on the same data directory is told who has it, and the first notices nothing', async () => {
  const dataDir = await usedDirectory();
  const first = await startFixture({ dataDir });
  const pid = await serverPid(first.location);
  const second = await startFixture({ dataDir });
  expect(second.error).toMatch(
    `EmbeddedPostgresError: Another fieldhook is already running on ${dataDir} (process ${first.pid})`,
  );
  expect(await serverPid(first.location)).toBe(pid);
  expect(await query(first.databaseUrl, 'select 1 as one')).toEqual([{ one: 1 }]);
});

test('the same data directory under another name is the same', async () => {
  const parent = await temporaryDirectory();
  const dataDir = join(parent, 'data');
  await start({ dataDir });
  await symlink(dataDir, join(parent, 'alias'));
  const second = startEmbeddedPostgres({ dataDir: join(parent, 'alias'), say: () => undefined });
  await expect(second).rejects.toThrow(`already running on ${dataDir} (process ${process.pid})`);
});

test('of several first starts at the same moment exactly one wins, and the others say so', async () => {
  const dataDir = join(await temporaryDirectory(), 'data');
  const fixtures = await Promise.all([1, 2, 3, 4].map(() => startFixture({ dataDir })));
  const winners = fixtures.filter((fixture) => fixture.databaseUrl);
  expect(winners).toHaveLength(1);
  const [winner] = winners;
  for (const fixture of fixtures) {
    if (fixture !== winner)
      expect(fixture.error).toMatch(`already running on ${dataDir} (process ${winner?.pid})`);
  }
  expect(await query(winner?.databaseUrl, 'select 1 as one')).toEqual([{ one: 1 }]);
  const left = await readdir(winner?.location ?? '');
  expect(left.toSorted()).toEqual(['cluster', 'server.log', 'socket']);
});

test('once the first has stopped, the next may start', async () => {
  const dataDir = await usedDirectory();
  const first = await startFixture({ dataDir });
  await first.kill('SIGTERM');
  const second = await startFixture({ dataDir });
  expect(second.error).toBeUndefined();
});

const canUnshare = isRoot && spawnSync('unshare', ['--net', '--pid', '--ipc', '--fork', 'true']).status === 0;

test.skipIf(!canUnshare)(
  'the advisory lock holds where the claim is not seen (needs root and unshare)',
  async () => {
    const dataDir = await usedDirectory();
    const first = await startFixture({ dataDir });
    const second = await startFixture({ dataDir, wrapper: ['unshare', '--net'] });
    expect(second.error).toMatch(`already running on ${dataDir} (process ${first.pid})`);
    // A container shares neither processes nor shared memory: PostgreSQL's own checks would see nothing there.
    const third = await startFixture({
      dataDir,
      wrapper: ['unshare', '--net', '--pid', '--ipc', '--fork', '--mount-proc'],
    });
    expect(third.error).toMatch(`already running on ${dataDir} (process ${first.pid})`);
    await first.kill('SIGKILL');
    const fourth = await startFixture({
      dataDir,
      wrapper: ['unshare', '--net', '--pid', '--ipc', '--fork', '--mount-proc'],
    });
    expect(fourth.error).toMatch('that this process cannot see');
    expect(await query(first.databaseUrl, 'select 1 as one')).toEqual([{ one: 1 }]);
  },
);

import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { KeyFileError, loadOrCreateKeyFile } from './key-file.ts';

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'fieldhook-keys-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

test('the first start makes a key that only its owner may read; later starts read the same', async () => {
  const folder = await newFolder();
  const path = join(folder, 'deeper', 'secret-keys');
  const made = await loadOrCreateKeyFile(path);
  expect(made).toHaveLength(1);
  expect(made[0]?.key).toHaveLength(32);
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  expect(await loadOrCreateKeyFile(path)).toEqual(made);
  expect(await readdir(join(folder, 'deeper'))).toEqual(['secret-keys']);
});

test('twenty that start at once agree on one key and leave no draft behind', async () => {
  const folder = await newFolder();
  const path = join(folder, 'secret-keys');
  const all = await Promise.all(Array.from({ length: 20 }, () => loadOrCreateKeyFile(path)));
  expect(new Set(all.map((keys) => keys[0]?.key.toString('hex'))).size).toBe(1);
  expect(await readdir(folder)).toEqual(['secret-keys']);
});

test.each(['', '\n', 'nonsense', 'k1:AAAA'])(
  'a damaged file %j is named and never overwritten',
  async (text) => {
    const path = join(await newFolder(), 'secret-keys');
    await writeFile(path, text);
    await expect(loadOrCreateKeyFile(path)).rejects.toThrow(KeyFileError);
    await expect(loadOrCreateKeyFile(path)).rejects.toThrow(path);
    expect(await readFile(path, 'utf8')).toBe(text);
  },
);

test('an error of the file system is passed on', async () => {
  const folder = await newFolder();
  await expect(loadOrCreateKeyFile(folder)).rejects.toMatchObject({ code: 'EISDIR' });
});

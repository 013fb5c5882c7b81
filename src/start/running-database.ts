import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openDatabase } from '../lib/db.ts';
import { silentLog } from '../lib/log.ts';

const fileOf = (dataDir: string): string => join(dataDir, 'running-database.url');

/** Leaves word for the commands where the embedded database of this data directory listens, readable by its owner alone. */
export async function noteRunningDatabase(dataDir: string, databaseUrl: string): Promise<void> {
  const fresh = `${fileOf(dataDir)}.new`;
  await writeFile(fresh, `${databaseUrl}\n`, { mode: 0o600 });
  await rename(fresh, fileOf(dataDir));
}

export async function removeDatabaseNote(dataDir: string): Promise<void> {
  await rm(fileOf(dataDir), { force: true });
}

/** Where it listens, if it does: a fieldhook that was killed leaves its note behind. */
export async function findRunningDatabase(dataDir: string): Promise<string | undefined> {
  const url = (await readFile(fileOf(dataDir), 'utf8').catch(() => '')).trim();
  if (url === '') return undefined;
  const database = openDatabase({ url, poolSize: 1, log: silentLog, asOwner: true });
  try {
    await database.pool.query('select');
    return url;
  } catch {
    return undefined;
  } finally {
    await database.close();
  }
}

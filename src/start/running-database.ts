import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openDatabase } from '../lib/db.ts';
import { silentLog } from '../lib/log.ts';

const databaseFile = (dataDir: string): string => join(dataDir, 'running-database.url');
const serverFile = (dataDir: string): string => join(dataDir, 'running-server.url');

/** Leaves word for the commands where the embedded database of this data directory listens, readable by its owner alone. */
export async function noteRunningDatabase(dataDir: string, databaseUrl: string): Promise<void> {
  // A fieldhook that was killed left it; ours may listen elsewhere.
  await rm(serverFile(dataDir), { force: true });
  await note(databaseFile(dataDir), databaseUrl);
}

/** Likewise, under which address the server beside that database is reached. */
export function noteRunningServer(dataDir: string, baseUrl: string): Promise<void> {
  return note(serverFile(dataDir), baseUrl);
}

async function note(file: string, url: string): Promise<void> {
  const fresh = `${file}.new`;
  await writeFile(fresh, `${url}\n`, { mode: 0o600 });
  await rename(fresh, file);
}

export async function removeNotes(dataDir: string): Promise<void> {
  await rm(databaseFile(dataDir), { force: true });
  await rm(serverFile(dataDir), { force: true });
}

/** Of a fieldhook whose database was found running. */
export async function findRunningServer(dataDir: string): Promise<string | undefined> {
  return (await read(serverFile(dataDir))) || undefined;
}

const read = async (file: string): Promise<string> => (await readFile(file, 'utf8').catch(() => '')).trim();

/** Where it listens, if it does: a fieldhook that was killed leaves its note behind. */
export async function findRunningDatabase(dataDir: string): Promise<string | undefined> {
  const url = await read(databaseFile(dataDir));
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

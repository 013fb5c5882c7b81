import { Client } from 'pg';
import { AlreadyRunningError, codeOf } from './embedded-postgres-error.ts';
import { socketPort } from './socket-directory.ts';

/** The bytes of "fieldhoo": any number will do, as long as it never changes. */
const lockKey = '7379540980638707567';

const applicationPrefix = 'fieldhook, process ';

/**
 * Creating a database copies some 7 MB: a moment, but not on every disk. `pg` reads this per query; its types do
 * not know.
 */
const creationBound: object = { query_timeout: 60_000 };

/** A connection that holds the advisory lock of "the one fieldhook on this database". */
export interface SessionLock {
  /** Resolves when the connection, and with it the lock, is gone for whatever reason. */
  readonly lost: Promise<void>;
  /** Creates our database if this is its first start. */
  ensureDatabase(): Promise<void>;
  close(): void;
}

/**
 * Connects and takes the lock. The session is on the database `postgres`, because advisory locks are per database, and
 * because a session on `fieldhook` would forbid dropping it or using it as a template.
 * @throws AlreadyRunningError if another fieldhook has the lock; the connection's error if there is no server (yet)
 */
export async function takeSessionLock(socketDirectory: string, dataDir: string): Promise<SessionLock> {
  const client = new Client({
    host: socketDirectory,
    port: socketPort,
    user: 'fieldhook',
    database: 'postgres',
    application_name: `${applicationPrefix}${process.pid}`,
    connectionTimeoutMillis: 5000,
    query_timeout: 10_000,
    ssl: false,
  });
  const lost = new Promise<void>((resolve) => client.once('end', resolve));
  // The server may go at any time; `lost` tells. Without a listener the error would end the process.
  client.on('error', () => undefined);
  try {
    await client.connect();
    await lock(client, dataDir);
  } catch (error) {
    close(client);
    throw error;
  }
  return { lost, ensureDatabase: () => ensureDatabase(client), close: () => close(client) };
}

async function lock(client: Client, dataDir: string): Promise<void> {
  // Not pg_try_advisory_lock: the session of a fieldhook that died this moment, or our own last one, may still
  // be on its way out.
  await client.query("set lock_timeout = '2s'");
  try {
    await client.query('select pg_advisory_lock($1)', [lockKey]);
  } catch (error) {
    if (codeOf(error) !== '55P03') throw error;
    throw new AlreadyRunningError(dataDir, await findHolder(client));
  }
}

async function ensureDatabase(client: Client): Promise<void> {
  const found = await client.query("select from pg_database where datname = 'fieldhook'");
  if (found.rowCount === 0) await client.query({ text: 'create database fieldhook', ...creationBound });
}

/** The process id that the holder wrote into its application name. */
async function findHolder(client: Client): Promise<number | undefined> {
  const answer = await client.query<{ application_name: string }>(
    `select application_name from pg_locks join pg_stat_activity using (pid)
      where locktype = 'advisory' and granted and (classid::bigint << 32 | objid::bigint) = $1 and objsubid = 1`,
    [lockKey],
  );
  const name = answer.rows[0]?.application_name ?? '';
  const pid = Number(name.slice(applicationPrefix.length));
  return name.startsWith(applicationPrefix) && Number.isSafeInteger(pid) ? pid : undefined;
}

/** Asks for a polite end but waits for nothing: the server may be gone already. */
function close(client: Client): void {
  client.end().catch(() => undefined);
}

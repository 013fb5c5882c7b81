import { join } from 'node:path';
import { sql } from 'kysely';
import type { Config } from '../config.ts';
import { systemClock } from '../lib/clock.ts';
import { type Database, openDatabase } from '../lib/db.ts';
import { startEmbeddedPostgres } from '../lib/embedded-postgres/embedded-postgres.ts';
import { findRunningDatabase, noteRunningDatabase, removeNotes } from './running-database.ts';
import { loadOrCreateKeyFile } from '../lib/key-file.ts';
import type { Logger } from '../lib/log.ts';
import { ensurePartitions, findPendingMigrations, migrate, SchemaError } from '../lib/migrate.ts';
import { SYSTEM_ROLE } from '../lib/isolation.ts';
import { createSealer, type Sealer } from '../lib/seal.ts';
import { ToldError } from '../lib/told-error.ts';

/** What the database answered when it was first spoken to, in one sentence. */
export class DatabaseUnusableError extends ToldError {}

export interface Storage {
  readonly databaseUrl: string;
  readonly database: Database;
  readonly sealer: Sealer;
  /** Undefined with DATABASE_URL. Its promise rejects when the server is lost for good. */
  readonly embedded: { readonly failed: Promise<never>; readonly location: string } | undefined;
}

const OLDEST_POSTGRES = 150_000;

/** The database, embedded or given, reachable and with the right schema; `cleanup` learns how to close it. */
export async function openStorage(
  config: Config,
  log: Logger,
  say: (line: string) => void,
  cleanup: AsyncDisposableStack,
): Promise<Storage> {
  const embedded =
    config.databaseUrl === undefined
      ? await startEmbeddedPostgres({ dataDir: config.dataDir, say })
      : undefined;
  if (embedded !== undefined) {
    cleanup.defer(() => embedded.stop());
    await noteRunningDatabase(config.dataDir, embedded.databaseUrl);
    cleanup.defer(() => removeNotes(config.dataDir));
  }
  const databaseUrl = config.databaseUrl ?? embedded?.databaseUrl ?? '';
  const keys = config.secretKeys ?? (await loadOrCreateKeyFile(join(config.dataDir, 'secret-keys')));

  await prepareSchema(databaseUrl, config.migrateOnStart || embedded !== undefined, log);
  const database = openDatabase({ url: databaseUrl, poolSize: config.databasePoolSize, log });
  cleanup.defer(() => database.close());
  await checkReachable(database);
  await checkRole(database);
  await ensurePartitions(database.db, systemClock());
  return { databaseUrl, database, sealer: createSealer(keys), embedded };
}

/**
 * What a command works on that changes something beside a running fieldhook: the database of DATABASE_URL, or the embedded one
 * while it runs. @throws DatabaseUnusableError when there is none
 */
export async function openRunningStorage(
  config: Config,
  log: Logger,
  cleanup: AsyncDisposableStack,
): Promise<Pick<Storage, 'database' | 'sealer'>> {
  const url = config.databaseUrl ?? (await findRunningDatabase(config.dataDir));
  if (url === undefined) {
    throw new DatabaseUnusableError(
      `No fieldhook is running on ${config.dataDir}; start it, or set DATABASE_URL.`,
    );
  }
  await prepareSchema(url, false, log);
  const database = openDatabase({ url, poolSize: 2, log });
  cleanup.defer(() => database.close());
  await checkRole(database);
  const keys = config.secretKeys ?? (await loadOrCreateKeyFile(join(config.dataDir, 'secret-keys')));
  return { database, sealer: createSealer(keys) };
}

/** @throws DatabaseUnusableError when it cannot be reached, refuses us, or is too old */
export async function checkReachable({ db }: Database): Promise<void> {
  let version: number;
  try {
    const { rows } = await sql<{ version: number }>`
      select current_setting('server_version_num')::int as version`.execute(db);
    version = rows[0]?.version ?? 0;
  } catch (err) {
    const why =
      err instanceof Error ? err.message || ('code' in err ? String(err.code) : err.name) : String(err);
    throw new DatabaseUnusableError(
      `The database cannot be used: ${why}. Check DATABASE_URL and that it is running.`,
    );
  }
  if (version < OLDEST_POSTGRES) {
    throw new DatabaseUnusableError('The database is too old: fieldhook needs PostgreSQL 15 or later.');
  }
}

/** What sits between us and the database may drop the settings with which a connection starts. */
async function checkRole({ db }: Database): Promise<void> {
  const { rows } = await sql<{ role: string }>`select current_user as role`.execute(db);
  if (rows[0]?.role === SYSTEM_ROLE) return;
  throw new DatabaseUnusableError(
    `The database connection did not become ${SYSTEM_ROLE}: a pooler dropped its settings. Use session pooling, or connect directly.`,
  );
}

/** The only time that the program works as the owner of its tables. */
async function prepareSchema(url: string, mayMigrate: boolean, log: Logger): Promise<void> {
  const owner = openDatabase({ url, poolSize: 2, log, asOwner: true });
  try {
    await checkReachable(owner);
    const pending = await findPendingMigrations(owner.db);
    if (pending.length === 0) return;
    if (!mayMigrate) {
      throw new SchemaError(`The database lacks ${pending.join(', ')}; run \`fieldhook migrate\` first.`);
    }
    await migrate(owner.db);
  } finally {
    await owner.close();
  }
}

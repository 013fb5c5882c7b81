import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'kysely';
import { type Migration, Migrator } from 'kysely/migration';
import type { Db } from './db.ts';
import { ToldError } from './told-error.ts';

/** The schema and this program do not fit together; the message says what to do. */
export class SchemaError extends ToldError {}

const migrationsFolder = join(import.meta.dirname, '../../migrations');

async function readMigrations(): Promise<Record<string, Migration>> {
  const files = (await readdir(migrationsFolder)).filter((name) => name.endsWith('.sql'));
  const migrations: Record<string, Migration> = {};
  for (const file of files) {
    const text = await readFile(join(migrationsFolder, file), 'utf8');
    migrations[file.slice(0, -'.sql'.length)] = { up: async (db) => void (await sql.raw(text).execute(db)) };
  }
  return migrations;
}

async function findApplied(db: Db): Promise<string[]> {
  const { rows: found } = await sql<{ exists: boolean }>`
    select to_regclass('kysely_migration') is not null as exists`.execute(db);
  if (!found[0]?.exists) return [];
  const { rows } = await sql<{ name: string }>`select name from kysely_migration order by name`.execute(db);
  return rows.map((row) => row.name);
}

/** Migrations of this program that the database lacks. Throws SchemaError when the database has some that we do not know. */
export async function findPendingMigrations(db: Db): Promise<string[]> {
  const [known, applied] = [Object.keys(await readMigrations()).toSorted(), await findApplied(db)];
  const unknown = applied.filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    throw new SchemaError(
      `The database schema is newer than this program (it has ${unknown.join(', ')}); start a newer fieldhook.`,
    );
  }
  return known.filter((name) => !applied.includes(name));
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : JSON.stringify(error));

/**
 * Brings the schema up to this program's and returns the names of the migrations that ran here. Several processes may
 * call it at once: a lock in the database lets one migrate and the others find it done.
 */
export async function migrate(db: Db): Promise<string[]> {
  await findPendingMigrations(db);
  const migrator = new Migrator({ db, provider: { getMigrations: readMigrations } });
  const { error, results } = await migrator.migrateToLatest();
  if (error !== undefined) {
    const failed = results?.find((result) => result.status === 'Error')?.migrationName;
    throw new SchemaError(
      `${failed === undefined ? 'Migrating' : `Migration ${failed}`} failed: ${reasonOf(error)}`,
    );
  }
  return (results ?? []).map((result) => result.migrationName);
}

/** Makes the daily partitions around `now`: yesterday (clocks differ) to two weeks ahead. Any process may call it. */
export async function ensurePartitions(db: Db, now: Date): Promise<number> {
  const { rows } = await sql<{ made: number }>`
    select ensure_day_partitions((${now}::timestamptz at time zone 'UTC')::date - 1,
                                 (${now}::timestamptz at time zone 'UTC')::date + 14) as made`.execute(db);
  return rows[0]?.made ?? 0;
}

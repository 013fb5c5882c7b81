import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, inject } from 'vitest';
import { type Database, openDatabase } from '../src/lib/db.ts';
import { silentLog } from '../src/lib/log.ts';
import { testStart } from './test-start.ts';

export { testStart };

/** Runs a statement as whoever owns the tables and the server, which the program itself never does. */
export async function asOwner<Row extends pg.QueryResultRow>(
  url: string,
  statement: string,
  values: unknown[] = [],
): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<Row>(statement, values);
    return rows;
  } finally {
    await client.end();
  }
}

async function onServer(statement: string): Promise<void> {
  const url = new URL(inject('serverUrl'));
  url.pathname = '/postgres';
  await asOwner(url.href, statement);
}

/** A database without any tables. */
export async function createEmptyDatabase(): Promise<{ url: string; drop: () => Promise<void> }> {
  const name = `test_${randomBytes(6).toString('hex')}`;
  await onServer(`create database ${name}`);
  const url = new URL(inject('serverUrl'));
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => onServer(`drop database ${name} with (force)`) };
}

/** A database of its own for the calling test, empty and migrated; `drop` closes and removes it. */
export async function cloneDatabase(
  poolSize = 10,
): Promise<Database & { url: string; drop: () => Promise<void> }> {
  const name = `test_${randomBytes(6).toString('hex')}`;
  // Copying files is the quicker way where nothing is synced to the disk.
  await onServer(`create database ${name} template fieldhook strategy file_copy`);
  const url = new URL(inject('serverUrl'));
  url.pathname = `/${name}`;
  const database = openDatabase({ url: url.href, poolSize, log: silentLog });
  const drop = async (): Promise<void> => {
    await database.close();
    await onServer(`drop database ${name} with (force)`);
  };
  return { ...database, url: url.href, drop };
}

/** Gives the tests of a file a database of their own; read it inside the tests. */
export function useDatabase(poolSize = 10): { readonly current: Awaited<ReturnType<typeof cloneDatabase>> } {
  const holder = {} as { current: Awaited<ReturnType<typeof cloneDatabase>> };
  beforeAll(async () => {
    holder.current = await cloneDatabase(poolSize);
  });
  afterAll(async () => {
    await holder.current?.drop();
  });
  return holder;
}

/** A clock that only moves when told. */
export class TestClock {
  #now: Date;

  constructor(start: Date = testStart) {
    this.#now = start;
  }

  readonly now = (): Date => this.#now;

  advance(seconds: number): void {
    this.#now = new Date(this.#now.getTime() + seconds * 1000);
  }
}

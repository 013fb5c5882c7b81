import { setTimeout as delay } from 'node:timers/promises';
import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import { isOutdatedStatement } from './connection-failure.ts';
import type { Logger } from './log.ts';
import { SYSTEM_ROLE } from './isolation.ts';
import { preparingPool } from './prepare-statements.ts';
import type { DB } from './tables.ts';

/**
 * A connection pool or an open transaction: every query takes one as its first parameter. In a transaction wait for each before the
 * next: Kysely sends them one by one all the same, and those that still wait when one fails would run after the rollback.
 */
export type Db = Kysely<DB>;

export interface Database {
  /** For ordinary queries. */
  readonly db: Db;
  /** The same, for calls that come again and again; see prepare-statements.ts. */
  readonly hotDb: Db;
  /** The pool behind it, for the few hot statements that are prepared by name. */
  readonly pool: pg.Pool;
  readonly close: () => Promise<void>;
}

export interface DatabaseOptions {
  readonly url: string;
  readonly poolSize: number;
  readonly log: Logger;
  /** As whoever the URL names, and without the bound on how long a statement may take: for migrations alone. */
  readonly asOwner?: boolean;
  /** PostgreSQL settings of every connection of this pool. */
  readonly settings?: Readonly<Record<string, string>>;
}

const STATEMENT_TIMEOUT_MS = 60_000;
const CLOSE_TIMEOUT_MS = 2_000;

// int8 as a number: every id we generate or accept is at most 2^53-1.
const types = new pg.TypeOverrides();
types.setTypeParser(pg.types.builtins.INT8, Number);

export function openDatabase({
  url,
  poolSize,
  log,
  settings = {},
  asOwner = false,
}: DatabaseOptions): Database {
  const { connectionString, options } = takeOptions(url);
  const ours = asOwner ? settings : { ...settings, role: SYSTEM_ROLE };
  const pool = new pg.Pool({
    connectionString,
    max: poolSize,
    types,
    application_name: 'fieldhook',
    // With it a query that times out takes its connection along, instead of leaving it to whoever comes next.
    pipeline: true,
    options: [options, ...Object.entries(ours).map(([name, value]) => `-c ${name}=${value}`)].join(' '),
    connectionTimeoutMillis: 5_000,
    // The server's own bound does not help when the server is gone without a word.
    ...(asOwner
      ? {}
      : { statement_timeout: STATEMENT_TIMEOUT_MS, query_timeout: STATEMENT_TIMEOUT_MS + 5_000 }),
    idle_in_transaction_session_timeout: 60_000,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
  });
  // An idle connection that breaks (server restarted) is dropped by the pool; without a listener it would end the process.
  // Closing, the pool does not wait for its goodbyes, so the server's own stop may cut them short: no loss.
  pool.on('error', (err) => {
    if (!pool.ending) log.warn({ err: err.message }, 'database connection lost');
  });
  // The pool listens only to connections at rest. One that breaks between two queries of a transaction would end the process;
  // the next query on it fails and says so.
  pool.on('connect', (client) =>
    client.on('error', (err) => log.debug({ err: err.message }, 'a connection in use broke')),
  );
  const db: Db = new Kysely<DB>({ dialect: new PostgresDialect({ pool }) });
  const hotDb: Db = new Kysely<DB>({ dialect: new PostgresDialect({ pool: preparingPool(pool) }) });
  const close = async (): Promise<void> => {
    // Not by Kysely, which ends a pool only if a query of its own ever used it; and not for ever, since `end` waits for
    // queries that may hang.
    await Promise.race([pool.end(), delay(CLOSE_TIMEOUT_MS, undefined, { ref: false })]);
  };
  return { db, hotDb, pool, close };
}

/** Runs `work` in a transaction on a connection of its own, for statements that are prepared by name. */
export async function inTransaction<Result>(
  pool: pg.Pool,
  work: (client: pg.PoolClient) => Promise<Result>,
): Promise<Result> {
  const client = await pool.connect();
  let isBroken = false;
  try {
    await client.query('begin');
    const result = await work(client);
    await client.query('commit');
    return result;
  } catch (err) {
    // It would fail with the same statement again and again.
    isBroken = isOutdatedStatement(err);
    await client.query('rollback').catch(() => void (isBroken = true));
    throw err;
  } finally {
    client.release(isBroken);
  }
}

/** An `options=` in the URL would replace ours, the role among them; taken out, it is put before them. */
function takeOptions(url: string): { readonly connectionString: string; readonly options: string } {
  const parsed = new URL(url);
  const options = parsed.searchParams.get('options') ?? '';
  parsed.searchParams.delete('options');
  return { connectionString: parsed.href, options };
}

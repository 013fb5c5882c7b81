import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Pool } from 'pg';
import { type Db, openDatabase } from '../src/lib/db.ts';
import { startEmbeddedPostgres } from '../src/lib/embedded-postgres/embedded-postgres.ts';
import { readPostmaster } from '../src/lib/embedded-postgres/postmaster-file.ts';
import { silentLog } from '../src/lib/log.ts';
import { ensurePartitions, migrate } from '../src/lib/migrate.ts';
import { createSealer, parseSealingKeys, type Sealer } from '../src/lib/seal.ts';
import type { Bench } from './scenario.ts';

export const secretKeys = `bench:${Buffer.alloc(32, 1).toString('base64')}`;

export interface BenchDatabase {
  readonly url: string;
  /** As the owner. */
  readonly db: Db;
  readonly pool: Pool;
  readonly sealer: Sealer;
  /** kill -9, the postmaster and every one of its processes. It is started again as under `fieldhook start`. */
  kill(): Promise<void>;
}

/** A real, durable PostgreSQL (fsync and synchronous_commit on) in a temporary directory, migrated and empty. */
export async function startBenchDatabase(
  { cleanup }: Bench,
  settings: Record<string, string> = {},
): Promise<BenchDatabase> {
  const dataDir = await mkdtemp(join(tmpdir(), 'fieldhook-bench-'));
  cleanup.defer(() => rm(dataDir, { recursive: true, force: true }));
  const server = await startEmbeddedPostgres({ dataDir, say: () => undefined, settings });
  cleanup.defer(() => server.stop());
  const { db, pool, close } = openDatabase({
    url: server.databaseUrl,
    poolSize: 4,
    log: silentLog,
    asOwner: true,
  });
  cleanup.defer(close);
  await migrate(db);
  await ensurePartitions(db, new Date());
  const keys = parseSealingKeys(secretKeys);
  if (typeof keys === 'string') throw new Error(keys);
  return {
    url: server.databaseUrl,
    db,
    pool,
    sealer: createSealer(keys),
    kill: () => killPostgres(join(server.location, 'cluster')),
  };
}

async function killPostgres(cluster: string): Promise<void> {
  const postmaster = await readPostmaster(cluster);
  if (postmaster === undefined) throw new Error('PostgreSQL is not running');
  const { pid } = postmaster;
  const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8');
  for (const one of [pid, ...children.trim().split(/\s+/).map(Number)]) {
    try {
      process.kill(one, 'SIGKILL');
    } catch {
      // A child may have ended by itself meanwhile.
    }
  }
}

import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { type Database, openDatabase } from '../src/lib/db.ts';
import {
  type EmbeddedPostgres,
  startEmbeddedPostgres,
} from '../src/lib/embedded-postgres/embedded-postgres.ts';
import { silentLog } from '../src/lib/log.ts';
import { ensurePartitions, migrate } from '../src/lib/migrate.ts';
import { copyWithOwners, databaseRoot } from './database-root.ts';
import { testStart } from './test-start.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** A throw-away server whose database `fieldhook` is migrated and serves as the template. */
    serverUrl: string;
    /** The files of a stopped server whose database is migrated, for tests to copy. */
    preparedCluster: string;
  }
}

/** One real PostgreSQL for the whole run; every test file clones its own database from the migrated template. */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const directory = await mkdtemp(join(databaseRoot, 'fieldhook-test-'));
  const dataDir = join(directory, 'data');
  const start = (): Promise<EmbeddedPostgres> =>
    startEmbeddedPostgres({
      dataDir,
      say: () => undefined,
      settings: { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_wal_size: '256MB' },
    });
  const first = await start();
  await asTemplateOwner(first, async ({ db }) => {
    await migrate(db);
    await ensurePartitions(db, new Date());
  });
  await first.stop();
  const preparedCluster = join(directory, 'prepared');
  await copyWithOwners(join(first.location, 'cluster'), preparedCluster);
  const server = await start();
  await asTemplateOwner(server, async ({ db, pool }) => {
    // Tests watch connections and locks; the program has no need to.
    await pool.query('grant pg_read_all_stats to fieldhook_system');
    // Here, so that not every file makes a hundred tables anew.
    await ensurePartitions(db, testStart);
  });
  project.provide('serverUrl', server.databaseUrl);
  project.provide('preparedCluster', preparedCluster);
  return async () => {
    await server.stop();
    await rm(directory, { recursive: true, force: true });
  };
}

async function asTemplateOwner(
  { databaseUrl }: EmbeddedPostgres,
  work: (template: Database) => Promise<void>,
): Promise<void> {
  const template = openDatabase({ url: databaseUrl, poolSize: 1, log: silentLog, asOwner: true });
  await work(template);
  await template.close();
}

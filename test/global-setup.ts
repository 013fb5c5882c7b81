import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { openDatabase } from '../src/lib/db.ts';
import { startEmbeddedPostgres } from '../src/lib/embedded-postgres/embedded-postgres.ts';
import { silentLog } from '../src/lib/log.ts';
import { ensurePartitions, migrate } from '../src/lib/migrate.ts';
import { testStart } from './test-start.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** A throw-away server whose database `fieldhook` is migrated and serves as the template. */
    serverUrl: string;
  }
}

/** One real PostgreSQL for the whole run; every test file clones its own database from the migrated template. */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const dataDir = await mkdtemp(join(tmpdir(), 'fieldhook-test-'));
  const server = await startEmbeddedPostgres({
    dataDir,
    say: () => undefined,
    settings: { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' },
  });
  const template = openDatabase({ url: server.databaseUrl, poolSize: 1, log: silentLog, asOwner: true });
  await migrate(template.db);
  // Tests watch connections and locks; the program has no need to.
  await template.pool.query('grant pg_read_all_stats to fieldhook_system');
  // Here, so that not every file makes a hundred tables anew.
  await ensurePartitions(template.db, testStart);
  await ensurePartitions(template.db, new Date());
  await template.close();
  project.provide('serverUrl', server.databaseUrl);
  return async () => {
    await server.stop();
    await rm(dataDir, { recursive: true, force: true });
  };
}

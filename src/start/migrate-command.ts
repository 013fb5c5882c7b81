import type { Config } from '../config.ts';
import { openDatabase } from '../lib/db.ts';
import { createLog } from '../lib/log.ts';
import { migrate } from '../lib/migrate.ts';
import { checkReachable } from './open-storage.ts';

/** `fieldhook migrate` */
export async function runMigrations(
  config: Config,
  asJson: boolean,
  say: (line: string) => void,
): Promise<void> {
  const database = openDatabase({
    url: config.databaseUrl ?? '',
    poolSize: 2,
    log: createLog(config.logLevel),
    asOwner: true,
  });
  try {
    await checkReachable(database);
    const applied = await migrate(database.db);
    if (asJson) say(JSON.stringify({ applied }));
    else if (applied.length === 0) say('The schema is up to date.');
    else for (const name of applied) say(`Applied ${name}`);
  } finally {
    await database.close();
  }
}

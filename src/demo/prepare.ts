import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Config, ConfigError } from '../config.ts';
import type { Db } from '../lib/db.ts';
import type { Sealer } from '../lib/seal.ts';
import { type DemoTenant, moveDemoWebhooks, seedDemoTenant } from './seed.ts';

/**
 * The demo of an embedded database: seeded when it is empty, found again by `<data>/demo.json` at later starts. Undefined
 * when the database is someone's own by now.
 */
export async function prepareDemo(
  db: Db,
  { sealer, databaseUrl }: { sealer: Sealer; databaseUrl: string },
  config: Config,
  origin: string,
): Promise<DemoTenant | undefined> {
  const file = demoFile(config.dataDir);
  const webhookUrl = config.demoWebhookUrl ?? `${origin}/demo/inbox`;
  const write = (tenant: DemoTenant): Promise<void> => writeDemoFile(file, { ...tenant, databaseUrl });
  const seeded = await seedDemoTenant(db, sealer, webhookUrl, write);
  if (seeded !== undefined) return seeded;
  const tenant = await readDemoFile(file);
  if (tenant === undefined) return undefined;
  if (tenant.webhookUrl !== webhookUrl) await moveDemoWebhooks(db, tenant.webhookUrl, webhookUrl);
  const current = { ...tenant, webhookUrl };
  await write(current);
  return current;
}

/** Where the demo's keys and passwords stand, for its owner alone. */
export const demoFile = (dataDir: string): string => join(dataDir, 'demo.json');

async function readDemoFile(file: string): Promise<DemoTenant | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as DemoTenant;
  } catch (err) {
    if (err instanceof Error && 'code' in err && err.code === 'ENOENT') return undefined;
    throw new ConfigError([`${file} cannot be read (${(err as Error).message}); restore or remove it.`]);
  }
}

/** Holds the demo's keys, so it is readable by its owner alone. */
async function writeDemoFile(file: string, content: DemoTenant & { databaseUrl: string }): Promise<void> {
  const fresh = `${file}.new`;
  await writeFile(fresh, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 });
  await rename(fresh, file);
}

import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { asOwner, useDatabase } from '../../test/db.ts';
import { setSealedScene } from '../../test/sealed-scene.ts';
import { fillEveryTenantTable } from '../../test/tenant-data.ts';
import { sealedColumns } from './sealed-columns.ts';

// Passwords, and something in every table.
vi.setConfig({ testTimeout: 120_000 });

const database = useDatabase();

/** What a `Sealer` or better-auth makes: no other text looks like that. */
const SEALED = /^test\.[A-Za-z0-9_-]{38,}$|^\$ba\$\d+\$[0-9a-f]+$/;

test('every column in which something sealed stands is sealed anew by `fieldhook keys reseal`', async () => {
  const { db, url } = database.current;
  await setSealedScene(db);
  await fillEveryTenantTable(db);
  const tables = await asOwner<{ name: string }>(
    url,
    `select relname as name from pg_class
     where relkind in ('r', 'p') and not relispartition and relnamespace = 'public'::regnamespace`,
  );
  const found = new Set<string>();
  for (const { name } of tables) {
    const rows = await asOwner<{ row: Record<string, unknown> }>(
      url,
      `select to_jsonb(t) as row from ${name} t`,
    );
    for (const { row } of rows) {
      for (const [column, value] of Object.entries(row))
        if (holdsSealed(value)) found.add(`${name}.${column}`);
    }
  }
  const known = sealedColumns.map(({ table, column }) => `${table}.${column}`);
  expect([...found].toSorted()).toEqual(known.toSorted());
});

function holdsSealed(value: unknown): boolean {
  if (typeof value === 'string') return SEALED.test(value);
  return typeof value === 'object' && value !== null && Object.values(value).some(holdsSealed);
}

// The scene above knows only what somebody put into it; this notices who begins to seal.
test('what seals is this and nothing else; whoever comes new adds the column, and something in it to the scene', async () => {
  const source = join(import.meta.dirname, '..');
  const files = (await readdir(source, { recursive: true })).filter(
    (file) => file.endsWith('.ts') && !/\.(test|fixture)\.ts$/.test(file),
  );
  const sealing: string[] = [];
  for (const file of files) {
    if (
      /\bsealer\.seal\(|\bsymmetricEncrypt\(|\bpurposeOf\(/.test(await readFile(join(source, file), 'utf8'))
    )
      sealing.push(file);
  }
  expect(sealing.toSorted()).toEqual([
    'deliveries/signing/sealed-columns.ts',
    'deliveries/signing/webhook-secret.ts',
    'lib/reseal.ts',
    'oauth/signing-keys.ts',
    'people/second-factor-seals.ts',
  ]);
});

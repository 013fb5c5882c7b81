import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { useDatabase } from '../../test/db.ts';

const run = promisify(execFile);
const root = join(import.meta.dirname, '../..');
const generator = join(root, 'node_modules/kysely-codegen/dist/cli/bin.js');

// A clone, not the template itself: a connection to the template would keep other test files from cloning it. It also
// has partitions, as every running database does.
const database = useDatabase(2);

test('tables.ts is what kysely-codegen generates from the migrations, whatever partitions there are', async () => {
  const { rows } = await database.current.pool.query(
    "select to_regclass('events_20260714') is not null as found",
  );
  expect(rows).toEqual([{ found: true }]);
  const args = [generator, '--url', database.current.url, '--verify', '--log-level', 'error'];
  // Ends with an error that shows the difference, if there is one.
  await expect(run(process.execPath, args, { cwd: root, timeout: 15_000 })).resolves.toBeDefined();
});

import { readFile, rename, writeFile } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';

const fileName = 'postgres-location.txt';

/** Where the note in the data directory says the database lies, or undefined. */
export async function readLocationNote(dataDir: string): Promise<string | undefined> {
  const text = await readFile(join(dataDir, fileName), 'utf8').catch(() => '');
  const location = /^location: (.+)$/m.exec(text)?.[1]?.trim();
  return location && isAbsolute(location) ? location : undefined;
}

/** Leaves word for people and for the next start that the database lies elsewhere. */
export async function writeLocationNote(dataDir: string, location: string, userName: string): Promise<void> {
  const path = join(dataDir, fileName);
  await writeFile(
    `${path}.new`,
    `The database of this data directory does not lie here: fieldhook was started as root, PostgreSQL
refuses to run as root, and user "${userName}", who runs it instead, cannot reach this directory.
fieldhook reads the next line at every start. To move or back up the data, take that directory too.

location: ${location}
`,
  );
  await rename(`${path}.new`, path);
}

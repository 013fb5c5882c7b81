import { mkdir, open, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { newSealingKeyEntry, parseSealingKeys, type SealingKey } from './seal.ts';

/** The sealing keys of the embedded database: made at the first start, readable by its owner alone. */
export async function loadOrCreateKeyFile(path: string): Promise<SealingKey[]> {
  await mkdir(dirname(path), { recursive: true });
  try {
    const file = await open(path, 'wx', 0o600);
    try {
      await file.writeFile(`${newSealingKeyEntry()}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
  } catch (err) {
    if (!(err instanceof Error && 'code' in err && err.code === 'EEXIST')) throw err;
  }
  const parsed = parseSealingKeys((await readFile(path, 'utf8')).trim());
  if (typeof parsed === 'string')
    throw new KeyFileError(`The key file ${path} is damaged: ${parsed}. Restore it.`);
  return parsed;
}

export class KeyFileError extends Error {}

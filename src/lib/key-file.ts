import { randomBytes } from 'node:crypto';
import { link, mkdir, open, readFile, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { newSealingKeyEntry, parseSealingKeys, type SealingKey } from './seal.ts';
import { ToldError } from './told-error.ts';

/** The sealing keys of the embedded database: made at the first start, readable by its owner alone. */
export async function loadOrCreateKeyFile(path: string): Promise<SealingKey[]> {
  const text = (await readIfThere(path)) ?? (await create(path));
  const parsed = parseSealingKeys(text.trim());
  if (typeof parsed === 'string')
    throw new KeyFileError(`The key file ${path} is damaged: ${parsed}. Restore it.`);
  return parsed;
}

async function readIfThere(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch((err: unknown) => {
    if (hasCode(err, 'ENOENT')) return undefined;
    throw err;
  });
}

/** Written elsewhere and linked into place, so that neither a crash nor another process ever sees half a file. */
async function create(path: string): Promise<string> {
  await mkdir(dirname(path), { recursive: true });
  const draft = `${path}.${randomBytes(6).toString('hex')}`;
  try {
    const file = await open(draft, 'wx', 0o600);
    try {
      await file.writeFile(`${newSealingKeyEntry()}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
    await link(draft, path).catch((err: unknown) => {
      if (!hasCode(err, 'EEXIST')) throw err;
    });
  } finally {
    await rm(draft, { force: true });
  }
  return readFile(path, 'utf8');
}

function hasCode(err: unknown, code: string): boolean {
  return err instanceof Error && 'code' in err && err.code === code;
}

export class KeyFileError extends ToldError {}

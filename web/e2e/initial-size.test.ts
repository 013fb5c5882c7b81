import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';

interface Chunk {
  readonly file: string;
  readonly isEntry?: boolean;
  readonly imports?: readonly string[];
}

const directory = join(import.meta.dirname, '../../dist/web');
const BUDGET_BYTES = 250 * 1024;

const manifest = JSON.parse(readFileSync(join(directory, 'manifest.json'), 'utf8')) as Record<string, Chunk>;

/** A module with all that it cannot start without. */
function filesOf(name: string, found = new Set<string>()): Set<string> {
  const chunk = manifest[name];
  if (chunk === undefined || found.has(chunk.file)) return found;
  found.add(chunk.file);
  for (const needed of chunk.imports ?? []) filesOf(needed, found);
  return found;
}

test('the first page of any kind needs at most 250 KB of compressed JavaScript', () => {
  const entry = Object.keys(manifest).find((name) => manifest[name]?.isEntry === true) ?? '';
  const pages = Object.keys(manifest).filter((name) => name.endsWith('-page.tsx'));
  expect(pages.length).toBeGreaterThan(5);
  for (const page of pages) {
    const files = [...filesOf(page, filesOf(entry))].filter((file) => file.endsWith('.js'));
    const bytes = files
      .map((file) => gzipSync(readFileSync(join(directory, file))).length)
      .reduce((sum, length) => sum + length, 0);
    expect({ page, isWithin: bytes <= BUDGET_BYTES, bytes }).toMatchObject({ isWithin: true });
  }
});

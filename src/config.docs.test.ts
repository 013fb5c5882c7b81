import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { knobs } from './knobs.ts';

test('the table in docs/operations.md has the names, defaults and texts of all knobs, and no other', () => {
  const document = readFileSync(join(import.meta.dirname, '../docs/operations.md'), 'utf8');
  const [, settings = ''] = document.split(/^## Settings$/m);
  const [section = ''] = settings.split(/^## /m);
  const [, , ...rows] = section.match(/^\|.*\|$/gm) ?? [];
  const documented = rows.map((row) => {
    const [name, fallback, text] = row
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim());
    return { name: name?.replaceAll('`', ''), default: fallback?.replaceAll('`', ''), text };
  });
  expect(documented).toEqual(knobs);
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { attemptErrors } from '../deliveries/attempt-errors.ts';
import { errorCatalogue } from './errors.ts';

const document = readFileSync(join(import.meta.dirname, '../../docs/errors.md'), 'utf8');

/** The text below a `## ` heading, up to the next one. */
function section(title: string): string {
  const found = document.split(/^## /m).find((part) => part.startsWith(`${title}\n`));
  if (found === undefined) throw new Error(`docs/errors.md has no section "${title}"`);
  return found;
}

test('docs/errors.md describes every HTTP error by its code, status and title, and no other', () => {
  const documented = section('HTTP errors')
    .split(/^### /m)
    .slice(1)
    .map((entry) => {
      const [, code, status, title] = /^`(\w+)`\n\n\*\*(\d+)\*\* (.+)\n\n\S/.exec(entry) ?? [];
      return { code: code ?? entry, status: Number(status), title };
    });
  expect(documented).toEqual(Object.entries(errorCatalogue).map(([code, error]) => ({ code, ...error })));
});

test('docs/errors.md lists every attempt error with its sentence, and no other', () => {
  const documented = [...section('Attempt errors').matchAll(/^\| `(\w+)` +\| (.+?) +\|$/gm)];
  const rows = section('Attempt errors').match(/^\|/gm)?.length ?? 0;
  expect(documented.map(([, code, sentence]) => [code, sentence])).toEqual(Object.entries(attemptErrors));
  // The heading and the rule below it are the only other rows: none escapes the pattern.
  expect(rows).toBe(documented.length + 2);
});

import type { FieldErrors } from '../lib/errors.ts';

/** No request of ours nests deeper than 5; far below what would exhaust the stack of any walk over it. */
const MAX_DEPTH = 32;

/**
 * Finds text that PostgreSQL or UTF-8 cannot hold: NUL characters and lone surrogates, in values and in member names.
 * Returns field → what is wrong, empty when all is well.
 */
export function findUnstorableText(value: unknown): FieldErrors {
  // A map, since a caller names the fields: `__proto__` means something on an object.
  const errors = new Map<string, string[]>();
  const walk = (member: unknown, path: string, depth: number): void => {
    const field = path || 'body';
    if (depth > MAX_DEPTH) {
      errors.set(field, ['is nested too deeply.']);
    } else if (typeof member === 'string') {
      const problem = problemOf(member);
      if (problem !== undefined) errors.set(field, [problem]);
    } else if (typeof member === 'object' && member !== null) {
      for (const [name, inner] of Object.entries(member)) {
        if (problemOf(name) === undefined) walk(inner, path === '' ? name : `${path}.${name}`, depth + 1);
        else errors.set(field, ['has a member whose name contains NUL characters or lone surrogates.']);
      }
    }
  };
  walk(value, '', 0);
  return Object.fromEntries(errors);
}

function problemOf(text: string): string | undefined {
  if (text.includes('\0')) return 'must not contain NUL characters.';
  if (!text.isWellFormed()) return 'must not contain lone surrogates.';
  return undefined;
}

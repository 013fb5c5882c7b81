import type { UseFormReturnType } from '@mantine/form';
import { ApiProblem } from '../api/problem.ts';
import { sentenceOf } from './explain.ts';

/**
 * Puts what the server says of each field beside that field, and the focus on the first. Returns the fields that were placed:
 * `<ProblemAlert hiddenFields={…}>` then shows the rest. `rename` is for fields that the form calls otherwise.
 */
export function showFieldErrors<Values extends object>(
  form: UseFormReturnType<Values>,
  err: unknown,
  rename: Readonly<Record<string, string>> = {},
): readonly string[] {
  if (!(err instanceof ApiProblem)) return [];
  const placed = Object.keys(err.errors).filter((field) =>
    hasField(form.getValues(), rename[field] ?? field),
  );
  form.setErrors(
    Object.fromEntries(
      placed.map((field) => [
        rename[field] ?? field,
        (err.errors[field] ?? []).map((text) => sentenceOf(field, text)).join(' '),
      ]),
    ),
  );
  const [first] = placed;
  if (first !== undefined) form.getInputNode(rename[first] ?? first)?.focus();
  return placed;
}

function hasField(values: unknown, path: string): boolean {
  let at = values;
  for (const part of path.split('.')) {
    if (typeof at !== 'object' || at === null || !(part in at)) return false;
    at = (at as Record<string, unknown>)[part];
  }
  return true;
}

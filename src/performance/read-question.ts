import { readBound } from '../delivery-log/read-filter.ts';
import { ApiError, type FieldErrors } from '../lib/errors.ts';
import type { Question, Span } from './measure.ts';
import type { PerformanceQuery } from './schema.ts';

/** @throws ApiError `validation_failed` naming the parameters */
export function readQuestion(query: PerformanceQuery): Question {
  const errors: FieldErrors = {};
  const { compareFrom, compareUntil, schedulerId } = query;
  if ((compareFrom === undefined) !== (compareUntil === undefined)) {
    const missing = compareFrom === undefined ? 'compareFrom' : 'compareUntil';
    errors[missing] = ['Give both ends of the period to compare with, or none.'];
  }
  const span = readSpan(query, 'from', 'until', errors);
  const comparison = readSpan(query, 'compareFrom', 'compareUntil', errors);
  if (Object.keys(errors).length > 0 || span === undefined) throw new ApiError('validation_failed', errors);
  return { ...span, schedulerId, comparison };
}

function readSpan<Name extends string>(
  query: { readonly [Key in Name]?: string | undefined },
  start: Name,
  end: Name,
  errors: FieldErrors,
): Span | undefined {
  const [from, until] = [readBound(query, start, errors), readBound(query, end, errors)];
  if (from === null || until === null) return undefined;
  if (from > until) errors[start] = [`must not be after ${end}.`];
  return { from, until };
}

import { ApiError, type FieldErrors } from '../lib/errors.ts';
import { MAX_ID } from '../lib/ids.ts';
import type { ListQuery, PerformanceQuery } from './schema.ts';

/** From one instant, inclusive, to another, exclusive; null is open. */
export interface Range {
  readonly onOrAfter: Date | null;
  readonly before: Date | null;
}

export interface ListRequest {
  readonly created: Range;
  readonly modified: Range;
  readonly page: number;
  readonly pageSize: number;
  /** How many rows stand before the page. */
  readonly offset: number;
  readonly includeTotal: boolean;
}

/** @throws ApiError `validation_failed` naming the parameters */
export function readListQuery(query: ListQuery): ListRequest {
  const { page = 1, pageSize = 50, includeTotal = false } = query;
  const errors: FieldErrors = {};
  const created = readRange(query, 'createdOnOrAfter', 'createdBefore', errors);
  const modified = readRange(query, 'modifiedOnOrAfter', 'modifiedBefore', errors);
  if (Object.keys(errors).length > 0) throw new ApiError('validation_failed', errors);
  // No table has as many rows; beyond, the database would refuse the number.
  const offset = Math.min((page - 1) * pageSize, MAX_ID);
  return { created, modified, page, pageSize, offset, includeTotal };
}

/** @throws ApiError `validation_failed` naming the parameters */
export function readPerformanceQuery(query: PerformanceQuery): Range {
  const errors: FieldErrors = {};
  const range = readRange(query, 'sessionCreatedOnOrAfter', 'sessionCreatedBefore', errors);
  if (Object.keys(errors).length > 0) throw new ApiError('validation_failed', errors);
  return range;
}

function readRange<Name extends string>(
  query: { readonly [Key in Name]?: string },
  from: Name,
  to: Name,
  errors: FieldErrors,
): Range {
  const read = (name: Name): Date | null => {
    const text: string | undefined = query[name];
    if (text === undefined) return null;
    const instant = parseInstant(text);
    if (instant === undefined) errors[name] = ['is no instant that exists.'];
    return instant ?? null;
  };
  const [onOrAfter, before] = [read(from), read(to)];
  if (onOrAfter !== null && before !== null && onOrAfter > before) {
    errors[from] = [`must not be after ${to}.`];
  }
  return { onOrAfter, before };
}

/**
 * An instant that has the form of RFC 3339. What we store are whole milliseconds: a bound between two of them means the later
 * one, whether it is inclusive or exclusive.
 */
export function parseInstant(text: string): Date | undefined {
  const [, head = '', digits = '', zone = ''] =
    /^([^.]+)(?:\.(\d+))?([zZ]|[+-][\d:]+)$/.exec(text.replace(/[t ]/, 'T')) ?? [];
  const atMs = Date.parse(`${head}.${digits.slice(0, 3).padEnd(3, '0')}${zone.toUpperCase()}`);
  if (Number.isNaN(atMs)) return undefined;
  return new Date(/[1-9]/.test(digits.slice(3)) ? atMs + 1 : atMs);
}

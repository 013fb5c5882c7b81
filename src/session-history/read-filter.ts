import { readBound } from '../delivery-log/read-filter.ts';
import { ApiError, type FieldErrors } from '../lib/errors.ts';
import type { SessionFilters } from './schema.ts';

/** What is asked for of sessions; all of it must fit. */
export interface SessionFilter extends Omit<SessionFilters, 'from' | 'until' | 'search'> {
  readonly from: Date | null;
  readonly until: Date | null;
  readonly search: Search | undefined;
}

/** What a search text may mean. */
export interface Search {
  readonly sessionId: string | undefined;
  /** Digits of a phone number, without the zeros that stand before a national one; undefined if it is none. */
  readonly digits: string | undefined;
  /** For `ilike`. */
  readonly pattern: string;
}

/** @throws ApiError `validation_failed` naming the parameters */
export function readSessionFilter({ search, ...query }: SessionFilters): SessionFilter {
  const errors: FieldErrors = {};
  const [from, until] = [readBound(query, 'from', errors), readBound(query, 'until', errors)];
  if (from !== null && until !== null && from > until) errors['from'] = ['must not be after until.'];
  if (Object.keys(errors).length > 0) throw new ApiError('validation_failed', errors);
  return { ...query, from, until, search: readSearch(search) };
}

/** Of fewer digits there would be some in nearly every number. */
const LEAST_DIGITS = 3;

export function readSearch(search: string | undefined): Search | undefined {
  const text = search?.trim() ?? '';
  if (text === '') return undefined;
  const isPhone = /^[\d\s()+./-]+$/.test(text);
  const digits = text.replaceAll(/\D/g, '').replace(/^0+/, '');
  return {
    sessionId: /^sess_[a-z0-9]+$/.test(text) ? text : undefined,
    digits: isPhone && digits.length >= LEAST_DIGITS ? digits : undefined,
    pattern: `%${text.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`,
  };
}

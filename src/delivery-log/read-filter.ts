import { ApiError, type FieldErrors } from '../lib/errors.ts';
import { parseInstant } from '../public-api/read-query.ts';
import type { DeliveryFilter } from './queries.ts';
import type { DeliveriesQuery } from './schema.ts';

/** @throws ApiError `validation_failed` naming the parameters */
export function readFilter(query: Omit<DeliveriesQuery, 'limit' | 'cursor'>): DeliveryFilter {
  const { state, reason, eventType, tenantId } = query;
  const errors: FieldErrors = {};
  const [from, until] = [readBound(query, 'from', errors), readBound(query, 'until', errors)];
  if (from !== null && until !== null && from > until) errors['from'] = ['must not be after until.'];
  if (Object.keys(errors).length > 0) throw new ApiError('validation_failed', errors);
  return {
    states: state && [state],
    reasons: reason && [reason],
    eventType,
    tenantId,
    from,
    until,
  };
}

/** Never before 1970, where the milliseconds in ids begin. */
export function readBound<Name extends string>(
  given: { readonly [Key in Name]?: string | undefined },
  name: Name,
  errors: FieldErrors,
): Date | null {
  const text: string | undefined = given[name];
  if (text === undefined) return null;
  const instant = parseInstant(text);
  if (instant === undefined) errors[name] = ['is no instant that exists.'];
  return instant === undefined ? null : new Date(Math.max(instant.getTime(), 0));
}

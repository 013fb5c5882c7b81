import { validate as isUuid } from 'uuid';
import { addSeconds } from '../lib/clock.ts';
import { ApiError, type FieldErrors } from '../lib/errors.ts';
import { instantOfId } from '../lib/ids.ts';
import { parseInstant } from '../public-api/read-query.ts';
import type { DeliveryFilter } from './queries.ts';
import type { DeliveriesQuery } from './schema.ts';
import type { LogSearch } from './search-log.ts';

/** @throws ApiError `validation_failed` naming the parameters */
export function readFilter(query: Omit<DeliveriesQuery, 'limit' | 'cursor'>): DeliveryFilter {
  const { state, reason, eventType, tenantId } = query;
  const errors: FieldErrors = {};
  const [from, until] = [readBound(query, 'from', errors), readBound(query, 'until', errors)];
  if (from !== null && until !== null && from > until) errors['from'] = ['must not be after until.'];
  if (Object.keys(errors).length > 0) throw new ApiError('validation_failed', errors);
  const filter = { states: state?.split(','), reasons: reason && [reason], eventType, tenantId, from, until };
  const id = query.text?.trim().toLowerCase();
  return id !== undefined && isUuid(id) ? aroundId(filter, id) : filter;
}

/** What is asked of the log and not of the deliveries themselves. */
export function readSearch({ httpStatus, errorCode, text }: DeliveriesQuery): LogSearch {
  const wanted = text?.trim();
  const isId = wanted !== undefined && isUuid(wanted.toLowerCase());
  const isSession = wanted?.startsWith('sess_') === true;
  return {
    status: httpStatus === undefined ? undefined : readStatus(httpStatus),
    errorCode,
    sessionId: isSession ? wanted : undefined,
    url: isId || isSession || wanted === '' ? undefined : wanted,
  };
}

function readStatus(text: string): { from: number; to: number } {
  return { from: Number(text.replace('xx', '00')), to: Number(text.replace('xx', '99')) };
}

/** A delivery has the millisecond of its event in its id, so whichever of the two is meant, there it is. */
function aroundId(filter: DeliveryFilter, id: string): DeliveryFilter {
  const at = instantOfId(id);
  const next = addSeconds(at, 0.001);
  return {
    ...filter,
    id,
    from: filter.from === null || filter.from < at ? at : filter.from,
    until: filter.until === null || filter.until > next ? next : filter.until,
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

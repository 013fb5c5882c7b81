import { readBound } from '../delivery-log/read-filter.ts';
import { ApiError, type FieldErrors } from '../lib/errors.ts';
import { MAX_RANGE_DAYS, type ReplayFilterBody } from './schema.ts';

/** A filter that was read: of which deliveries, in the terms of the tables. */
export interface ReplayFilter {
  readonly from: Date;
  readonly until: Date;
  readonly states: readonly string[];
  readonly reasons: readonly string[] | undefined;
  readonly eventType: string | undefined;
  readonly tenantId: number | undefined;
  readonly deliveryIds: readonly string[] | undefined;
}

const DAY_MS = 86_400_000;
const DEFAULT_STATES = ['failed', 'skipped'] as const;

/**
 * What happens from now on is not in it, however late `until` is.
 * @throws ApiError `validation_failed` naming the fields
 */
export function readFilter(body: ReplayFilterBody, now: Date): ReplayFilter {
  const errors: FieldErrors = {};
  const [from, until] = [readBound(body, 'from', errors), readBound(body, 'until', errors)];
  if (from !== null && until !== null) {
    if (from >= until) errors['from'] = ['must be before until.'];
    else if (until.getTime() - from.getTime() > MAX_RANGE_DAYS * DAY_MS) {
      errors['until'] = [`must be at most ${MAX_RANGE_DAYS} days after from.`];
    }
  }
  if (from === null || until === null || Object.keys(errors).length > 0) {
    throw new ApiError('validation_failed', errors);
  }
  const ended = new Date(Math.min(until.getTime(), now.getTime() + 1));
  return { from: from < ended ? from : ended, until: ended, ...readChoice(body) };
}

/** What is asked for apart from the time. */
export function readChoice({
  states,
  reasons,
  eventType,
  tenantId,
  deliveryIds,
}: Omit<ReplayFilterBody, 'from' | 'until'>) {
  return { states: states ?? DEFAULT_STATES, reasons, eventType, tenantId, deliveryIds };
}

/** A filter as it was asked for, with the number of the deliveries chosen by hand instead of their ids: those are up to 18 KB. */
export function summariseFilter(filter: object): Record<string, unknown> {
  const { deliveryIds, ...others } = filter as Partial<ReplayFilterBody>;
  return deliveryIds === undefined ? others : { ...others, deliveryCount: deliveryIds.length };
}

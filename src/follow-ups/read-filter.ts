import { readSessionFilter, type SessionFilter } from '../session-history/read-filter.ts';
import type { LeadsQuery, LeadView } from './schema.ts';

/** What is asked for of leads; all of it must fit. */
export interface LeadFilter extends Pick<SessionFilter, 'from' | 'until' | 'search'> {
  readonly schedulerId: string | undefined;
  readonly state: LeadView['state'] | undefined;
  readonly kind: LeadView['kind'] | undefined;
}

/** @throws ApiError `validation_failed` naming the parameters */
export function readLeadFilter({ state, kind, ...query }: Omit<LeadsQuery, 'limit' | 'cursor'>): LeadFilter {
  const { from, until, search, schedulerId } = readSessionFilter(query);
  return { state, kind, from, until, search, schedulerId };
}

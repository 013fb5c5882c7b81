import { type RawBuilder, sql } from 'kysely';

/**
 * `modified_at` of a scheduler that is changed at this instant: never earlier than it was, since whoever waited for a lock, or has a slower
 * clock, writes last, and who polls for changes from a later instant would miss it.
 */
export const laterOf = (at: Date): RawBuilder<Date> => sql<Date>`greatest(modified_at, ${at}::timestamptz)`;

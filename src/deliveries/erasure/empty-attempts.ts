import { type RawBuilder, sql } from 'kysely';
import type { Db } from '../../lib/db.ts';

/** Erases what attempts hold of a payload, of the receiver's answer and of its words; when, where to and how it ended stays. */
export async function emptyAttempts(trx: Db, which: RawBuilder<unknown>): Promise<void> {
  await sql`
    update attempts
    set request_headers = null, response_headers = null, response_body = null, error_detail = null
    where ${which}
      and num_nonnulls(request_headers, response_headers, response_body, error_detail) > 0`.execute(trx);
}

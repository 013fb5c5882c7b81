import { sql } from 'kysely';
import type { Db } from './db.ts';
import { addSeconds } from './clock.ts';
import { ApiError } from './errors.ts';

/**
 * `perSecond` calls a second in the long run, `burst` of them at once after a pause. Less than one a second is written as a
 * fraction: five in a quarter of an hour are `{ perSecond: 5 / 900, burst: 5 }`.
 */
export interface RateLimit {
  readonly perSecond: number;
  readonly burst: number;
}

/** A limit may need this long to be whole again; later its row says nothing any more and is swept. */
export const LONGEST_REFILL_SECONDS = 3_600;

const SWEEP_LIMIT = 1_000;

/**
 * Takes a call from the limit of `key`, over all processes. Returns null when it may go on, else after how many whole
 * seconds the next one may (at least 1). Refused calls count for nothing.
 *
 * GCRA: one instant per key says from when a call is allowed; each call moves it by its share of a second, from no further back
 * than the burst allows. One statement, so the row decides races; never call it inside a transaction, which would hold that
 * row against every other caller until it ends.
 */
export async function takeToken(db: Db, key: string, limit: RateLimit, now: Date): Promise<number | null> {
  if (limit.burst < 1 || limit.burst / limit.perSecond > LONGEST_REFILL_SECONDS) {
    throw new RangeError(`a burst of ${limit.burst} at ${limit.perSecond}/s cannot be kept`);
  }
  // Whole microseconds, as PostgreSQL keeps them, rounded so that never more than the limit passes.
  const stepMicroseconds = Math.ceil(1e6 / limit.perSecond);
  const step = `${stepMicroseconds} microseconds`;
  const tolerance = `${(limit.burst - 1) * stepMicroseconds} microseconds`;
  const { rows } = await sql<{ taken: boolean; allowed_from: Date | null }>`
    with taken as (
      insert into rate_limits as r (key, allowed_from)
      values (${key}, ${now}::timestamptz - ${tolerance}::interval + ${step}::interval)
      on conflict (key) do update
        set allowed_from = greatest(r.allowed_from, ${now}::timestamptz - ${tolerance}::interval) + ${step}::interval
        where r.allowed_from <= ${now}::timestamptz
      returning 1
    )
    select exists (select from taken) as taken, (select allowed_from from rate_limits where key = ${key})
  `.execute(db);
  const [row] = rows;
  if (row === undefined || row.taken) return null;
  // Read before the refusal was decided, so it may be a little too early, never too late.
  const waitMs = (row.allowed_from?.getTime() ?? 0) - now.getTime();
  return Math.max(1, Math.ceil(waitMs / 1000));
}

/** For how many seconds a call of `key` would be refused, else null; takes nothing. */
export async function findWait(db: Db, key: string, now: Date): Promise<number | null> {
  const row = await db
    .selectFrom('rate_limits')
    .select('allowed_from')
    .where('key', '=', key)
    .where('allowed_from', '>', now)
    .executeTakeFirst();
  return row === undefined
    ? null
    : Math.max(1, Math.ceil((row.allowed_from.getTime() - now.getTime()) / 1000));
}

/** The answer to a call that has to wait. */
export function rateLimited(waitSeconds: number): ApiError {
  return new ApiError('rate_limited', {}, { retryAfterSeconds: waitSeconds });
}

/** Removes up to 1,000 rows whose limit has long been whole again; returns how many. Any process may call it. */
export async function sweepRateLimits(db: Db, now: Date): Promise<number> {
  const old = db
    .selectFrom('rate_limits')
    .select('key')
    .where('allowed_from', '<', addSeconds(now, -LONGEST_REFILL_SECONDS))
    .limit(SWEEP_LIMIT)
    .forUpdate()
    .skipLocked();
  const { numDeletedRows } = await db
    .deleteFrom('rate_limits')
    .where('key', 'in', old)
    .executeTakeFirstOrThrow();
  return Number(numDeletedRows);
}

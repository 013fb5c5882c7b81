import { type AttemptError, attemptErrors } from '../deliveries/attempt-errors.ts';
import type { Db } from '../lib/db.ts';
import { DISABLING_DAYS, daysAfter } from './failing.ts';
import { type CountedRow, type HealthRow, listCounts, listHealth } from './queries.ts';
import type { WebhookHealth } from './schema.ts';

/** The health of each of these webhooks, by id. */
export async function showHealth(
  db: Db,
  webhooks: readonly { readonly id: string; readonly disabled_at: Date | null }[],
  now: Date,
): Promise<ReadonlyMap<string, WebhookHealth>> {
  if (webhooks.length === 0) return new Map();
  const ids = webhooks.map(({ id }) => id);
  const known = new Map((await listHealth(db, ids)).map((row) => [row.webhook_id, row]));
  const counted = new Map((await listCounts(db, ids)).map((row) => [row.webhook_id, row]));
  return new Map(
    webhooks.map(({ id, disabled_at }) => [
      id,
      toHealth(known.get(id), counted.get(id), disabled_at !== null, now),
    ]),
  );
}

function toHealth(
  row: HealthRow | undefined,
  counted: CountedRow | undefined,
  isDisabled: boolean,
  now: Date,
): WebhookHealth {
  const circuit = stateOfCircuit(row?.circuit);
  const failingSince = row?.failing_since ?? null;
  const throttledUntil = row?.throttled_until ?? null;
  return {
    circuit,
    openedAt: iso(row?.opened_at),
    // While the probe is under way it is another process's deadline.
    nextProbeAt: circuit === 'open' ? iso(row?.probe_at) : null,
    throttledUntil: throttledUntil !== null && throttledUntil > now ? iso(throttledUntil) : null,
    failingSince: iso(failingSince),
    failedAttempts: row?.failed_attempts ?? 0,
    lastSuccessAt: iso(row?.last_success_at),
    lastFailureAt: iso(row?.last_failure_at),
    lastError: describeError(row?.last_error ?? null),
    willBeDisabledAt:
      failingSince === null || isDisabled ? null : iso(daysAfter(failingSince, DISABLING_DAYS)),
    waiting: counted?.waiting ?? 0,
    skippedWhileDisabled: { count: counted?.skipped ?? 0, oldestAt: iso(counted?.oldest_skipped_at) },
  };
}

/** The database allows no other states; undefined: the webhook was never tried. */
export function stateOfCircuit(circuit: string | undefined): WebhookHealth['circuit'] {
  return circuit === 'open' || circuit === 'half_open' ? circuit : 'closed';
}

export function describeError(code: string | null): WebhookHealth['lastError'] {
  if (code === null) return null;
  return { code, message: code in attemptErrors ? attemptErrors[code as AttemptError] : '' };
}

const iso = (instant: Date | null | undefined): string | null => instant?.toISOString() ?? null;

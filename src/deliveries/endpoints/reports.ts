import { addSeconds } from '../../lib/clock.ts';
import { nothingSeen, type Report, TIMEOUT_WEIGHT } from './circuit.ts';
import type { Delivered } from '../deliver.ts';

/** An endpoint that asks for more is asked again after this; the one delivery waits as long as it was told to. */
const LONGEST_THROTTLE_SECONDS = 60;

/**
 * Adds one attempt to what was seen of its endpoint. A replay that fails is somebody's wish and not counted, but as the probe that it may have
 * been; one that succeeds tells as much as any other success.
 */
export function addAttempt(before: Report | undefined, { record, sign }: Delivered): Report | undefined {
  const report = before ?? nothingSeen;
  const { attempt } = record;
  if (attempt === null || sign === null || sign.signal === 'none') return before;
  const endedAt = addSeconds(attempt.started_at, (attempt.duration_ms ?? 0) / 1000);
  if (sign.signal === 'success') return { ...nothingSeen, succeededAt: endedAt, signedBy: sign.signedBy };
  const failed = {
    ...report,
    lastFailureBeganAt: attempt.started_at,
    throttledUntil: throttle(report, endedAt, sign),
  };
  if (attempt.replay_id !== null) return failed;
  const isTimeout = sign.signal === 'throttle' && attempt.status === null;
  return {
    ...failed,
    failures: report.failures + 1,
    failureWeight: report.failureWeight + (isTimeout ? TIMEOUT_WEIGHT : 1),
    firstFailedAt: report.firstFailedAt ?? endedAt,
    lastFailedAt: endedAt,
    lastError: attempt.error,
  };
}

function throttle(
  { throttledUntil: before }: Report,
  endedAt: Date,
  { signal, retryAfterSeconds }: NonNullable<Delivered['sign']>,
): Date | null {
  if (signal !== 'throttle' || retryAfterSeconds === null || retryAfterSeconds <= 0) return before;
  const until = addSeconds(endedAt, Math.min(retryAfterSeconds, LONGEST_THROTTLE_SECONDS));
  return before !== null && before > until ? before : until;
}

/** What is known of an endpoint by two reports, of which the later one begins where the earlier ends. */
export function joinReports(earlier: Report, later: Report): Report {
  if (later.succeededAt !== null) return later;
  const { throttledUntil: one } = earlier;
  const { throttledUntil: other } = later;
  return {
    succeededAt: earlier.succeededAt,
    signedBy: earlier.signedBy,
    failures: earlier.failures + later.failures,
    failureWeight: earlier.failureWeight + later.failureWeight,
    firstFailedAt: earlier.firstFailedAt ?? later.firstFailedAt,
    lastFailedAt: later.lastFailedAt ?? earlier.lastFailedAt,
    lastError: later.lastError ?? earlier.lastError,
    lastFailureBeganAt: later.lastFailureBeganAt ?? earlier.lastFailureBeganAt,
    throttledUntil: one !== null && (other === null || one > other) ? one : other,
  };
}

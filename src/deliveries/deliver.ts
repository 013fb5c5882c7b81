import { addSeconds, type Clock } from '../lib/clock.ts';
import type { Sealer } from '../lib/seal.ts';
import { deliveryBody } from '../events/body.ts';
import { judgeAttempt, type Outcome, signalOf, withhold } from './outcome.ts';
import type { AttemptRecord, ClaimedDelivery, DeliveryRecord } from './queries.ts';
import { readRetryAfter } from './retry-after.ts';
import type { RetrySchedules } from './retry-schedule.ts';
import { completeHeaders } from './custom-headers.ts';
import { rememberSecrets } from './open-secrets.ts';
import type { PostResult, Sender } from './sender.ts';
import { sign } from './signature.ts';

export interface DeliverDeps {
  readonly sender: Sender;
  readonly sealer: Sealer;
  readonly schedules: RetrySchedules;
  readonly clock: Clock;
  readonly userAgent: string;
}

/** One attempt of one claimed delivery, or none if it must not be sent; what is to be recorded of it. */
export type Deliver = (claimed: ClaimedDelivery) => Promise<DeliveryRecord>;

export function createDeliver({ sender, sealer, schedules, clock, userAgent }: DeliverDeps): Deliver {
  const open = rememberSecrets(sealer);
  return async (claimed) => {
    if (claimed.withheld !== null) return toRecord(claimed, withhold(claimed.withheld), clock(), null);
    const startedAt = clock();
    const body = deliveryBody(claimed.deliveryId, claimed.sharedBody);
    const { keys, secretKeys, customHeaders } = open(claimed);
    const ours = {
      'content-type': claimed.contentType,
      'user-agent': userAgent,
      ...sign({ deliveryId: claimed.deliveryId, at: startedAt, body }, keys, secretKeys),
    };
    const headers = customHeaders && completeHeaders(ours, customHeaders);
    const result =
      headers === undefined
        ? unsendable
        : await sender.post({ url: claimed.url, headers: headers.sent, body });
    // By the monotonic duration, not by a second look at the clock, so that the two always agree.
    const finishedAt = addSeconds(startedAt, result.durationMs / 1000);
    const signal = signalOf(result);
    const attempt = claimed.attempts + 1;
    const outcome = judgeAttempt({
      signal,
      attempt,
      delaysSeconds: schedules[claimed.retrySchedule],
      retryAfterSeconds: readRetryAfter(result.responseHeaders, finishedAt),
      finishedAt,
    });
    return toRecord(claimed, outcome, finishedAt, {
      number: signal === 'none' ? null : attempt,
      started_at: startedAt,
      duration_ms: result.durationMs,
      url: claimed.url,
      request_headers: headers?.logged ?? null,
      status: result.status,
      error: result.error,
      error_detail: result.errorDetail,
      response_headers: result.responseHeaders,
      response_body: result.responseBody,
    });
  };
}

/** Puts a delivery off without an attempt. */
export function postpone(claimed: ClaimedDelivery, dueAt: Date): DeliveryRecord {
  return toRecord(claimed, { state: 'pending', dueAt }, dueAt, null);
}

function toRecord(
  { tenantId, deliveryId, leaseId }: ClaimedDelivery,
  outcome: Outcome,
  at: Date,
  attempt: AttemptRecord | null,
): DeliveryRecord {
  const isPending = outcome.state === 'pending';
  return {
    tenant_id: tenantId,
    delivery_id: deliveryId,
    lease_id: leaseId,
    state: outcome.state,
    reason: 'reason' in outcome ? outcome.reason : null,
    due_at: isPending ? outcome.dueAt : null,
    finished_at: isPending ? null : at,
    attempt,
  };
}

/** A custom header that the API would refuse stands in the database all the same: nothing is sent. */
const unsendable: PostResult = {
  durationMs: 0,
  timing: { dnsMs: null, connectMs: null, tlsMs: null, firstByteMs: null },
  status: null,
  error: 'invalid_header',
  errorDetail: null,
  responseHeaders: null,
  responseBody: null,
};

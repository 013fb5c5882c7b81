import { addSeconds, type Clock } from '../lib/clock.ts';
import { instantOfId } from '../lib/ids.ts';
import type { Sealer } from '../lib/seal.ts';
import { deliveryBody } from '../events/body.ts';
import type { ClaimedDelivery } from './claim.ts';
import { rememberGone } from './gone.ts';
import {
  judgeAttempt,
  judgeReplay,
  type Outcome,
  type Signal,
  signalOf,
  withhold,
  withholdReplay,
} from './outcome.ts';
import type { AttemptRecord, DeliveryRecord } from './record.ts';
import { readRetryAfter } from './retry-after.ts';
import type { RetrySchedules } from './retry-schedule.ts';
import { composeHeaders } from './signing/compose-headers.ts';
import { rememberSecrets, type SealedSecrets } from './signing/open-secrets.ts';
import type { PostResult, Sender } from './sending/sender.ts';

export interface DeliverDeps {
  readonly sender: Sender;
  readonly sealer: Sealer;
  readonly schedules: RetrySchedules;
  readonly clock: Clock;
  readonly userAgent: string;
}

/** What an attempt tells of its endpoint. */
export interface Sign {
  readonly signal: Signal;
  readonly retryAfterSeconds: number | null;
  readonly signedBy?: Pick<SealedSecrets, 'signingKeys' | 'keyPairs'> | undefined;
}

/** One claimed delivery, dealt with. */
export interface Delivered {
  readonly record: DeliveryRecord;
  /** Null when nothing was sent. */
  readonly sign: Sign | null;
}

/** Makes one attempt of one claimed delivery, or none if it must not be sent. */
export type Deliver = (claimed: ClaimedDelivery) => Promise<Delivered>;

export function createDeliver({ sender, sealer, schedules, clock, userAgent }: DeliverDeps): Deliver {
  const open = rememberSecrets(sealer);
  const gone = rememberGone();
  return async (claimed) => {
    if (claimed.withheld !== null) {
      const outcome =
        claimed.replayId === null
          ? withhold(claimed.withheld)
          : withholdReplay(claimed.withheld, claimed.resumeAt);
      return { record: toRecord(claimed, outcome, clock(), null), sign: null };
    }
    const startedAt = clock();
    // Claimed anew, it is skipped, or sent if the webhook was renewed.
    if (gone.hasBecome(claimed)) return { record: postpone(claimed, startedAt), sign: null };
    const body = deliveryBody(claimed.deliveryId, claimed.sharedBody);
    const envelope = {
      deliveryId: claimed.deliveryId,
      at: startedAt,
      body,
      contentType: claimed.contentType,
      userAgent,
    };
    const headers = composeHeaders(envelope, open(claimed));
    const result =
      headers === undefined
        ? unsendable
        : await sender.post({ url: claimed.url, headers: headers.sent, body });
    // By the monotonic duration, not by a second look at the clock, so that the two always agree.
    const finishedAt = addSeconds(startedAt, result.durationMs / 1000);
    const signal = signalOf(result);
    if (signal === 'gone') gone.add(claimed, finishedAt);
    const attempt = claimed.attempts + 1;
    const retryAfterSeconds = readRetryAfter(result.responseHeaders, finishedAt);
    const delaysSeconds = schedules[claimed.retrySchedule];
    const ageSeconds = (finishedAt.getTime() - instantOfId(claimed.deliveryId).getTime()) / 1000;
    const judge = (judged: Signal): Outcome =>
      claimed.replayId === null
        ? judgeAttempt({ signal: judged, attempt, delaysSeconds, retryAfterSeconds, finishedAt, ageSeconds })
        : judgeReplay(judged, claimed.resumeAt, finishedAt);
    const answered = {
      number: signal === 'none' || claimed.replayId !== null ? null : attempt,
      replay_id: claimed.replayId,
      started_at: startedAt,
      duration_ms: result.durationMs,
      url: claimed.url,
      request_headers: headers?.logged ?? null,
      status: result.status,
      error: result.error,
      error_detail: result.errorDetail,
      response_headers: result.responseHeaders,
      response_body: result.responseBody,
      dns_ms: result.timing.dnsMs,
      connect_ms: result.timing.connectMs,
      tls_ms: result.timing.tlsMs,
      first_byte_ms: result.timing.firstByteMs,
    };
    const record = toRecord(claimed, judge(signal), finishedAt, answered);
    // Not the whole of what was claimed: it outlives the delivery until the health is told.
    const { signingKeys, keyPairs } = claimed;
    const sign = { signal, retryAfterSeconds, signedBy: { signingKeys, keyPairs } };
    if (signal !== 'gone') return { record, sign };
    const otherwise = toRecord(claimed, judge('failure'), finishedAt, answered);
    return { record: { ...record, gone: { renewals: claimed.renewals, otherwise } }, sign };
  };
}

/** Puts a delivery off without an attempt. */
export function postpone(claimed: ClaimedDelivery, dueAt: Date): DeliveryRecord {
  const outcome: Outcome =
    claimed.replayId === null ? { state: 'pending', dueAt } : { state: 'unchanged', dueAt, isOver: false };
  return toRecord(claimed, outcome, dueAt, null);
}

function toRecord(
  { tenantId, deliveryId, webhookId, leaseId }: ClaimedDelivery,
  outcome: Outcome,
  at: Date,
  attempt: AttemptRecord | null,
): DeliveryRecord {
  const { state } = outcome;
  const isFinished = state !== 'pending' && state !== 'unchanged';
  return {
    tenant_id: tenantId,
    delivery_id: deliveryId,
    webhook_id: webhookId,
    lease_id: leaseId,
    state: state === 'unchanged' ? null : state,
    reason: 'reason' in outcome ? outcome.reason : null,
    due_at: 'dueAt' in outcome ? outcome.dueAt : null,
    finished_at: isFinished ? at : null,
    ends_replay: state !== 'unchanged' || outcome.isOver,
    attempt,
  };
}

/** A custom header that the API would refuse stands in the database all the same: nothing is sent. */
export const unsendable: PostResult = {
  durationMs: 0,
  timing: { dnsMs: null, connectMs: null, tlsMs: null, firstByteMs: null },
  status: null,
  error: 'invalid_header',
  errorDetail: null,
  responseHeaders: null,
  responseBody: null,
};

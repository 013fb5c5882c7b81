import { deliveryBody } from '../events/body.ts';
import { type AttemptError, attemptErrors } from '../deliveries/attempt-errors.ts';
import { instantOfId } from '../lib/ids.ts';
import { judgeRefusal } from './judge-refusal.ts';
import type { LastAttemptRow } from './last-attempts.ts';
import type { AttemptRow, DeliveryRow, WaitingRow } from './queries.ts';
import type { Refusal } from './refusal.ts';
import type {
  AttemptView,
  DeliveryDetail,
  DeliveryView,
  LastAttempt,
  TenantAttempt,
  TenantDelivery,
} from './schema.ts';

/** What is known of a delivery beside its row. */
export interface Surroundings {
  readonly waiting: WaitingRow | undefined;
  readonly last: LastAttemptRow | undefined;
}

export function toDeliveryView(
  row: DeliveryRow,
  around: Surroundings & { readonly refusal: Refusal | undefined },
): DeliveryView {
  const { waiting, refusal = null } = around;
  const isReplaying = (waiting?.replay_id ?? null) !== null;
  const isLeased = (waiting?.lease_id ?? null) !== null;
  return {
    ...toCommonView(row, around),
    tenantId: row.tenant_id,
    replayRefusal: judgeRefusal({ state: row.state, refusal, isReplaying, isLeased }),
  };
}

/** What developer and tenant see alike. */
function toCommonView(
  row: DeliveryRow,
  { waiting, last }: Surroundings,
): Omit<DeliveryView, 'tenantId' | 'replayRefusal'> {
  const isReplaying = waiting !== undefined && waiting.replay_id !== null;
  // While a replay waits, the queue has its due time in place of the automatic retry's.
  const nextAttemptAt = isReplaying ? waiting.resume_at : (waiting?.due_at ?? null);
  return {
    id: row.id,
    eventId: row.event_id,
    eventType: row.event_type,
    state: row.state as DeliveryView['state'],
    reason: row.reason,
    attempts: row.attempts,
    nextAttemptAt: row.state === 'pending' ? (nextAttemptAt?.toISOString() ?? null) : null,
    replaying: isReplaying,
    occurredAt: instantOfId(row.event_id).toISOString(),
    createdAt: row.created_at.toISOString(),
    finishedAt: row.finished_at?.toISOString() ?? null,
    lastAttempt: last === undefined ? null : toLastAttempt(last),
  };
}

function toLastAttempt(row: LastAttemptRow): LastAttempt {
  return {
    startedAt: row.started_at.toISOString(),
    durationMs: row.duration_ms,
    isReplay: row.replay_id !== null,
    status: row.status,
    errorCode: row.error,
  };
}

/** The same for the tenant. */
export function toTenantDelivery(
  row: DeliveryRow,
  context: Surroundings & { readonly appName: string; readonly sessionId: string | null },
): TenantDelivery {
  const app = { id: row.app_id, name: context.appName };
  return { ...toCommonView(row, context), sessionId: context.sessionId, app };
}

export function toTenantAttempt(row: AttemptRow): TenantAttempt {
  return {
    id: row.id,
    number: row.number,
    isReplay: row.replay_id !== null,
    startedAt: row.started_at.toISOString(),
    durationMs: row.duration_ms,
    host: URL.parse(row.url)?.host ?? '',
    status: row.status,
    error:
      row.error === null
        ? null
        : { code: row.error, sentence: attemptErrors[row.error as AttemptError] ?? '' },
  };
}

export function toAttemptView(row: AttemptRow): AttemptView {
  return {
    id: row.id,
    number: row.number,
    replayId: row.replay_id,
    startedAt: row.started_at.toISOString(),
    durationMs: row.duration_ms,
    timing: {
      dnsMs: row.dns_ms,
      connectMs: row.connect_ms,
      tlsMs: row.tls_ms,
      firstByteMs: row.first_byte_ms,
    },
    url: row.url,
    requestHeaders: row.request_headers as Record<string, unknown> | null,
    status: row.status,
    error:
      row.error === null
        ? null
        : {
            code: row.error,
            sentence: attemptErrors[row.error as AttemptError] ?? '',
            detail: row.error_detail,
          },
    responseHeaders: row.response_headers as Record<string, unknown> | null,
    responseBody: row.response_body,
  };
}

/**
 * The bytes of a delivery, or why they are not shown: a tenant that does not consent now has not agreed that they are read,
 * and what was never sent must not be readable here either.
 */
export function revealBody(
  deliveryId: string,
  { body, isConsented }: { readonly body: string | null; readonly isConsented: boolean },
): Pick<DeliveryDetail, 'body' | 'bodyWithheld'> {
  if (!isConsented) return { body: null, bodyWithheld: 'consent_missing' };
  if (body === null) return { body: null, bodyWithheld: 'erased' };
  return { body: deliveryBody(deliveryId, body).toString(), bodyWithheld: null };
}

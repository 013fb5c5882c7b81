import type { LivingWebhookRow } from '../apps/find-webhook.ts';
import { attemptErrors } from '../deliveries/attempt-errors.ts';
import type { CompletedHeaders } from '../deliveries/signing/custom-headers.ts';
import type { PostResult } from '../deliveries/sending/sender.ts';
import {
  clockDifference,
  formatOf,
  matchesHex,
  matchesKey,
  matchesPublicKey,
  TOLERANCE_SECONDS,
} from '../deliveries/signing/verify-signature.ts';
import { openWebhookSecret } from '../deliveries/signing/webhook-secret.ts';
import type { Sealer } from '../lib/seal.ts';
import type { TestAnswer } from './schema.ts';

interface Test {
  readonly webhook: LivingWebhookRow;
  /** Where it was sent to. */
  readonly url: string;
  readonly sealer: Sealer;
  readonly at: Date;
  readonly body: Buffer;
  /** Undefined when nothing was sent. */
  readonly headers: CompletedHeaders | undefined;
  readonly result: PostResult;
}

/** Everything that is to be said of a test that was sent. */
export function describeTest(test: Test): TestAnswer {
  const { url, body, headers, result } = test;
  const { status, error, errorDetail, responseHeaders, responseBody } = result;
  return {
    isTest: true,
    request: { method: 'POST', url, headers: headers?.logged ?? null, body: body.toString() },
    response:
      status === null ? null : { status, headers: toLines(responseHeaders), body: responseBody ?? '' },
    error: error === null ? null : { code: error, text: attemptErrors[error], detail: errorDetail },
    timing: { ...result.timing, totalMs: result.durationMs },
    signature: judgeSignature(test),
  };
}

/** By the keys as the receiver has them, and not by what signed. */
function judgeSignature({ webhook, sealer, at, body, headers, result }: Test): TestAnswer['signature'] {
  const open = (sealed: string): string => openWebhookSecret(sealer, 'hmac_key', webhook.id, sealed);
  const message = { headers: headers?.sent ?? {}, body };
  const current = open(webhook.signing_key);
  const { previous_signing_key: old, previous_signing_key_until: until } = webhook;
  const previous = old !== null && until !== null && until > at ? open(old) : null;
  const currentKeyMatches = matchesKey(message, current);
  const date = result.responseHeaders?.['date'];
  const difference = clockDifference(
    Number(message.headers['webhook-timestamp']),
    typeof date === 'string' ? date : undefined,
  );
  const isInTime = difference === null || Math.abs(difference) <= TOLERANCE_SECONDS;
  return {
    verifies: currentKeyMatches && isInTime,
    keyFormat: formatOf(current),
    currentKeyMatches,
    previousKeyMatches: previous === null ? null : matchesKey(message, previous),
    publicKeyMatches:
      webhook.asymmetric_signing && webhook.public_key !== null
        ? matchesPublicKey(message, webhook.public_key)
        : null,
    hexMatches: matchesHex(message, previous ?? current),
    receiverClockSeconds: difference,
    toleranceSeconds: TOLERANCE_SECONDS,
  };
}

function toLines(headers: PostResult['responseHeaders']): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers ?? {}).map(([name, value]) => [name, [value ?? []].flat().join(', ')]),
  );
}

import type { PostResult } from '../../src/deliveries/sending/sender.ts';
import type { Random } from './random.ts';
import type { Reaction } from './witness.ts';

/** How a receiver is at the moment. */
export type Mood = 'fine' | 'mixed' | 'down' | 'busy' | 'hanging' | 'leaving';

export const MOODS: readonly Mood[] = ['fine', 'mixed', 'mixed', 'down', 'busy', 'hanging', 'leaving'];

export interface Answer extends Reaction {
  readonly tookMs: number;
  readonly result: PostResult;
}

const TIMEOUT_MS = 15_000;

/** What becomes of a POST that begins now. */
export function answerOf(mood: Mood, random: Random, now: Date): Answer {
  const tookMs = random.between(1, 40);
  switch (mood) {
    case 'fine':
      return random.chance(0.97) ? success(tookMs) : failed(tookMs, random.pick(NETWORK_FAULTS));
    case 'mixed':
      return mixed(random, now, tookMs);
    case 'down':
      return random.chance(0.5)
        ? status(tookMs, random.pick([500, 404, 301]))
        : failed(tookMs, 'connection_refused');
    case 'busy':
      return asksToWait(random, now, tookMs);
    case 'hanging':
      return random.chance(0.9) ? failed(TIMEOUT_MS, 'timeout') : success(random.between(5_000, 14_000));
    case 'leaving':
      if (random.chance(0.7)) return success(tookMs);
      // Late, somebody may have enabled the webhook again meanwhile.
      return status(random.chance(0.3) ? random.between(500, 12_000) : tookMs, 410);
  }
}

const NETWORK_FAULTS = ['connection_reset', 'dns_failed', 'tls_failed', 'connect_timeout'] as const;

function mixed(random: Random, now: Date, tookMs: number): Answer {
  const draw = random.next();
  if (draw < 0.35) return success(tookMs);
  if (draw < 0.45) return success(random.between(500, 12_000));
  if (draw < 0.7) return status(tookMs, random.pick([301, 308, 400, 401, 404, 500]));
  if (draw < 0.8) return failed(tookMs, random.pick(NETWORK_FAULTS));
  if (draw < 0.83) return failed(tookMs, 'proxy_failed');
  if (draw < 0.86) return failed(TIMEOUT_MS, 'timeout');
  return asksToWait(random, now, tookMs);
}

/** 429 and its like, or any other failure, with a `Retry-After` of each form that there is. */
function asksToWait(random: Random, now: Date, tookMs: number): Answer {
  const code = random.pick([429, 429, 503, 502, 500]);
  const seconds = random.pick([0, 1, 2, 5, 30]);
  const endedAtMs = now.getTime() + tookMs;
  switch (random.between(0, 3)) {
    case 0:
      return status(tookMs, code);
    case 1:
      return status(tookMs, code, random.pick(['soon', '-5', '1e3', '']));
    case 2: {
      const at = new Date(Math.ceil(endedAtMs / 1000) * 1000 + seconds * 1000);
      return status(tookMs, code, at.toUTCString(), at.getTime() - endedAtMs);
    }
    default:
      return status(tookMs, code, `${seconds}.5`, seconds * 1000 + 500);
  }
}

const success = (tookMs: number): Answer => answer('success', tookMs, 0, 204, null);

function status(tookMs: number, code: number, retryAfter?: string, waitMs = 0): Answer {
  const kind = code === 410 ? 'gone' : 'failure';
  const headers = retryAfter === undefined ? {} : { 'retry-after': retryAfter };
  return answer(kind, tookMs, waitMs, code, 'unexpected_status', headers);
}

function failed(tookMs: number, error: NonNullable<PostResult['error']>): Answer {
  return answer(error === 'proxy_failed' ? 'our_fault' : 'failure', tookMs, 0, null, error);
}

function answer(
  kind: Reaction['kind'],
  tookMs: number,
  waitMs: number,
  code: number | null,
  error: PostResult['error'],
  responseHeaders: PostResult['responseHeaders'] = code === null ? null : {},
): Answer {
  const timing = { dnsMs: null, connectMs: null, tlsMs: null, firstByteMs: null };
  const response = { status: code, error, errorDetail: null, responseHeaders, responseBody: null };
  return { kind, tookMs, waitMs, result: { durationMs: tookMs, timing, ...response } };
}

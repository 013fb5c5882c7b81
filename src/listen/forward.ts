import { request } from 'undici';

/** A delivery as the server streams it: what would be sent to the webhook now. */
export interface StreamedDelivery {
  readonly deliveryId: string;
  readonly eventId: string;
  readonly type: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Base64 of the very bytes. */
  readonly body: string;
}

/** What the local server made of it. `error` instead of `status` when there was no answer. */
export interface LocalAnswer {
  readonly status: number | null;
  readonly error: string | null;
  readonly durationMs: number;
  readonly body: string;
}

const TIMEOUT_MS = 15_000;
const KEPT_BODY_BYTES = 16 * 1024;

/** POSTs the same bytes and headers to the developer's own server; never rejects. Redirects are not followed, as in earnest. */
export async function forward(
  to: string,
  delivery: StreamedDelivery,
  signal: AbortSignal,
): Promise<LocalAnswer> {
  const startedAt = performance.now();
  const took = (): number => Math.round(performance.now() - startedAt);
  try {
    const answer = await request(to, {
      method: 'POST',
      headers: { ...delivery.headers },
      body: Buffer.from(delivery.body, 'base64'),
      signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
    });
    const durationMs = took();
    const body = await readSome(answer.body);
    return { status: answer.statusCode, error: null, durationMs, body };
  } catch (err) {
    return { status: null, error: explain(err), durationMs: took(), body: '' };
  }
}

async function readSome(stream: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of stream) {
    chunks.push(chunk.subarray(0, KEPT_BODY_BYTES - bytes));
    bytes += chunk.length;
    if (bytes >= KEPT_BODY_BYTES) break;
  }
  return Buffer.concat(chunks).toString('utf8');
}

function explain(err: unknown): string {
  const { code, name, message } = err as NodeJS.ErrnoException;
  if (code === 'ECONNREFUSED') return 'connection refused';
  if (name === 'TimeoutError') return 'no answer within 15 seconds';
  return code ?? message;
}

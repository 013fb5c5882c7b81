import { Agent, type Dispatcher } from 'undici';
import { type AttemptError, classifyError, errorOfStatus } from './attempt-errors.ts';
import { guardedConnector } from './target-guard.ts';

export interface Post {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** How the time of a POST went, phase by phase; null for a phase that was not reached or, on a connection used again, not needed. */
export interface Timing {
  readonly dnsMs: number | null;
  readonly connectMs: number | null;
  readonly tlsMs: number | null;
  /** From the request on the wire to the first byte of the answer's head. */
  readonly firstByteMs: number | null;
}

/** What came of one POST. `error` is null exactly when a 2xx answer arrived whole, or its first 16 KiB. */
export interface PostResult {
  readonly durationMs: number;
  readonly timing: Timing;
  readonly status: number | null;
  readonly error: AttemptError | null;
  readonly errorDetail: string | null;
  readonly responseHeaders: Record<string, string | string[] | undefined> | null;
  /** At most 16 KiB of it, readable: what is not UTF-8 is replaced. */
  readonly responseBody: string | null;
}

export interface Sender {
  /** Never rejects: whatever happens is a result. */
  post(post: Post): Promise<PostResult>;
  close(): Promise<void>;
}

export interface SenderOptions {
  /** Connections to one origin at most. */
  readonly connections: number;
  readonly timeoutMs: number;
  readonly allowedOrigins: ReadonlySet<string>;
}

const CONNECT_TIMEOUT_MS = 5_000;
const KEPT_BODY_BYTES = 16 * 1024;
const MAX_HEADER_BYTES = 16 * 1024;

export function createSender({ connections, timeoutMs, allowedOrigins }: SenderOptions): Sender {
  const agent = new Agent({
    connections,
    pipelining: 1,
    connect: guardedConnector(allowedOrigins, CONNECT_TIMEOUT_MS),
    maxHeaderSize: MAX_HEADER_BYTES,
    // One clock over the whole exchange, below: the client's own would start anew with every phase.
    headersTimeout: 0,
    bodyTimeout: 0,
  });
  return {
    post: ({ url, headers, body }) =>
      new Promise((resolve) => {
        const exchange = new Exchange(timeoutMs, resolve);
        try {
          agent.dispatch({ ...targetOf(url), method: 'POST', headers, body }, exchange);
        } catch (err) {
          exchange.fail(err instanceof Error ? err : new Error(String(err)));
        }
      }),
    close: () => agent.destroy(),
  };
}

interface Target {
  readonly origin: string;
  readonly path: string;
}

const REMEMBERED_TARGETS = 10_000;
const targets = new Map<string, Target>();

/** Parses a delivery URL, once for as long as it is remembered: a process sends to the same few over and over. */
function targetOf(url: string): Target {
  let target = targets.get(url);
  if (target === undefined) {
    const { origin, pathname, search } = new URL(url);
    target = { origin, path: pathname + search };
    if (targets.size >= REMEMBERED_TARGETS) targets.clear();
    targets.set(url, target);
  }
  return target;
}

class ExchangeEnded extends Error {}

/** One POST and its answer, as undici reports it. Settles once; whatever comes later is ignored. */
class Exchange implements Dispatcher.DispatchHandler {
  readonly #resolve: (result: PostResult) => void;
  readonly #startedAt = performance.now();
  readonly #timer: NodeJS.Timeout;
  #settled = false;
  #controller: Dispatcher.DispatchController | undefined;
  #sentAt = 0;
  #firstByteMs: number | null = null;
  #status: number | null = null;
  #headers: PostResult['responseHeaders'] = null;
  #chunks: Buffer[] = [];
  #bytes = 0;

  constructor(timeoutMs: number, resolve: (result: PostResult) => void) {
    this.#resolve = resolve;
    this.#timer = setTimeout(() => this.#timeOut(), timeoutMs);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    this.#sentAt = performance.now();
    // Timed out while it waited for a connection: it must not be sent any more.
    if (this.#settled) controller.abort(new ExchangeEnded());
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: Record<string, string | string[] | undefined>,
  ): void {
    this.#firstByteMs ??= Math.round(performance.now() - this.#sentAt);
    // 103 Early Hints and the like announce an answer; they are none.
    if (status < 200) return;
    this.#status = status;
    this.#headers = headers;
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#settled) return;
    this.#chunks.push(chunk.subarray(0, KEPT_BODY_BYTES - this.#bytes));
    this.#bytes += chunk.length;
    if (this.#bytes >= KEPT_BODY_BYTES) {
      this.#settleByStatus();
      controller.abort(new ExchangeEnded());
    }
  }

  onResponseEnd(): void {
    this.#settleByStatus();
  }

  onResponseError(_controller: Dispatcher.DispatchController, err: Error): void {
    this.fail(err);
  }

  fail(err: Error): void {
    const { error, detail } = classifyError(err);
    this.#settle(error, detail);
  }

  #timeOut(): void {
    if (this.#status === null) this.#settle('timeout', null);
    else this.#settle('response_too_slow', null);
    this.#controller?.abort(new ExchangeEnded());
  }

  #settleByStatus(): void {
    const status = this.#status ?? 0;
    this.#settle(errorOfStatus(status), null);
  }

  #settle(error: AttemptError | null, errorDetail: string | null): void {
    if (this.#settled) return;
    this.#settled = true;
    clearTimeout(this.#timer);
    this.#resolve({
      durationMs: Math.round(performance.now() - this.#startedAt),
      timing: { dnsMs: null, connectMs: null, tlsMs: null, firstByteMs: this.#firstByteMs },
      status: this.#status,
      error,
      errorDetail: errorDetail === null ? null : readable(errorDetail),
      responseHeaders: this.#headers,
      responseBody: this.#status === null ? null : readable(Buffer.concat(this.#chunks).toString('utf8')),
    });
  }
}

/** PostgreSQL text holds no NUL; decoding has already replaced what is not UTF-8. */
function readable(text: string): string {
  return text.replaceAll('\0', '\uFFFD').toWellFormed();
}

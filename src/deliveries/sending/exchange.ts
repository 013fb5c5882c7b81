import type { Dispatcher } from 'undici';
import { type AttemptError, AttemptFault, classifyError, errorOfStatus } from '../attempt-errors.ts';
import type { Connection } from './connections.ts';
import { AnswerBody, readable, storedHeaders } from './stored-answer.ts';

/** How the time of a POST went; null for a phase that was not reached or, on a connection used again, not needed. */
export interface Timing {
  readonly dnsMs: number | null;
  /** With a proxy: until the tunnel stood. */
  readonly connectMs: number | null;
  readonly tlsMs: number | null;
  /** From the request on the wire to the first line of the answer. */
  readonly firstByteMs: number | null;
}

/** What came of one POST. `error` is null exactly when a 2xx answer arrived whole, or its first 16 KiB. */
export interface PostResult {
  readonly durationMs: number;
  readonly timing: Timing;
  readonly status: number | null;
  readonly error: AttemptError | null;
  readonly errorDetail: string | null;
  /** At most 100 of them; what else there was is counted. */
  readonly responseHeaders: Record<string, string | string[] | undefined> | null;
  /** At most 16 KiB of it, readable: what is not UTF-8 is replaced, what is compressed described. */
  readonly responseBody: string | null;
}

export interface Ended {
  readonly result: PostResult;
  /** The answer was read to its end, so that the connection can carry another. */
  readonly isWhole: boolean;
}

class ExchangeEnded extends Error {}

/** Before the answer began, it is no body that was cut short: undici calls every fault of headers with a length so. */
const contradictoryLength = new AttemptFault(
  'invalid_response',
  'what its headers say of the length of the body is not valid HTTP',
);
const isWrongLength = (err: Error): boolean =>
  'code' in err && err.code === 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH';

/**
 * One POST and its answer, as undici reports it. Settles once; whatever comes later is ignored. The clock runs from the start,
 * over dialling and waiting, to the last byte.
 */
export class Exchange implements Dispatcher.DispatchHandler {
  readonly #end: (ended: Ended) => void;
  readonly #startedAt = performance.now();
  readonly #timer: NodeJS.Timeout;
  readonly #body = new AnswerBody();
  #connection: Connection | undefined;
  #settled = false;
  #controller: Dispatcher.DispatchController | undefined;
  #sentAt = 0;
  #firstByteMs: number | null = null;
  #status: number | null = null;
  #headers: Record<string, string | string[] | undefined> | null = null;

  constructor(timeoutMs: number, end: (ended: Ended) => void) {
    this.#end = end;
    this.#timer = setTimeout(() => this.#timeOut(), timeoutMs);
  }

  get isOver(): boolean {
    return this.#settled;
  }

  run(connection: Connection, request: Dispatcher.DispatchOptions): void {
    this.#connection = connection;
    connection.client.dispatch(request, this);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    this.#sentAt = performance.now();
    // Timed out while it waited for a connection: it must not be sent any more.
    if (this.#settled) controller.abort(new ExchangeEnded());
  }

  onResponseStart(
    controller: Dispatcher.DispatchController,
    status: number,
    headers: Record<string, string | string[] | undefined>,
  ): void {
    this.#firstByteMs ??= Math.round(performance.now() - this.#sentAt);
    // undici stumbles over it later, in words about itself.
    if (status < 100)
      return controller.abort(new AttemptFault('invalid_response', `its status is ${status}`));
    // 103 Early Hints and the like announce an answer; they are none.
    if (status < 200) return;
    this.#status = status;
    this.#headers = headers;
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#settled || this.#body.add(chunk)) return;
    // Enough was read; what follows, were it endless, is not worth a connection.
    this.#settleByStatus(false);
    controller.abort(new ExchangeEnded());
  }

  onResponseEnd(): void {
    this.#settleByStatus(true);
  }

  onResponseError(_controller: Dispatcher.DispatchController, err: Error): void {
    this.fail(this.#status === null && isWrongLength(err) ? contradictoryLength : err);
  }

  fail(err: Error): void {
    const { error, detail } = classifyError(err);
    this.#settle(error, detail, false);
  }

  #timeOut(): void {
    this.#settle(this.#status === null ? 'timeout' : 'response_too_slow', null, false);
    this.#controller?.abort(new ExchangeEnded());
  }

  #settleByStatus(isWhole: boolean): void {
    this.#settle(errorOfStatus(this.#status ?? 0), null, isWhole);
  }

  #settle(error: AttemptError | null, errorDetail: string | null, isWhole: boolean): void {
    if (this.#settled) return;
    this.#settled = true;
    clearTimeout(this.#timer);
    const { dnsMs, connectMs, tlsMs } = this.#connection?.timing ?? {
      dnsMs: null,
      connectMs: null,
      tlsMs: null,
    };
    const result: PostResult = {
      durationMs: Math.round(performance.now() - this.#startedAt),
      timing: { dnsMs, connectMs, tlsMs, firstByteMs: this.#firstByteMs },
      status: this.#status,
      error,
      errorDetail: errorDetail === null ? null : readable(errorDetail),
      responseHeaders: this.#headers === null ? null : storedHeaders(this.#headers),
      responseBody: this.#status === null ? null : this.#body.toText(this.#headers?.['content-encoding']),
    };
    this.#end({ result, isWhole });
  }
}

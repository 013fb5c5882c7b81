import type { FastifyReply, FastifyRequest } from 'fastify';
import { once } from 'node:events';
import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { ApiError } from '../lib/errors.ts';

// text/event-stream, as the WHATWG specifies it.

export interface Frame {
  /** What the reader gives back in `Last-Event-ID` when it comes again. */
  readonly id: string;
  /** Without it the reader only remembers the id. */
  readonly event?: string;
  readonly data?: object;
}

/** JSON has no line breaks outside of its strings, and none in them either. */
export function toFrame({ id, event, data }: Frame): string {
  const lines = [`id: ${id}`];
  if (event !== undefined) lines.push(`event: ${event}`);
  lines.push(data === undefined ? ': heartbeat' : `data: ${JSON.stringify(data)}`);
  return `${lines.join('\n')}\n\n`;
}

const STALL_MS = 30_000;

/**
 * Answers with a stream that ends after so many seconds, when the server stops or when the reader is gone; `leave` is called in
 * any case.
 */
export async function answerStream(
  req: FastifyRequest,
  reply: FastifyReply,
  frames: (signal: AbortSignal) => AsyncIterable<string>,
  { seconds, stopping, leave }: StreamEnd,
): Promise<void> {
  const gone = new AbortController();
  reply.raw.once('close', () => gone.abort());
  const signal = AbortSignal.any([stopping, gone.signal, AbortSignal.timeout(seconds * 1000)]);
  reply.hijack();
  try {
    reply.raw.writeHead(200, {
      ...(reply.getHeaders() as OutgoingHttpHeaders),
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      connection: 'close',
      // Else nginx keeps back what it gets until it is enough.
      'x-accel-buffering': 'no',
    });
    await writeStream(reply.raw, frames(signal), { signal, stallMs: STALL_MS });
  } catch (err) {
    // The answer has begun, so all that can be said is its end; whoever comes again learns why.
    if (!(err instanceof ApiError)) req.log.error({ err }, 'a stream of events broke');
  } finally {
    leave();
  }
}

export interface StreamEnd {
  readonly seconds: number;
  readonly stopping: AbortSignal;
  readonly leave: () => void;
}

/** What an answer that is a stream looks like in the API description. */
export const streamAnswer = {
  description: 'A stream of messages.',
  content: { 'text/event-stream': { schema: { type: 'string' } } },
} as const;

const GOODBYE_MS = 250;

/**
 * Writes frames as fast as the reader takes them: the next one is not even made before the last one found room, so a reader
 * that stops reading costs one page. It is given up after `stallMs`. Ends with the signal, or when the reader is gone.
 */
export async function writeStream(
  res: ServerResponse,
  frames: AsyncIterable<string>,
  { signal, stallMs }: { readonly signal: AbortSignal; readonly stallMs: number },
): Promise<void> {
  try {
    for await (const frame of frames) {
      if (res.write(frame) || signal.aborted) continue;
      await once(res, 'drain', { signal: AbortSignal.any([signal, AbortSignal.timeout(stallMs)]) });
    }
  } catch (err) {
    if (!(err instanceof Error && ['AbortError', 'TimeoutError'].includes(err.name))) throw err;
  } finally {
    res.end();
    // What lies in the socket of a reader that does not read would keep it open.
    setTimeout(() => res.destroy(), GOODBYE_MS).unref();
  }
}

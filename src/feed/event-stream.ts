import { once } from 'node:events';
import type { ServerResponse } from 'node:http';

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

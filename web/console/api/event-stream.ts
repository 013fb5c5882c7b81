import { ApiProblem, isForGood, readProblem } from './problem.ts';

export interface StreamMessage {
  readonly event: string;
  readonly data: string;
}

/** How it is with a stream: `waiting` after a failure for another try, `ended` for good since another try would end alike. */
export type StreamState =
  | { readonly kind: 'connecting' | 'live' }
  | { readonly kind: 'waiting'; readonly error: unknown }
  | { readonly kind: 'ended'; readonly error: unknown };

export interface StreamOptions {
  readonly signal: AbortSignal;
  /** Of the last message that an earlier stream of this address gave. */
  readonly lastEventId: string | undefined;
  readonly onLastEventId: (id: string) => void;
  readonly onState: (state: StreamState) => void;
  readonly onMessage: (message: StreamMessage) => void;
}

/** The server sends something every 15 seconds; a connection that is silent for longer is dead, whatever the browser thinks. */
const SILENT_MS = 40_000;
const [FIRST_WAIT_MS, LONGEST_WAIT_MS] = [1_000, 30_000];

/**
 * Follows a text/event-stream of the server until the signal aborts, over breaks and ends, each time from the last message on. By
 * `fetch`: an EventSource does not say why it was refused, and forgets where it was when it was.
 */
export async function followStream(url: string, options: StreamOptions): Promise<void> {
  const { signal, onState } = options;
  let { lastEventId } = options;
  const state = { failures: 0 };
  while (!signal.aborted) {
    if (state.failures === 0) onState({ kind: 'connecting' });
    const failure = await readOnce(url, lastEventId, {
      ...options,
      onLastEventId: (id) => {
        lastEventId = id;
        state.failures = 0;
        options.onLastEventId(id);
      },
    }).catch((err: unknown) => err);
    if (signal.aborted) return;
    if (isForGood(failure)) return onState({ kind: 'ended', error: failure });
    onState({ kind: 'waiting', error: failure });
    await waitForTry(waitMs(failure, state.failures), signal);
    state.failures += 1;
  }
}

/** Resolves with undefined at the end of the stream. */
async function readOnce(url: string, lastEventId: string | undefined, options: StreamOptions): Promise<void> {
  const silence = new AbortController();
  const signal = AbortSignal.any([options.signal, silence.signal]);
  const startTimer = () => setTimeout(() => silence.abort(), SILENT_MS);
  // A server that takes the call and never answers is as dead as one that falls silent.
  let timer = startTimer();
  try {
    const answer = await fetch(url, {
      headers: {
        accept: 'text/event-stream',
        ...(lastEventId !== undefined && { 'last-event-id': lastEventId }),
      },
      signal,
    });
    if (!answer.ok || answer.body === null) throw await readProblem(answer);
    options.onState({ kind: 'live' });
    const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
    let text = '';
    for (;;) {
      clearTimeout(timer);
      timer = startTimer();
      const { done, value } = await reader.read();
      if (done) return;
      const blocks = (text + value).split('\n\n');
      text = blocks.pop() ?? '';
      for (const block of blocks) take(block, options);
    }
  } finally {
    clearTimeout(timer);
  }
}

/** One message as the server writes it: a line for each field. */
function take(block: string, { onLastEventId, onMessage }: StreamOptions): void {
  const fields = new Map(
    block.split('\n').map((line) => {
      const colon = line.indexOf(': ');
      return [line.slice(0, colon), line.slice(colon + 2)] as const;
    }),
  );
  const data = fields.get('data');
  if (data !== undefined) onMessage({ event: fields.get('event') ?? 'message', data });
  const id = fields.get('id');
  if (id !== undefined) onLastEventId(id);
}

function waitMs(failure: unknown, failures: number): number {
  if (failure instanceof ApiProblem && failure.retryAfterSeconds !== undefined)
    return failure.retryAfterSeconds * 1_000;
  return Math.min(FIRST_WAIT_MS * 2 ** failures, LONGEST_WAIT_MS);
}

/** Until then, or until the machine has a network again. */
function waitForTry(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      removeEventListener('online', end);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    addEventListener('online', end);
    signal.addEventListener('abort', end);
  });
}

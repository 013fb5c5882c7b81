import { setTimeout as delay } from 'node:timers/promises';
import { type Dispatcher, request } from 'undici';
import { forward, type LocalAnswer, type StreamedDelivery } from './forward.ts';
import { createStreamReader, type StreamMessage } from './read-stream.ts';

/** Why listening cannot go on, as one sentence. */
export class ListenError extends Error {}

export interface ListenOptions {
  readonly server: string;
  readonly token: string;
  readonly appId: string;
  readonly forwardTo: string;
  /** Undefined: all. */
  readonly types: readonly string[] | undefined;
}

/** What happens, for whoever prints it. */
export interface Listener {
  readonly onReady: () => void;
  readonly onAnswer: (delivery: StreamedDelivery, answer: LocalAnswer) => void;
  readonly onProblem: (type: string, deliveryId: string, code: string) => void;
  /** The connection is gone or did not come about; it is tried again after `waitMs`. */
  readonly onInterruption: (why: string, waitMs: number) => void;
}

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 30_000;
/** The server says something every 15 seconds. */
const SILENCE_MS = 45_000;
/** Local POSTs under way at once; then the stream is not read on until one is done. */
const MAX_AT_ONCE = 8;

/**
 * Forwards what is published for an app to a server of the developer's own until the signal aborts. A connection that breaks is
 * made anew from the last message, so nothing is missed.
 * @throws ListenError when trying again cannot help
 */
export async function listen(options: ListenOptions, listener: Listener, signal: AbortSignal): Promise<void> {
  let lastEventId = '';
  let waitMs = FIRST_WAIT_MS;
  const underWay = new Set<Promise<void>>();

  const forwardOne = async (delivery: StreamedDelivery): Promise<void> => {
    const answer = await forward(options.forwardTo, delivery, signal);
    if (!signal.aborted) listener.onAnswer(delivery, answer);
  };
  const take = async ({ event, data }: StreamMessage): Promise<void> => {
    if (event === 'ready') {
      waitMs = FIRST_WAIT_MS;
      return listener.onReady();
    }
    const told = JSON.parse(data) as StreamedDelivery & { code: string };
    if (event === 'problem') return listener.onProblem(told.type, told.deliveryId, told.code);
    if (event !== 'delivery') return;
    if (underWay.size >= MAX_AT_ONCE) await Promise.race(underWay);
    const work = forwardOne(told).finally(() => underWay.delete(work));
    underWay.add(work);
  };

  while (!signal.aborted) {
    let why = 'the server ended the connection';
    try {
      const stream = await connect(options, lastEventId, signal);
      if ('retryAfterMs' in stream) {
        why = stream.why;
        waitMs = Math.max(waitMs, stream.retryAfterMs);
      } else {
        const reader = createStreamReader(lastEventId);
        for await (const chunk of stream.body) {
          for (const message of reader.push(chunk as Buffer)) await take(message);
          ({ lastEventId } = reader);
        }
      }
    } catch (err) {
      if (err instanceof ListenError) throw err;
      why = (err as NodeJS.ErrnoException).code ?? (err as Error).message;
    }
    if (signal.aborted) break;
    listener.onInterruption(why, waitMs);
    await delay(waitMs, undefined, { signal }).catch(() => undefined);
    waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS);
  }
  await Promise.all(underWay);
}

type Connected =
  | Pick<Dispatcher.ResponseData, 'body'>
  | { readonly why: string; readonly retryAfterMs: number };

async function connect(
  { server, token, appId, types }: ListenOptions,
  lastEventId: string,
  signal: AbortSignal,
): Promise<Connected> {
  const url = new URL(`${server.replace(/\/+$/, '')}/api/portal/apps/${encodeURIComponent(appId)}/listen`);
  if (types !== undefined) url.searchParams.set('types', types.join(','));
  const { statusCode, headers, body } = await request(url, {
    headers: {
      authorization: `Bearer ${token}`,
      accept: 'text/event-stream',
      ...(lastEventId !== '' && { 'last-event-id': lastEventId }),
    },
    signal,
    headersTimeout: SILENCE_MS,
    bodyTimeout: SILENCE_MS,
  });
  if (statusCode === 200 && String(headers['content-type']).startsWith('text/event-stream')) return { body };
  const text = await body.text();
  const sentence = refusal(statusCode, text);
  if (sentence !== undefined) throw new ListenError(sentence);
  const retryAfter = Number(headers['retry-after'] ?? 0);
  return {
    why: statusCode === 429 ? 'too many are listening' : `the server answered ${statusCode}`,
    retryAfterMs: Number.isFinite(retryAfter) ? Math.min(retryAfter * 1000, LONGEST_WAIT_MS) : 0,
  };
}

/** Of an answer that would be the same the next time. */
function refusal(status: number, text: string): string | undefined {
  switch (status) {
    case 400:
      return `The server refuses this: ${fieldsIn(text)}`;
    case 401:
      return 'The token is not valid, expired or revoked; make another one in the portal.';
    case 403:
      return 'The token lacks the scope portal:read, or the terms of use have to be accepted first.';
    case 404:
      return 'There is no such app, or not for the person of this token.';
    default:
      return status < 500 && status !== 429
        ? `This is no fieldhook server: it answered ${status}.`
        : undefined;
  }
}

function fieldsIn(text: string): string {
  try {
    const { errors, title } = JSON.parse(text) as { errors: Record<string, string[]>; title: string };
    const fields = Object.entries(errors).map(([field, texts]) => `${field} ${texts.join(' ')}`);
    return fields.length > 0 ? fields.join(' ') : title;
  } catch {
    return 'it says no more.';
  }
}

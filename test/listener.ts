import { request } from 'undici';
import { onTestFinished } from 'vitest';
import { createStreamReader, type StreamMessage } from '../src/listen/read-stream.ts';

/** A reader of a stream of events; `next` waits for a message, `ended` for the end. */
export interface Listener {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly messages: readonly StreamMessage[];
  /** The message number `index`, as soon as it is there. */
  message(index: number): Promise<StreamMessage>;
  readonly lastEventId: () => string;
  readonly ended: Promise<void>;
  leave(): void;
}

export async function listenTo(url: string, headers: Record<string, string>): Promise<Listener> {
  const leaving = new AbortController();
  onTestFinished(() => leaving.abort());
  const answer = await request(url, { headers, signal: leaving.signal });
  const reader = createStreamReader();
  const messages: StreamMessage[] = [];
  const waiting = new Set<() => void>();
  const read = async (): Promise<void> => {
    try {
      for await (const chunk of answer.body) {
        messages.push(...reader.push(chunk as Buffer));
        for (const wake of waiting) wake();
      }
    } catch {
      // Broken off: that is an end, too.
    }
  };
  return {
    status: answer.statusCode,
    headers: answer.headers,
    messages,
    ended: read(),
    lastEventId: () => reader.lastEventId,
    leave: () => leaving.abort(),
    message: async (index) => {
      for (;;) {
        const found = messages[index];
        if (found !== undefined) return found;
        const { promise, resolve } = Promise.withResolvers<void>();
        waiting.add(resolve);
        await promise;
        waiting.delete(resolve);
      }
    },
  };
}

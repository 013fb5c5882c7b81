import { setTimeout as delay } from 'node:timers/promises';

const POLL_MS = 100;

/** Every wait of the story under its name, so that a story that takes too long can say what it still lacked. */
export class Waits {
  readonly #signal: AbortSignal;
  readonly #open = new Set<string>();

  constructor(signal: AbortSignal) {
    this.#signal = signal;
  }

  get open(): readonly string[] {
    return [...this.#open];
  }

  /** The promise's value; rejects with the signal's reason as soon as that aborts. */
  async until<Value>(what: string, promise: Promise<Value>): Promise<Value> {
    this.#open.add(what);
    const { promise: aborted, reject } = Promise.withResolvers<never>();
    const giveUp = (): void => reject(this.#signal.reason as Error);
    this.#signal.addEventListener('abort', giveUp, { once: true });
    if (this.#signal.aborted) giveUp();
    try {
      const value = await Promise.race([promise, aborted]);
      this.#open.delete(what);
      return value;
    } finally {
      this.#signal.removeEventListener('abort', giveUp);
    }
  }

  /** Asks again and again, for what only the database knows. */
  poll<Value>(what: string, ask: () => Promise<Value | undefined>): Promise<Value> {
    const askAgain = async (): Promise<Value> => {
      for (;;) {
        const answer = await ask();
        if (answer !== undefined) return answer;
        await delay(POLL_MS, undefined, { signal: this.#signal });
      }
    };
    return this.until(what, askAgain());
  }
}

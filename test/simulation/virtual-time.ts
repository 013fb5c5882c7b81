import type { Timers } from '../../src/lib/timers.ts';

interface Timer {
  readonly atMs: number;
  /** Of two at the same moment the one set first comes first. */
  readonly order: number;
  readonly call: () => void;
  isCancelled: boolean;
}

/**
 * Time that passes from one timer to the next as soon as nothing is left to do. One step is one timer and all promises that
 * follow from it, so a run is the same every time.
 */
export class VirtualTime implements Timers {
  #nowMs = 0;
  #set = 0;
  readonly #heap: Timer[] = [];

  readonly nowMs = (): number => this.#nowMs;

  readonly after = (ms: number, call: () => void): (() => void) => {
    const timer = {
      atMs: this.#nowMs + Math.max(1, Math.ceil(ms)),
      order: (this.#set += 1),
      call,
      isCancelled: false,
    };
    this.#push(timer);
    return () => {
      timer.isCancelled = true;
    };
  };

  /** Runs until there is an end to it, or until that moment; rejects with what a timer throws. */
  run(untilMs: number, isOver: () => boolean): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const step = (): void => {
      try {
        const timer = isOver() ? undefined : this.#pop();
        // Not `>`: a timer set for no number at all must end it, too.
        if (timer === undefined || !(timer.atMs <= untilMs)) return resolve();
        this.#nowMs = timer.atMs;
        timer.call();
      } catch (err) {
        return reject(err);
      }
      settle();
    };
    // A tick that a microtask asked for comes when no microtask is left, and without a turn of the event loop.
    const settle = (): void => queueMicrotask(() => process.nextTick(step));
    settle();
    return promise;
  }

  #push(timer: Timer): void {
    const heap = this.#heap;
    let index = heap.push(timer) - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (!isBefore(timer, heap[parent] as Timer)) break;
      heap[index] = heap[parent] as Timer;
      index = parent;
    }
    heap[index] = timer;
  }

  /** The next timer that was not taken back. */
  #pop(): Timer | undefined {
    for (;;) {
      const first = this.#heap[0];
      if (first === undefined) return undefined;
      const last = this.#heap.pop() as Timer;
      if (this.#heap.length > 0) this.#sink(last);
      if (!first.isCancelled) return first;
    }
  }

  #sink(timer: Timer): void {
    const heap = this.#heap;
    let index = 0;
    for (;;) {
      let child = 2 * index + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && isBefore(heap[child + 1] as Timer, heap[child] as Timer)) child += 1;
      if (!isBefore(heap[child] as Timer, timer)) break;
      heap[index] = heap[child] as Timer;
      index = child;
    }
    heap[index] = timer;
  }
}

const isBefore = (one: Timer, other: Timer): boolean =>
  one.atMs < other.atMs || (one.atMs === other.atMs && one.order < other.order);

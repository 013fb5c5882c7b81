import type { Random } from './random.ts';
import type { VirtualTime } from './virtual-time.ts';

interface Client {
  readonly isAlive: boolean;
}

/** The way to the database, and what can go wrong on it. */
export class DatabaseModel {
  /** The share of calls that fail; at 0 none is slow either. */
  faultRate = 0;
  isDown = false;
  readonly #time: VirtualTime;
  readonly #random: Random;

  constructor(time: VirtualTime, random: Random) {
    this.#time = time;
    this.#random = random;
  }

  /**
   * Makes a call: it takes effect, or fails before, or fails after it took effect, the answer being lost. Nobody answers a caller who is
   * dead by then, and what such a one asked for may have happened or not.
   */
  run<Value>(client: Client, effect: () => Value): Promise<Value> {
    const { promise, resolve, reject } = Promise.withResolvers<Value>();
    const isFaulty = this.#random.chance(this.faultRate);
    const isLost = isFaulty && this.#random.chance(0.5);
    this.#time.after(this.#wayMs(), () => {
      if (!client.isAlive && this.#random.chance(0.5)) return;
      const isRefused = this.isDown || (isFaulty && !isLost);
      const value = isRefused ? undefined : effect();
      this.#time.after(this.#wayMs(), () => {
        if (!client.isAlive) return;
        if (isRefused || isLost) reject(new Error(isLost ? 'the answer was lost' : 'the database is gone'));
        else resolve(value as Value);
      });
    });
    return promise;
  }

  #wayMs(): number {
    return this.faultRate > 0 && this.#random.chance(0.01) ? this.#random.between(100, 55_000) : 1;
  }
}

import type { Arrival } from './arrival.ts';

interface Waiter {
  readonly matches: (arrival: Arrival) => boolean;
  readonly resolve: (arrival: Arrival) => void;
}

/** Everything that arrived at the receiver, in order. */
export class Journal {
  readonly #arrivals: Arrival[] = [];
  readonly #waiters: Waiter[] = [];

  get arrivals(): readonly Arrival[] {
    return this.#arrivals;
  }

  get accepted(): readonly Arrival[] {
    return this.#arrivals.filter((arrival) => arrival.status === 204);
  }

  /** Distinct deliveries that verified and were accepted. */
  get verified(): number {
    return new Set(this.accepted.map((arrival) => arrival.webhookId)).size;
  }

  /** Acceptances of an occurrence that had been accepted before. */
  get duplicates(): number {
    return this.accepted.length - new Set(this.accepted.map(({ event }) => event?.userassignedid)).size;
  }

  add(arrival: Arrival): void {
    this.#arrivals.push(arrival);
    for (const waiter of this.#waiters) if (waiter.matches(arrival)) waiter.resolve(arrival);
  }

  /** The first arrival that matches, past or future; bound it. */
  first(matches: (arrival: Arrival) => boolean): Promise<Arrival> {
    const found = this.#arrivals.find(matches);
    if (found !== undefined) return Promise.resolve(found);
    const { promise, resolve } = Promise.withResolvers<Arrival>();
    this.#waiters.push({ matches, resolve });
    return promise;
  }
}

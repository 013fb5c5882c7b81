import { Endpoint, FIRST_LIMIT } from './endpoint.ts';

/** What was learned of an endpoint is forgotten when it had nothing to do for so long. */
const FORGOTTEN_AFTER_MS = 10_000;
/** Claimed ahead in all. */
const MOST_AHEAD = 1_200;

/** The endpoints that this process has to do with, and the connections that they share. */
export class Endpoints {
  /** POSTs that may be under way. */
  readonly total: number;
  /** POSTs that are under way. */
  sending = 0;
  readonly #known = new Map<string, Endpoint>();
  #ahead: number;

  constructor(total: number) {
    this.total = total;
    this.#ahead = Math.ceil(total / 2);
  }

  [Symbol.iterator](): Iterator<Endpoint> {
    return this.#known.values();
  }

  of(webhookId: string): Endpoint {
    let endpoint = this.#known.get(webhookId);
    if (endpoint === undefined) {
      endpoint = new Endpoint(webhookId);
      this.#known.set(webhookId, endpoint);
    }
    return endpoint;
  }

  /** Deliveries that this process would hold at most, under way and waiting. */
  get size(): number {
    return this.total + this.#ahead;
  }

  get free(): number {
    let free = this.size - this.sending;
    for (const endpoint of this.#known.values()) free -= endpoint.waiting.length;
    return free;
  }

  has(webhookId: string): boolean {
    return this.#known.has(webhookId);
  }

  /** How many deliveries may be claimed for a webhook. */
  roomOf(webhookId: string): number {
    return this.#known.get(webhookId)?.roomFor(this) ?? FIRST_LIMIT;
  }

  /** Plans how far to claim ahead, forgets who has long been idle, and says how many deliveries may be claimed in all. */
  plan(sinceLastPlanMs: number, nowMs: number): number {
    let ahead = 0;
    for (const endpoint of this.#known.values()) {
      ahead += endpoint.planAhead(sinceLastPlanMs);
      if (nowMs - endpoint.busyAtMs > FORGOTTEN_AFTER_MS && endpoint.isIdle && !endpoint.isProbing)
        this.#known.delete(endpoint.webhookId);
    }
    this.#ahead = Math.min(ahead, MOST_AHEAD);
    return this.free;
  }
}

import { Endpoint, FIRST_LIMIT } from './endpoint.ts';

/** What was learned of an endpoint is forgotten when it had nothing to do for so long. */
const FORGOTTEN_AFTER_MS = 10_000;
/** Claimed ahead in all. */
const MOST_AHEAD = 1_200;

/** What to ask a claim for. */
export interface Rooms {
  readonly limit: number;
  readonly rooms: ReadonlyMap<string, number>;
  /** For an endpoint that this process has not had to do with. */
  readonly otherRoom: number;
}

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

  /** Plans how far to claim ahead, forgets who has long been idle, and says what there is room for. */
  plan(sinceLastPlanMs: number, nowMs: number): Rooms {
    let ahead = 0;
    for (const endpoint of this.#known.values()) {
      ahead += endpoint.planAhead(sinceLastPlanMs);
      if (nowMs - endpoint.busyAtMs > FORGOTTEN_AFTER_MS && endpoint.isIdle && !endpoint.isProbing)
        this.#known.delete(endpoint.webhookId);
    }
    this.#ahead = Math.min(ahead, MOST_AHEAD);
    const rooms = new Map<string, number>();
    for (const endpoint of this.#known.values())
      rooms.set(endpoint.webhookId, Math.max(0, endpoint.roomFor(this)));
    return { limit: this.free, rooms, otherRoom: FIRST_LIMIT };
  }
}

import type { ClaimedDelivery } from './claim.ts';

/**
 * A lease for what a transaction of this process is about to publish: its own worker then sends it without looking for it and
 * without a claim. Should the process die in between, it lapses like that of a claim.
 */
export interface BirthLease {
  readonly leaseId: string;
  readonly leasedAt: Date;
  readonly leasedUntil: Date;
  /** Webhooks whose turn it is not, or to which this process may not send now; what is for them is queued. */
  readonly refused: readonly string[];
}

/** What a transaction has published, once it is committed. */
export interface Published {
  /** Undefined: nothing was leased. */
  readonly leased: Leased | undefined;
  /** Something waits for whoever claims it. */
  readonly isQueued: boolean;
}

export interface Leased {
  readonly at: Date;
  readonly deliveries: readonly ClaimedDelivery[];
}

/** The worker of this process. */
export interface Taker {
  readonly offer: (now: Date) => BirthLease | undefined;
  readonly take: (leased: Leased) => void;
}

/** From the requests of this process to its worker, if it has one, and to all others. */
export class Handover {
  readonly #wakeWorkers: () => void;
  #taker: Taker | undefined;

  constructor(wakeWorkers: () => void) {
    this.#wakeWorkers = wakeWorkers;
  }

  /** From then on; also when the worker has stopped, which then hands back what comes too late. */
  connect(taker: Taker): void {
    this.#taker = taker;
  }

  offer(now: Date): BirthLease | undefined {
    return this.#taker?.offer(now);
  }

  /** After the commit. */
  dispatch({ leased, isQueued }: Published): void {
    if (leased !== undefined) this.#taker?.take(leased);
    if (isQueued) this.#wakeWorkers();
  }
}

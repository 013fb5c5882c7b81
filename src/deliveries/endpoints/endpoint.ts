import type { ClaimedDelivery } from '../claim.ts';
import type { Signal } from '../outcome.ts';

/** A delivery claimed and not yet begun. */
export interface Waiting {
  readonly claimed: ClaimedDelivery;
  /** Later it is handed back. */
  readonly startBefore: Date;
  /** Its slot, where the webhook has a rate limit. */
  readonly startAt: Date | null;
}

/** POSTs that a process may have under way, and has. */
interface Load {
  readonly total: number;
  readonly sending: number;
}

/** POSTs at once to an endpoint that nothing is known of. */
export const FIRST_LIMIT = 8;
const FORGOTTEN_SHARE = 0.001;
const SLACK_MS = 20;
const AHEAD_MS = 150;
const MOST_AHEAD = 1_200;

/**
 * One webhook as this process sees it: what is under way there, what waits, and how much that may be.
 *
 * The limit is found as TCP finds it: doubled with every round of successes while it is used up and answers stay quick; halved at
 * once when the endpoint is too slow or says that it has too much, then raised by one a round. Whatever it is, no endpoint gets more connections than
 * the process has left for all others, so that one which hangs with all it has is not felt.
 */
export class Endpoint {
  readonly webhookId: string;
  readonly waiting: Waiting[] = [];
  sending = 0;
  /** When it last had something to do, on the monotonic clock. */
  busyAtMs = 0;
  /** Its lanes may hold more than was claimed. */
  hasMore = false;
  ratePerSecond: number | null = null;
  /** Nothing is sent: its circuit is not closed, or it asked us to wait. */
  isBlocked = false;
  /** Of the blocked one, this process may try a single delivery. */
  isProbing = false;
  /** A timer waits for its next slot. */
  isTimed = false;
  /** All slots of its rate limit are taken for some seconds. */
  isOutOfSlots = false;
  #limit = FIRST_LIMIT;
  #doublesUntil = Number.POSITIVE_INFINITY;
  #shrunkAtMs = Number.NEGATIVE_INFINITY;
  #ahead = 0;
  #ended = 0;
  #fastestMs = Number.POSITIVE_INFINITY;

  constructor(webhookId: string) {
    this.webhookId = webhookId;
  }

  get isIdle(): boolean {
    return this.sending === 0 && this.waiting.length === 0;
  }

  get mayReceive(): boolean {
    return (!this.isBlocked || this.isProbing) && !this.isOutOfSlots;
  }

  /** Whether it would get another connection if the process had one. */
  get isBelowLimit(): boolean {
    return this.isBlocked ? this.isProbing && this.sending === 0 : this.sending + 1 <= this.#limit;
  }

  mayStart({ total, sending }: Load): boolean {
    return this.isBelowLimit && this.sending < total - sending;
  }

  /** How many deliveries may be claimed for it. */
  roomFor({ total, sending }: Load): number {
    const held = this.sending + this.waiting.length;
    if (this.isOutOfSlots) return 0;
    if (this.isBlocked) return this.isProbing ? 1 - held : 0;
    const share = Math.ceil((total - sending + this.sending) / 2);
    const room = Math.min(Math.floor(this.#limit), share) + this.#ahead - held;
    return this.ratePerSecond === null ? room : Math.min(room, this.ratePerSecond - this.waiting.length);
  }

  /** Whether what is born in this process may be sent there before it was queued: nothing waits that would have to come first. */
  takesNewborn(load: Load): boolean {
    return !this.isBlocked && !this.hasMore && this.ratePerSecond === null && this.roomFor(load) > 0;
  }

  /** Whether there is so much room that claiming again is worth it. */
  isHungry(load: Load): boolean {
    if (!this.hasMore || !this.mayReceive) return false;
    return this.isIdle || this.roomFor(load) * 3 >= Math.floor(this.#limit) + this.#ahead;
  }

  /** Claims ahead what it lately answered within 150 ms: enough for a quick endpoint, and next to nothing for a slow one. */
  planAhead(sinceLastPlanMs: number): number {
    this.#ahead = Math.min(Math.ceil((this.#ended / sinceLastPlanMs) * AHEAD_MS), MOST_AHEAD);
    this.#ended = 0;
    return this.#ahead;
  }

  began(): void {
    this.sending += 1;
  }

  /** Instants on the monotonic clock; `signal` is null when nothing was sent. */
  ended(signal: Signal | null, beganAtMs: number, nowMs: number): void {
    const wasUsedUp = this.sending + 1 > this.#limit;
    this.sending -= 1;
    this.#ended += 1;
    this.busyAtMs = nowMs;
    if (signal !== null && signal !== 'none') this.isProbing = false;
    const tookMs = nowMs - beganAtMs;
    if (signal === 'success') this.#rememberFastest(tookMs);
    if (signal === 'success' && wasUsedUp && this.#isQuick(tookMs)) {
      this.#limit += this.#limit < this.#doublesUntil ? 1 : 1 / this.#limit;
    } else if (signal === 'throttle' && beganAtMs > this.#shrunkAtMs) {
      // Once a round: the others under way had begun under the old limit.
      this.#limit = Math.max(1, Math.floor(Math.min(this.#limit, this.sending + 1) / 2));
      this.#doublesUntil = this.#limit;
      this.#shrunkAtMs = nowMs;
    }
  }

  /** What was fastest is slowly forgotten: a thousand answers later it counts a third. */
  #rememberFastest(tookMs: number): void {
    const forgotten = this.#fastestMs + Math.max(0, tookMs - this.#fastestMs) * FORGOTTEN_SHARE;
    this.#fastestMs = Math.min(tookMs, forgotten);
  }

  /** Little slower than the fastest lately: an answer that had to wait for others shows that more would only wait, too. */
  #isQuick(tookMs: number): boolean {
    return tookMs <= this.#fastestMs * 2 + SLACK_MS;
  }

  block(): void {
    if (this.isBlocked) return;
    this.isBlocked = true;
    this.isProbing = false;
  }

  probe(): void {
    this.isBlocked = true;
    this.isProbing = true;
    this.hasMore = true;
  }

  /** Begins from the beginning: nobody knows what it can bear now. */
  unblock(): void {
    this.isBlocked = false;
    this.isProbing = false;
    this.#limit = Math.min(this.#limit, FIRST_LIMIT);
  }

  /** Takes out what waits beyond what may begin soon. */
  takeExcess(): Waiting[] {
    const most = this.isBlocked ? Number(this.isProbing) : Math.floor(this.#limit) + this.#ahead;
    return this.waiting.splice(most);
  }
}

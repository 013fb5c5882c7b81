import type { ClaimedDelivery } from '../../src/deliveries/claim.ts';
import type { DeliveryRecord } from '../../src/deliveries/record.ts';
import type { QueueModel } from './queue-model.ts';

/** What a receiver does with one POST. */
export interface Reaction {
  readonly kind: 'success' | 'failure' | 'gone' | 'our_fault';
  /** What it asks for with Retry-After, if that can be read. */
  readonly waitMs: number;
}

interface Story {
  /** POSTs of the schedule that were recorded. */
  attempts: number;
  /** The next POST of the schedule begins no earlier. */
  notBeforeMs: number;
  /** The lease of the POST under way. */
  underWay: string | null;
  hasSucceeded: boolean;
  /** An end that was recorded; only a replay may turn it, and only into delivered. */
  end: string | null;
}

interface Lease {
  readonly claimedAtMs: number;
  endedAtMs: number;
  reaction: Reaction | undefined;
}

const FINAL = new Set(['delivered', 'failed', 'skipped', 'cancelled']);
const LONGEST_WAIT_MS = 10_000;
const OUR_FAULT_MS = 60_000;

/** Watches a world from outside and knows only its promises, no code of the worker's. */
export class Witness {
  /** The first promise that was broken; thrown from within, the worker might take it for a fault of the network. */
  broken: string | undefined;
  readonly #stories = new Map<string, Story>();
  readonly #leases = new Map<string, Lease>();
  readonly #model: QueueModel;
  readonly #scheduleMs: readonly number[];
  /** By how much two processes' clocks may differ. */
  readonly #toleranceMs: number;

  constructor(model: QueueModel, scheduleMs: readonly number[], toleranceMs: number) {
    this.#model = model;
    this.#scheduleMs = scheduleMs;
    this.#toleranceMs = toleranceMs;
  }

  accepted(deliveryId: string): void {
    const first = { attempts: 0, notBeforeMs: 0, underWay: null, hasSucceeded: false };
    this.#stories.set(deliveryId, { ...first, end: this.#endOf(deliveryId) });
  }

  claimed(deliveries: readonly ClaimedDelivery[], nowMs: number): void {
    for (const { deliveryId, leaseId } of deliveries) {
      this.#leases.set(`${deliveryId} ${leaseId}`, {
        claimedAtMs: nowMs,
        endedAtMs: nowMs,
        reaction: undefined,
      });
    }
  }

  began({ deliveryId, leaseId, withheld, replayId }: ClaimedDelivery, nowMs: number): void {
    const story = this.#storyOf(deliveryId);
    const lease = this.#leaseOf(deliveryId, leaseId);
    const row = this.#model.queue.get(deliveryId);
    this.#demand(story.underWay === null, `${deliveryId}: two POSTs at once`);
    this.#demand(row?.leaseId === leaseId, `${deliveryId}: a POST under a lease that is another's by now`);
    this.#demand(withheld === null, `${deliveryId}: a POST although it was ${withheld} when it was claimed`);
    this.#demand(story.end !== 'cancelled', `${deliveryId}: a POST after the delivery was cancelled`);
    const waitedMs = nowMs - lease.claimedAtMs;
    this.#demand(
      waitedMs <= LONGEST_WAIT_MS + this.#toleranceMs,
      `${deliveryId}: a POST ${waitedMs} ms after its claim`,
    );
    if (replayId === null) {
      this.#demand(story.end === null, `${deliveryId}: a POST of the schedule after the end`);
      this.#demand(story.attempts <= this.#scheduleMs.length, `${deliveryId}: a POST beyond the schedule`);
      const earlyMs = story.notBeforeMs - this.#toleranceMs - nowMs;
      this.#demand(earlyMs <= 0, `${deliveryId}: a POST ${earlyMs} ms early`);
    } else
      this.#demand(
        story.end !== null || row?.resumeAt !== null,
        `${deliveryId}: a replay that lost the retry`,
      );
    story.underWay = leaseId;
  }

  ended({ deliveryId, leaseId }: ClaimedDelivery, reaction: Reaction, nowMs: number): void {
    const story = this.#storyOf(deliveryId);
    Object.assign(this.#leaseOf(deliveryId, leaseId), { reaction, endedAtMs: nowMs });
    story.underWay = null;
    story.hasSucceeded ||= reaction.kind === 'success';
  }

  /** Its process died in the middle of it, and the connection with it. */
  cutOff(deliveryIds: Iterable<string>): void {
    for (const deliveryId of deliveryIds) this.#storyOf(deliveryId).underWay = null;
  }

  /** A result that counted. */
  recorded(record: DeliveryRecord): void {
    const { delivery_id: deliveryId, lease_id: leaseId, attempt } = record;
    const story = this.#storyOf(deliveryId);
    const { reaction, endedAtMs } = this.#leaseOf(deliveryId, leaseId);
    const end = this.#endOf(deliveryId);
    const isEnabled = this.#model.targets.get(record.webhook_id)?.disabledAt === null;
    const isSkipped = attempt !== null && record.reason === 'webhook_disabled';
    this.#demand(!isSkipped || !isEnabled, `${deliveryId}: skipped, although its webhook is enabled`);
    const isReplay = attempt !== null && attempt.replay_id !== null;
    const wasReceived = attempt !== null && reaction?.kind === 'success';
    this.#demand(!wasReceived || end === 'delivered', `${deliveryId}: a success was recorded as ${end}`);
    if (end !== story.end) {
      const turn = `${deliveryId}: ${story.end ?? 'pending'} became ${end ?? 'pending'}`;
      this.#demand(story.end === null || (isReplay && end === 'delivered'), turn);
      this.#demand(end !== 'delivered' || reaction?.kind === 'success', `${turn} without a success`);
      this.#demand(
        end !== 'failed' || story.attempts === this.#scheduleMs.length,
        `${turn} with retries left`,
      );
    }
    story.end = end;
    if (attempt === null || isReplay || reaction === undefined) {
      this.#demand(attempt === null || attempt.number === null, `${deliveryId}: a replay used up a retry`);
    } else if (reaction.kind === 'our_fault') {
      this.#demand(attempt.number === null, `${deliveryId}: a fault of ours used up a retry`);
      story.notBeforeMs = endedAtMs + OUR_FAULT_MS;
    } else {
      story.attempts += 1;
      this.#demand(
        attempt.number === story.attempts,
        `${deliveryId}: attempt ${attempt.number} is no. ${story.attempts}`,
      );
      story.notBeforeMs = endedAtMs + Math.max(this.#scheduleMs[story.attempts - 1] ?? 0, reaction.waitMs);
    }
    this.#demand(
      this.#model.deliveries.get(deliveryId)?.attempts === story.attempts,
      `${deliveryId}: attempts are miscounted`,
    );
  }

  /** The world has come to rest. */
  concluded(): void {
    for (const [deliveryId, { hasSucceeded }] of this.#stories) {
      const delivery = this.#model.deliveries.get(deliveryId);
      const told = `${deliveryId}: ${JSON.stringify(delivery)} ${JSON.stringify(this.#model.queue.get(deliveryId))}`;
      this.#demand(delivery !== undefined && FINAL.has(delivery.state), `${told} is not at an end`);
      this.#demand(!this.#model.queue.has(deliveryId), `${told} is at an end and queued`);
      this.#demand(delivery?.state !== 'delivered' || hasSucceeded, `${told} was never received`);
      const needsReason = delivery?.state !== 'delivered';
      this.#demand((delivery?.reason !== null) === needsReason, `${told} has a wrong reason`);
    }
  }

  #endOf(deliveryId: string): string | null {
    const state = this.#model.deliveries.get(deliveryId)?.state ?? 'pending';
    return FINAL.has(state) ? state : null;
  }

  /** Ends that no worker recorded: their target was switched off. */
  unqueued(deliveryIds: Iterable<string>): void {
    for (const deliveryId of deliveryIds) {
      const story = this.#storyOf(deliveryId);
      const end = this.#endOf(deliveryId);
      this.#demand(story.end === null || story.end === end, `${deliveryId}: ${story.end} became ${end}`);
      story.end = end;
    }
  }

  #storyOf(deliveryId: string): Story {
    const story = this.#stories.get(deliveryId);
    if (story === undefined) throw new Error(`nobody published ${deliveryId}`);
    return story;
  }

  #leaseOf(deliveryId: string, leaseId: string): Lease {
    const lease = this.#leases.get(`${deliveryId} ${leaseId}`);
    if (lease === undefined) throw new Error(`nobody claimed ${deliveryId} under ${leaseId}`);
    return lease;
  }

  #demand(isKept: boolean, otherwise: string): void {
    if (!isKept) this.broken ??= otherwise;
  }
}

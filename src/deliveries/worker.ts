import { addSeconds, type Clock } from '../lib/clock.ts';
import { runDueLoop, Wakeable } from '../lib/due-loop.ts';
import { newTimeOrderedId } from '../lib/ids.ts';
import type { Logger } from '../lib/log.ts';
import { systemTimers, type Timers } from '../lib/timers.ts';
import type { Claim, ClaimedDelivery } from './claim.ts';
import { type Deliver, type Delivered, postpone } from './deliver.ts';
import type { Endpoint } from './endpoints/endpoint.ts';
import { Endpoints } from './endpoints/endpoints.ts';
import type { SlotRequest } from './endpoints/health.ts';
import type { BirthLease, Handover, Leased } from './handover.ts';
import { Lanes } from './lanes.ts';
import type { Look, Looked } from './list-lanes.ts';
import { createRecorder, type RecorderDeps } from './recorder.ts';
import { retryLoop, type RetryLoopDeps } from './retry-loop.ts';
import { HealthShare, type HealthStore } from './endpoints/share-health.ts';
import { slotRequests, slotsOf } from './slots.ts';

export interface DeliveryWorkerDeps {
  readonly look: (look: Look) => Promise<Looked>;
  readonly claim: (claim: Claim) => Promise<ClaimedDelivery[]>;
  readonly deliver: Deliver;
  readonly record: RecorderDeps['record'];
  readonly release: (claimed: readonly ClaimedDelivery[]) => Promise<void>;
  readonly promote: RetryLoopDeps['promote'];
  /** The first of as many moments as were asked for, per webhook. */
  readonly reserveSlots: (requests: readonly SlotRequest[], now: Date) => Promise<ReadonlyMap<string, Date>>;
  readonly health: HealthStore;
  readonly wake: Wakeable;
  /** Where this process puts what is born in it. */
  readonly handover: Pick<Handover, 'connect'>;
  readonly clock: Clock;
  readonly timers?: Timers;
  readonly log: Logger;
  /** POSTs under way at once; half of them at most to one endpoint. */
  readonly concurrency: number;
}

const LEASE_SECONDS = 60;
/**
 * What was claimed begins within this time or is handed back: the consent that the claim saw must not be old. It also leaves enough of the
 * lease for a POST, which may take 15 s, and its record.
 */
export const START_WITHIN_SECONDS = 10;
const REST_MS = 250;
/** A busy worker claims this often whatever room there is: who holds connections up must not hold up everyone. */
const BUSY_REST_MS = 50;
/** A worker that knows of more than it can take looks for other lanes less often. */
const FILLED_LOOK_MS = 150;
const HEALTH_REST_MS = 500;
const POSTPONE_SECONDS = 60;
/** When the slots of a rate limit are taken for seconds. */
const NEXT_SLOTS_MS = 500;
const MOST_UNRECORDED = 2_000;
/** They travel with every transaction that publishes. */
const MOST_REFUSED = 100;

/**
 * Claims due deliveries, sends them and records what came of them until the signal aborts; then starts no more, waits for
 * those under way and records them.
 *
 * Every endpoint has a room of its own (endpoint.ts), and only what has room is claimed. It stops claiming while many results are
 * unrecorded, so that a stalled database stops it.
 */
export async function runDeliveryWorker(deps: DeliveryWorkerDeps, signal: AbortSignal): Promise<void> {
  const { clock, timers = systemTimers, log, concurrency, wake } = deps;
  const endpoints = new Endpoints(concurrency);
  const health = new HealthShare(deps.health, endpoints, clock);
  const [room, healthWake] = [new Wakeable(timers), new Wakeable(timers)];
  const isBusy = (): boolean => endpoints.sending > concurrency / 4;
  const recorder = createRecorder({ ...deps, timers, isBusy, onRecorded: () => room.wake() }, signal);
  /** Endpoints with something waiting that lacks nothing but a connection. */
  const starved = new Set<Endpoint>();
  const lanes = new Lanes();
  let claimedAtMs = Number.NEGATIVE_INFINITY;
  let lookedAtMs = Number.NEGATIVE_INFINITY;
  /** The lanes that are known had enough for what there was room for. */
  let isFilled = false;
  /** All that waited was handed back. */
  let isOver = false;

  const start = (endpoint: Endpoint): void => {
    const late: ClaimedDelivery[] = [];
    // What waits when the worker stops is handed back all at once, at the end.
    while (!signal.aborted) {
      const [next] = endpoint.waiting;
      if (next === undefined) break;
      if (!endpoint.mayStart(endpoints)) {
        if (endpoint.isBelowLimit) starved.add(endpoint);
        break;
      }
      const now = clock();
      if (now > next.startBefore) {
        late.push(next.claimed);
      } else if (next.startAt !== null && next.startAt > now) {
        startLater(endpoint, next.startAt.getTime() - now.getTime());
        break;
      } else {
        void send(endpoint, next.claimed);
      }
      endpoint.waiting.shift();
    }
    if (late.length > 0) void handBack(late);
  };

  const startLater = (endpoint: Endpoint, inMs: number): void => {
    if (endpoint.isTimed) return;
    endpoint.isTimed = true;
    timers.after(inMs, () => {
      endpoint.isTimed = false;
      start(endpoint);
    });
  };

  const send = async (endpoint: Endpoint, claimed: ClaimedDelivery): Promise<void> => {
    const beganAtMs = timers.nowMs();
    endpoints.sending += 1;
    endpoint.began();
    let delivered: Delivered;
    try {
      delivered = await deps.deliver(claimed);
    } catch (err) {
      // A bug of ours or a key that SECRET_KEYS lacks: the receiver did nothing wrong, so no retry is used up.
      log.error({ err, deliveryId: claimed.deliveryId }, 'a delivery could not be attempted');
      delivered = { record: postpone(claimed, addSeconds(clock(), POSTPONE_SECONDS)), sign: null };
    }
    recorder.add(delivered.record);
    endpoints.sending -= 1;
    endpoint.ended(delivered.sign?.signal ?? null, beganAtMs, timers.nowMs());
    if (health.note(endpoint, delivered)) healthWake.wake();
    if (delivered.sign?.signal !== 'success') handBackExcess(endpoint);
    start(endpoint);
    startStarved();
    if (endpoint.isHungry(endpoints)) wake.wake();
    room.wake();
  };

  const startStarved = (): void => {
    for (const endpoint of starved) {
      if (endpoints.sending >= concurrency) return;
      if (!endpoint.mayStart(endpoints) && endpoint.isBelowLimit) continue;
      starved.delete(endpoint);
      start(endpoint);
    }
  };

  const handBack = async (claimed: readonly ClaimedDelivery[]): Promise<void> => {
    await deps.release(claimed).catch((err: unknown) => log.warn({ err }, 'leases could not be handed back'));
  };

  const handBackExcess = (endpoint: Endpoint): void => {
    const excess = endpoint.takeExcess();
    if (excess.length > 0) void handBack(excess.map(({ claimed }) => claimed));
  };

  const claimOnce = async (): Promise<'more' | 'idle'> => {
    const nowMs = timers.nowMs();
    const sinceClaimMs = nowMs - claimedAtMs;
    const free = recorder.backlog > MOST_UNRECORDED ? 0 : endpoints.free;
    // A small claim costs as much as a large one, so a busy worker waits a little for more room.
    if (free <= 0 || (sinceClaimMs < BUSY_REST_MS && free < endpoints.size / 3)) {
      await room.rest(free <= 0 ? REST_MS : BUSY_REST_MS - sinceClaimMs);
      return 'more';
    }
    const limit = endpoints.plan(sinceClaimMs, nowMs);
    claimedAtMs = nowMs;
    if (limit <= 0) return 'more';
    const lookEveryMs = isFilled ? FILLED_LOOK_MS : BUSY_REST_MS;
    if (nowMs - lookedAtMs >= lookEveryMs || (lanes.isCutShort && !isFilled)) await look(nowMs);
    const asked = lanes
      .draw(limit, (webhookId) => endpoints.roomOf(webhookId))
      .map((lane) => ({ ...lane, isTrusted: endpoints.has(lane.webhookId) }));
    let got = 0;
    if (asked.length > 0) {
      const now = clock();
      const leaseUntil = addSeconds(now, LEASE_SECONDS);
      const claimed = await deps.claim({ now, lanes: asked, leaseUntil, leaseId: newTimeOrderedId(now) });
      lanes.served(asked, claimed);
      got = claimed.length;
      await admit(claimed, addSeconds(now, START_WITHIN_SECONDS));
    }
    let isHungry = false;
    for (const endpoint of endpoints) {
      endpoint.hasMore = lanes.knows(endpoint.webhookId);
      isHungry ||= endpoint.isHungry(endpoints);
    }
    // Something waits that lacks a connection.
    if (isHungry && asked.length === 0) await room.rest(BUSY_REST_MS);
    isFilled = got > limit / 2;
    const isUsedUp = asked.reduce((sum, { share }) => sum + share, 0) >= limit;
    if (isHungry || isUsedUp || lanes.isCutShort) return 'more';
    // Whatever ends the rest, something may be new.
    lookedAtMs = Number.NEGATIVE_INFINITY;
    return 'idle';
  };

  const look = async (nowMs: number): Promise<void> => {
    lookedAtMs = nowMs;
    const mayReceive = new Map([...endpoints].map((endpoint) => [endpoint.webhookId, endpoint.mayReceive]));
    lanes.add(await deps.look({ now: clock(), ...lanes.position, mayReceive }));
  };

  /** Lets what was claimed wait at its endpoint. */
  const admit = async (claimed: readonly ClaimedDelivery[], startBefore: Date): Promise<void> => {
    const got = Map.groupBy(claimed, ({ webhookId }) => webhookId);
    const slots = await reserveSlots(got).catch(async (err: unknown) => {
      await handBack(claimed);
      throw err;
    });
    const withoutSlot: ClaimedDelivery[] = [];
    for (const [webhookId, group] of got) {
      const endpoint = endpoints.of(webhookId);
      endpoint.busyAtMs = timers.nowMs();
      const rate = (endpoint.ratePerSecond = group[0]?.rateLimitPerSecond ?? null);
      const firstAt = slots.get(webhookId);
      const most = rate === null ? group.length : firstAt === undefined ? 0 : slotsOf(group, rate);
      if (most < group.length) withoutSlot.push(...group.slice(most));
      if (most === 0) askForSlotsLater(endpoint);
      group.slice(0, most).forEach((one, index) => {
        const startAt = firstAt === undefined ? null : addSeconds(firstAt, index / (rate ?? 1));
        endpoint.waiting.push({ claimed: one, startBefore, startAt });
      });
      start(endpoint);
    }
    if (withoutSlot.length > 0) await handBack(withoutSlot);
  };

  const offer = (now: Date): BirthLease | undefined => {
    if (signal.aborted || recorder.backlog > MOST_UNRECORDED || endpoints.free <= 0) return undefined;
    const refused = [...endpoints].filter((endpoint) => !endpoint.takesNewborn(endpoints));
    if (refused.length > MOST_REFUSED) return undefined;
    return {
      leaseId: newTimeOrderedId(now),
      leasedAt: now,
      leasedUntil: addSeconds(now, LEASE_SECONDS),
      refused: refused.map(({ webhookId }) => webhookId),
    };
  };

  const take = ({ at, deliveries }: Leased): void => {
    if (isOver) return void handBack(deliveries);
    const startBefore = addSeconds(at, START_WITHIN_SECONDS);
    for (const claimed of deliveries) {
      const endpoint = endpoints.of(claimed.webhookId);
      endpoint.busyAtMs = timers.nowMs();
      endpoint.waiting.push({ claimed, startBefore, startAt: null });
      start(endpoint);
    }
  };

  const askForSlotsLater = (endpoint: Endpoint): void => {
    endpoint.isOutOfSlots = true;
    timers.after(NEXT_SLOTS_MS, () => {
      endpoint.isOutOfSlots = false;
      wake.wake();
    });
  };

  const reserveSlots = async (
    got: ReadonlyMap<string, readonly ClaimedDelivery[]>,
  ): Promise<ReadonlyMap<string, Date>> => {
    const requests = slotRequests(got);
    return requests.length === 0 ? new Map() : deps.reserveSlots(requests, clock());
  };

  const shareHealth = async (): Promise<'idle'> => {
    if (await health.share()) wake.wake();
    for (const endpoint of endpoints) {
      if (endpoint.isBlocked) handBackExcess(endpoint);
      // What was claimed before it was blocked and came after, nothing else would start, now that it may.
      start(endpoint);
    }
    return 'idle';
  };

  deps.handover.connect({ offer, take });
  await Promise.all([
    runDueLoop({ name: 'deliveries', runOnce: claimOnce, restMs: REST_MS, wake, log, timers }, signal),
    runDueLoop(retryLoop({ ...deps, timers, onPromoted: () => wake.wake() }, signal), signal),
    runDueLoop(
      { name: 'health', runOnce: shareHealth, restMs: HEALTH_REST_MS, wake: healthWake, log, timers },
      signal,
    ),
  ]);
  isOver = true;
  const unsent = [...endpoints].flatMap(({ waiting }) => waiting.splice(0));
  if (unsent.length > 0) await handBack(unsent.map(({ claimed }) => claimed));
  while (endpoints.sending > 0) await room.rest(REST_MS);
  await recorder.settled();
  await health
    .tell()
    .catch((err: unknown) => log.warn({ err }, 'what was seen of endpoints could not be told'));
}

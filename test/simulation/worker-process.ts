import { createDeliver } from '../../src/deliveries/deliver.ts';
import type { ClaimedDelivery } from '../../src/deliveries/claim.ts';
import { type BirthLease, Handover } from '../../src/deliveries/handover.ts';
import { settleGone } from '../../src/deliveries/gone.ts';
import { runDeliveryWorker } from '../../src/deliveries/worker.ts';
import { Wakeable } from '../../src/lib/due-loop.ts';
import { silentLog } from '../../src/lib/log.ts';
import type { Timers } from '../../src/lib/timers.ts';
import { sealerOfOpenSecrets } from './open-sealer.ts';
import type { World } from './world.ts';

const LONGEST_PROMOTION = 1_000_000;

/** The real worker, on the world's time, database and network. Killed, it is gone with all that it had in memory. */
export class WorkerProcess {
  /** How far its clock is from the world's. */
  skewMs: number;
  isAlive = true;
  readonly wake: Wakeable;
  readonly handover = new Handover(() => this.wake.wake());
  readonly stopped: Promise<void>;
  /** Deliveries whose POST is under way. */
  readonly underWay = new Set<string>();
  readonly #stopping = new AbortController();
  readonly #claimed = new Map<string, ClaimedDelivery>();
  readonly #world: World;

  constructor(world: World, skewMs: number, concurrency: number) {
    this.#world = world;
    this.skewMs = skewMs;
    const timers: Timers = {
      nowMs: world.time.nowMs,
      after: (ms, call) => world.time.after(ms, () => this.isAlive && call()),
    };
    this.wake = new Wakeable(timers);
    const clock = (): Date => new Date(world.now().getTime() + this.skewMs);
    const { model, witness } = world;
    const inDatabase = <Value>(effect: () => Value): Promise<Value> => world.database.run(this, effect);
    const deliver = createDeliver({
      sender: {
        post: ({ headers }) => this.#post(headers['webhook-id'] ?? ''),
        close: async () => undefined,
      },
      sealer: sealerOfOpenSecrets,
      schedules: { standard: world.scheduleSeconds, extended: [] },
      clock,
      userAgent: 'fieldhook/simulation',
    });
    this.stopped = runDeliveryWorker(
      {
        look: (look) => inDatabase(() => model.look(look)),
        claim: (claim) =>
          inDatabase(() => {
            const claimed = model.claim(claim);
            witness.claimed(claimed, world.time.nowMs());
            model.logLostLeases(claimed);
            return claimed;
          }),
        deliver: (claimed) => {
          this.#claimed.set(claimed.deliveryId, claimed);
          return deliver(claimed);
        },
        record: (records) =>
          inDatabase(() => {
            const gone = records.filter((record) => record.gone !== undefined);
            const settled = settleGone(records, model.disableGone(gone, clock()));
            for (const record of model.record(settled)) witness.recorded(record);
          }),
        release: (claimed) => inDatabase(() => model.release(claimed)),
        promote: (now) => inDatabase(() => model.promote(now, LONGEST_PROMOTION)),
        reserveSlots: (requests, now) => inDatabase(() => model.health.reserveSlots(requests, now)),
        health: {
          merge: (reports, now) => inDatabase(() => model.health.merge(reports, now)),
          listBlocked: (ids, now) => inDatabase(() => model.health.listBlocked(ids, now)),
          takeProbes: (now) => inDatabase(() => model.health.takeProbes(now)),
        },
        wake: this.wake,
        handover: this.handover,
        clock,
        timers,
        log: silentLog,
        concurrency,
      },
      this.#stopping.signal,
    );
  }

  /** What it would take of a publication of its own process. */
  offer(): BirthLease | undefined {
    return this.handover.offer(new Date(this.#world.now().getTime() + this.skewMs));
  }

  /** After the commit; if it lives. */
  take(lease: BirthLease, delivery: ClaimedDelivery): void {
    const leased = { at: lease.leasedAt, deliveries: [delivery] };
    if (this.isAlive) this.handover.dispatch({ leased, isQueued: false });
  }

  /** Asks it to stop: it finishes and records what is under way. */
  stop(): void {
    this.#stopping.abort();
  }

  kill(): void {
    this.isAlive = false;
    this.#world.witness.cutOff(this.underWay);
    this.underWay.clear();
  }

  #post(deliveryId: string) {
    const { time, witness } = this.#world;
    const claimed = this.#claimed.get(deliveryId);
    if (claimed === undefined) throw new Error(`a POST of ${deliveryId}, which was not claimed`);
    witness.began(claimed, time.nowMs());
    this.underWay.add(deliveryId);
    const { tookMs, result, ...reaction } = this.#world.answer(claimed.webhookId);
    return new Promise<typeof result>((resolve) => {
      time.after(tookMs, () => {
        if (!this.isAlive) return;
        this.underWay.delete(deliveryId);
        witness.ended(claimed, reaction, time.nowMs());
        resolve(result);
      });
    });
  }
}

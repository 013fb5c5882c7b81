import { testStart } from '../test-start.ts';
import { DatabaseModel } from './database-model.ts';
import { QueueModel } from './queue-model.ts';
import type { TargetModel } from './queue-rows.ts';
import { Random } from './random.ts';
import { type Answer, answerOf, type Mood, MOODS } from './receiver-model.ts';
import { VirtualTime } from './virtual-time.ts';
import { Witness } from './witness.ts';
import { WorkerProcess } from './worker-process.ts';

export const DELIVERIES = 160;
/** So short that a world is over soon; how long real ones are makes no difference to the worker. */
const SCHEDULE_SECONDS = [1, 3, 6, 20];
const CHAOS_MS = 60_000;
/** From the end of the chaos on everybody answers: by then all must have come to rest. */
const REST_MS = 30 * 60_000;
const TENANTS = [1, 2];
const WEBHOOKS = 6;
/** Clocks that are this far from each other are in sync. */
const MOST_SKEW_MS = 2_000;

/** A random world: receivers, tenants, some workers, a database, and all that can happen to them, out of one seed. */
export class World {
  readonly time = new VirtualTime();
  readonly model = new QueueModel();
  readonly scheduleSeconds = SCHEDULE_SECONDS;
  readonly witness: Witness;
  readonly database: DatabaseModel;
  readonly #random: Random;
  readonly #moods = new Map<string, Mood>();
  readonly #workers = new Set<WorkerProcess>();
  readonly #hasSkew: boolean;
  readonly #deliveryIds: string[] = [];
  #published = 0;
  #replays = 0;
  #isCalm = false;

  constructor(seed: number) {
    this.#random = new Random(seed);
    this.#hasSkew = this.#random.chance(0.25);
    this.database = new DatabaseModel(this.time, this.#random);
    const toleranceMs = this.#hasSkew ? 2 * MOST_SKEW_MS : 0;
    this.witness = new Witness(
      this.model,
      SCHEDULE_SECONDS.map((seconds) => seconds * 1000),
      toleranceMs,
    );
  }

  readonly now = (): Date => new Date(testStart.getTime() + this.time.nowMs());

  /** Lives through it; returns the promise that was broken, if one was. */
  async run(): Promise<string | undefined> {
    this.#populate();
    for (let index = 0; index < DELIVERIES; index += 1) {
      this.time.after(this.#random.between(1, CHAOS_MS * 0.6), () => this.#publish());
    }
    for (let count = this.#random.between(0, 40); count > 0; count -= 1) {
      this.time.after(this.#random.between(1, CHAOS_MS), () => this.#disturb());
    }
    this.time.after(CHAOS_MS, () => this.#calm());
    const isOver = (): boolean =>
      this.witness.broken !== undefined || (this.#isCalm && this.model.queue.size === 0);
    await this.time.run(CHAOS_MS + REST_MS, isOver);
    if (this.witness.broken === undefined) this.witness.concluded();
    for (const worker of this.#workers) worker.kill();
    return this.witness.broken;
  }

  answer(webhookId: string): Answer {
    const mood = this.#isCalm ? 'fine' : (this.#moods.get(webhookId) ?? 'fine');
    return answerOf(mood, this.#random, this.now());
  }

  #populate(): void {
    for (let index = 1; index <= WEBHOOKS; index += 1) {
      const webhookId = `webhook-${index}`;
      this.model.targets.set(webhookId, {
        webhookId,
        appId: `app-${Math.ceil(index / 2)}`,
        url: `https://${webhookId}.test/`,
        rateLimitPerSecond: index === WEBHOOKS ? 5 : null,
        renewals: 0,
        disabledAt: null,
        removedAt: null,
      });
      this.#moods.set(webhookId, this.#random.pick(MOODS));
      for (const tenantId of TENANTS)
        this.model.connections.set(`${tenantId} ${this.#appOf(webhookId)}`, null);
    }
    this.database.faultRate = this.#random.pick([0, 0, 0.01, 0.05]);
    for (let count = this.#random.between(1, 3); count > 0; count -= 1) this.#startWorker();
  }

  #startWorker(): void {
    this.#workers.add(new WorkerProcess(this, this.#skewMs(), this.#random.pick([2, 8, 32])));
  }

  #skewMs(): number {
    return this.#hasSkew ? this.#random.between(-MOST_SKEW_MS, MOST_SKEW_MS) : 0;
  }

  #publish(): void {
    this.#published += 1;
    const deliveryId = idOf(this.now(), this.#published);
    const { webhookId } = this.#anyTarget();
    const publisher = this.#random.chance(0.5) ? this.#random.pick([...this.#workers]) : undefined;
    const lease = publisher?.offer();
    const leased = this.model.publish(this.#random.pick(TENANTS), deliveryId, webhookId, this.now(), lease);
    if (!this.model.deliveries.has(deliveryId)) return;
    this.#deliveryIds.push(deliveryId);
    this.witness.accepted(deliveryId);
    if (lease !== undefined && leased !== undefined) {
      this.witness.claimed([leased], this.time.nowMs());
      // The answer to the commit may be long in coming.
      const tookMs = this.#random.chance(0.9) ? 1 : this.#random.between(2, 15_000);
      this.time.after(tookMs, () => publisher?.take(lease, leased));
    } else if (this.#random.chance(0.5)) for (const worker of this.#workers) worker.wake.wake();
  }

  /** One of the things that may happen. */
  #disturb(): void {
    const target = this.#anyTarget();
    const [random, now] = [this.#random, this.now()];
    switch (random.between(0, 11)) {
      case 0:
      case 1:
      case 2:
      case 3:
        return this.#replay(now);
      case 4:
        target.disabledAt ??= now;
        if (random.chance(0.7)) this.time.after(random.between(1, 15_000), () => enable(target));
        return this.#endWithheld(target);
      case 5: {
        const connection = `${random.pick(TENANTS)} ${target.appId}`;
        this.model.connections.set(connection, now);
        if (random.chance(0.7)) {
          this.time.after(random.between(1, 15_000), () => this.model.connections.set(connection, null));
        }
        return this.#endWithheld(target);
      }
      case 6:
        if (random.chance(0.3)) target.removedAt ??= now;
        else if (random.chance(0.2)) this.model.deletedApps.add(target.appId);
        return this.#endWithheld(target);
      case 7:
        this.#moods.set(target.webhookId, random.pick(MOODS));
        return;
      case 8:
        return this.#endWorker(random.chance(0.7));
      case 9:
        this.database.isDown = true;
        this.time.after(random.between(10, 8_000), () => (this.database.isDown = false));
        return;
      case 10:
        for (const worker of this.#workers) worker.skewMs = this.#skewMs();
        return;
      default:
        return this.#startWorker();
    }
  }

  #replay(now: Date): void {
    const deliveryId = this.#random.pick(this.#deliveryIds);
    if (deliveryId === undefined) return;
    this.#replays += 1;
    this.model.replay(deliveryId, `replay-${this.#replays}`, now);
  }

  /** What waits for a target that is switched off ends at once, or is left to the worker. */
  #endWithheld({ appId }: TargetModel): void {
    if (this.#random.chance(0.5)) return;
    const before = [...this.model.queue.keys()];
    this.model.endWithheld({ appId }, this.now());
    this.witness.unqueued(before.filter((deliveryId) => !this.model.queue.has(deliveryId)));
  }

  /** Another one is started in its place after a while, so that nobody waits for ever. */
  #endWorker(isKilled: boolean): void {
    const worker = this.#random.pick([...this.#workers]);
    if (worker === undefined) return;
    this.#workers.delete(worker);
    if (isKilled) worker.kill();
    else worker.stop();
    this.time.after(this.#random.between(1, 20_000), () => this.#startWorker());
  }

  #calm(): void {
    this.#isCalm = true;
    this.database.faultRate = 0;
    this.database.isDown = false;
  }

  #anyTarget() {
    return this.#random.pick([...this.model.targets.values()]);
  }

  #appOf = (webhookId: string): string => this.model.targets.get(webhookId)?.appId ?? '';
}

function enable(target: TargetModel): void {
  target.disabledAt = null;
  target.renewals += 1;
}

/** A UUIDv7 of this instant, and the same one every time. */
function idOf(at: Date, number: number): string {
  const ms = at.getTime().toString(16).padStart(12, '0');
  return `${ms.slice(0, 8)}-${ms.slice(8)}-7000-8000-${String(number).padStart(12, '0')}`;
}

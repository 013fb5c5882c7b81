import {
  type Health,
  healthy,
  judgeHealth,
  PROBE_SECONDS,
  type Report,
} from '../../src/deliveries/endpoints/circuit.ts';
import { SLOTS_AHEAD_SECONDS, type SlotRequest } from '../../src/deliveries/endpoints/health.ts';
import { addSeconds } from '../../src/lib/clock.ts';
import type { QueueModel } from './queue-model.ts';

/** What the workers share of their endpoints; see health.ts of deliveries. */
export class HealthModel {
  readonly #rows = new Map<string, Health>();
  readonly #nextSlots = new Map<string, Date>();
  readonly #model: QueueModel;

  constructor(model: QueueModel) {
    this.#model = model;
  }

  of(webhookId: string): Health | undefined {
    return this.#rows.get(webhookId);
  }

  isBlocked(webhookId: string, now: Date): boolean {
    const health = this.#rows.get(webhookId);
    if (health === undefined) return false;
    return health.circuit !== 'closed' || (health.throttledUntil !== null && health.throttledUntil > now);
  }

  /** @see mergeReports */
  merge(reports: ReadonlyMap<string, Report>, now: Date): void {
    for (const [webhookId, report] of reports) {
      this.#rows.set(webhookId, judgeHealth(this.#rows.get(webhookId) ?? healthy, report, now));
    }
  }

  /** @see listBlocked */
  listBlocked(webhookIds: readonly string[], now: Date): string[] {
    return webhookIds.filter((webhookId) => this.isBlocked(webhookId, now));
  }

  /** @see takeProbes */
  takeProbes(now: Date): string[] {
    const taken: string[] = [];
    for (const [webhookId, health] of this.#rows) {
      if (health.circuit === 'closed' || health.probeAt === null || health.probeAt > now) continue;
      if (health.throttledUntil !== null && health.throttledUntil > now) continue;
      if (!this.#hasReady(webhookId, now)) continue;
      this.#rows.set(webhookId, { ...health, circuit: 'half_open', probeAt: addSeconds(now, PROBE_SECONDS) });
      taken.push(webhookId);
    }
    return taken;
  }

  #hasReady(webhookId: string, now: Date): boolean {
    for (const row of this.#model.queue.values()) {
      const isFree = row.leasedUntil === null || row.leasedUntil <= now;
      if (row.webhookId === webhookId && row.ready && isFree) return true;
    }
    return false;
  }

  /** @see reserveSlots */
  reserveSlots(requests: readonly SlotRequest[], now: Date): Map<string, Date> {
    return new Map(
      requests.flatMap(({ webhookId, ratePerSecond, count }) => {
        const reserved = this.#nextSlots.get(webhookId);
        if (reserved !== undefined && reserved > addSeconds(now, SLOTS_AHEAD_SECONDS)) return [];
        const firstAt = reserved !== undefined && reserved > now ? reserved : now;
        this.#nextSlots.set(webhookId, addSeconds(firstAt, count / ratePerSecond));
        if (!this.#rows.has(webhookId)) this.#rows.set(webhookId, healthy);
        return [[webhookId, firstAt]];
      }),
    );
  }
}

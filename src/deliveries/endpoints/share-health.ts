import type { Clock } from '../../lib/clock.ts';
import { type Report, WEIGHT_TO_OPEN } from './circuit.ts';
import type { Delivered } from '../deliver.ts';
import type { Endpoint } from './endpoint.ts';
import type { Endpoints } from './endpoints.ts';
import { addAttempt, joinReports } from './reports.ts';

/** What the workers tell each other of their endpoints. */
export interface HealthStore {
  readonly merge: (reports: ReadonlyMap<string, Report>, now: Date) => Promise<void>;
  readonly listBlocked: (webhookIds: readonly string[], now: Date) => Promise<string[]>;
  readonly takeProbes: (now: Date) => Promise<string[]>;
}

/** Keeps what this process sees of its endpoints, tells it to the others and does what all together have found. */
export class HealthShare {
  readonly #store: HealthStore;
  readonly #endpoints: Endpoints;
  readonly #clock: Clock;
  #reports = new Map<string, Report>();

  constructor(store: HealthStore, endpoints: Endpoints, clock: Clock) {
    this.#store = store;
    this.#endpoints = endpoints;
    this.#clock = clock;
  }

  /** Notes an attempt. What is plain already stops this process at once: returns whether it did, so that the others hear of it soon. */
  note(endpoint: Endpoint, delivered: Delivered): boolean {
    const report = addAttempt(this.#reports.get(endpoint.webhookId), delivered);
    if (report === undefined) return false;
    this.#reports.set(endpoint.webhookId, report);
    const { failureWeight, throttledUntil } = report;
    const isThrottled = throttledUntil !== null && throttledUntil > this.#clock();
    if (endpoint.isBlocked || !(isThrottled || failureWeight >= WEIGHT_TO_OPEN)) return false;
    endpoint.block();
    return true;
  }

  /** Tells what was noted since the last time. */
  async tell(): Promise<void> {
    const told = this.#reports;
    this.#reports = new Map();
    try {
      await this.#store.merge(told, this.#clock());
    } catch (err) {
      for (const [webhookId, later] of this.#reports) {
        const earlier = told.get(webhookId);
        told.set(webhookId, earlier === undefined ? later : joinReports(earlier, later));
      }
      this.#reports = told;
      throw err;
    }
  }

  /** Tells, then blocks and opens endpoints as all processes together have found. Returns whether any may go on. */
  async share(): Promise<boolean> {
    await this.tell();
    const now = this.#clock();
    const known = [...this.#endpoints].map(({ webhookId }) => webhookId);
    const blocked = new Set(await this.#store.listBlocked(known, now));
    const probes = await this.#store.takeProbes(now);
    let goesOn = probes.length > 0;
    for (const endpoint of this.#endpoints) {
      if (blocked.has(endpoint.webhookId)) {
        endpoint.block();
      } else if (endpoint.isBlocked && !this.#reports.has(endpoint.webhookId)) {
        endpoint.unblock();
        goesOn = true;
      }
    }
    for (const webhookId of probes) this.#endpoints.of(webhookId).probe();
    return goesOn;
  }
}

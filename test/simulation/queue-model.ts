import type { Claim, Claimed, ClaimedDelivery } from '../../src/deliveries/claim.ts';
import type { WithheldReason } from '../../src/deliveries/outcome.ts';
import type { DeliveryRecord } from '../../src/deliveries/record.ts';
import { HealthModel } from './health-model.ts';
import type { AttemptModel, DeliveryModel, QueuedModel, TargetModel } from './queue-rows.ts';

/** Which of several lanes is drawn first under a lease where there is less room than lanes; PostgreSQL's hashes decide. */
export interface Draw {
  ofTenant(tenantId: number, leaseId: string): bigint;
  ofWebhook(webhookId: string, leaseId: string): bigint;
}

const alphabetical: Draw = { ofTenant: BigInt, ofWebhook: () => 0n };

/**
 * The queue and its neighbours in memory: what claim.ts, record.ts, queries.ts, health.ts and their like say in SQL. A test runs the same
 * operations on both and compares, so the two cannot drift apart.
 */
export class QueueModel {
  readonly targets = new Map<string, TargetModel>();
  readonly deletedApps = new Set<string>();
  /** `tenant app` → since when it is disabled, null if it is not. */
  readonly connections = new Map<string, Date | null>();
  readonly deliveries = new Map<string, DeliveryModel>();
  readonly queue = new Map<string, QueuedModel>();
  readonly attempts: AttemptModel[] = [];
  readonly health = new HealthModel(this);
  readonly #draw: Draw;

  constructor(draw: Draw = alphabetical) {
    this.#draw = draw;
  }

  /** One delivery of an event, as publishing makes it. */
  publish(tenantId: number, deliveryId: string, webhookId: string, now: Date): void {
    const withheld = this.#withheld(tenantId, webhookId);
    if (withheld === 'app_deleted' || withheld === 'webhook_removed') return;
    this.deliveries.set(deliveryId, {
      tenantId,
      deliveryId,
      webhookId,
      state: withheld === null ? 'pending' : 'skipped',
      reason: withheld,
      attempts: 0,
      finishedAt: withheld === null ? null : now,
    });
    if (withheld === null) this.queue.set(deliveryId, queued(tenantId, deliveryId, webhookId, now));
  }

  /** @see claimDue */
  claim({ now, limit, leaseUntil, leaseId, rooms, otherRoom, after }: Claim): Claimed {
    if (after !== null) throw new Error('the model walks all lanes at once');
    const lanes = new Map<string, { webhookId: string; tenantId: number; due: QueuedModel[] }>();
    for (const row of this.queue.values()) {
      if (!row.ready || row.dueAt > now || (row.leasedUntil !== null && row.leasedUntil > now)) continue;
      const key = `${row.webhookId} ${row.tenantId}`;
      const lane = lanes.get(key);
      if (lane !== undefined) lane.due.push(row);
      else lanes.set(key, { webhookId: row.webhookId, tenantId: row.tenantId, due: [row] });
    }
    if (lanes.size === 0) return { deliveries: [], perLane: Math.max(1, limit), after: null };
    const open = [...Map.groupBy(lanes.values(), ({ webhookId }) => webhookId)].flatMap(
      ([webhookId, own]) => {
        const room = rooms.get(webhookId) ?? (this.health.isBlocked(webhookId, now) ? 0 : otherRoom);
        own.sort((a, b) =>
          compare(this.#draw.ofTenant(a.tenantId, leaseId), this.#draw.ofTenant(b.tenantId, leaseId)),
        );
        return own.slice(0, Math.max(0, room)).map((lane, index) => {
          const share = Math.floor(room / own.length) + Number(index < room % own.length);
          return { ...lane, place: index, share };
        });
      },
    );
    const most = Math.max(1, Math.floor(limit / (open.length || 1)));
    const drawn = open
      .toSorted(
        (a, b) =>
          a.place - b.place ||
          compare(this.#draw.ofWebhook(a.webhookId, leaseId), this.#draw.ofWebhook(b.webhookId, leaseId)),
      )
      .slice(0, limit);
    const deliveries = drawn.flatMap(({ due, share }) =>
      due
        .toSorted((a, b) => a.dueAt.getTime() - b.dueAt.getTime())
        .slice(0, Math.min(share, most))
        .map((row) => this.#lease(row, now, leaseUntil, leaseId)),
    );
    return { deliveries, perLane: Math.max(1, Math.floor(limit / (drawn.length || 1))), after: null };
  }

  #lease(row: QueuedModel, now: Date, leaseUntil: Date, leaseId: string): ClaimedDelivery {
    const target = this.#target(row.webhookId);
    const lostLease =
      row.leaseId === null || row.leasedAt === null ? null : { id: row.leaseId, at: row.leasedAt };
    Object.assign(row, { leaseId, leasedAt: now, leasedUntil: leaseUntil });
    return {
      tenantId: row.tenantId,
      deliveryId: row.deliveryId,
      webhookId: row.webhookId,
      leaseId,
      attempts: row.attempts,
      replayId: row.replayId,
      resumeAt: row.resumeAt,
      url: target.url,
      contentType: 'application/json',
      retrySchedule: 'standard',
      rateLimitPerSecond: target.rateLimitPerSecond,
      signingKeys: ['key'],
      keyPairs: [],
      customHeaders: null,
      sharedBody: '}',
      withheld: this.#withheld(row.tenantId, row.webhookId),
      lostLease,
    };
  }

  /** @see insertLostLeases */
  logLostLeases(claimed: readonly ClaimedDelivery[]): void {
    for (const { deliveryId, lostLease } of claimed) {
      if (lostLease === null || this.#isLogged(deliveryId, lostLease.id)) continue;
      const nothing = { number: null, replayId: null, status: null };
      this.attempts.push({ deliveryId, id: lostLease.id, ...nothing, error: 'worker_lost' });
    }
  }

  #isLogged = (deliveryId: string, id: string): boolean =>
    this.attempts.some((attempt) => attempt.deliveryId === deliveryId && attempt.id === id);

  /** @see promoteDue */
  promote(now: Date, limit: number): { promoted: number; nextDueAt: Date | null } {
    let [promoted, nextDueAt] = [0, null as Date | null];
    for (const row of this.queue.values()) {
      if (row.ready) continue;
      if (row.dueAt <= now) {
        // A test that promotes more at once than the limit would have to say which come first.
        if (promoted === limit) throw new Error('the model promotes all that is due');
        row.ready = true;
        promoted += 1;
      } else if (nextDueAt === null || row.dueAt < nextDueAt) nextDueAt = row.dueAt;
    }
    return { promoted, nextDueAt };
  }

  /** Returns those that counted. @see recordResults */
  record(records: readonly DeliveryRecord[]): DeliveryRecord[] {
    const kept: DeliveryRecord[] = [];
    for (const record of records) {
      const row = this.queue.get(record.delivery_id);
      if (row === undefined || row.leaseId !== record.lease_id) continue;
      kept.push(record);
      const number = record.attempt?.number ?? null;
      if (record.due_at === null) this.queue.delete(record.delivery_id);
      else {
        Object.assign(row, { dueAt: record.due_at, ready: false, attempts: number ?? row.attempts });
        Object.assign(row, { leaseId: null, leasedAt: null, leasedUntil: null });
        if (record.ends_replay) Object.assign(row, { replayId: null, resumeAt: null });
      }
      if (record.attempt !== null) {
        const { replay_id: replayId, status, error } = record.attempt;
        const { delivery_id: deliveryId, lease_id: id } = record;
        this.attempts.push({ deliveryId, id, number, replayId, status, error });
      }
      const delivery = this.#delivery(record.delivery_id);
      delivery.attempts = number ?? delivery.attempts;
      if (record.state === null) continue;
      Object.assign(delivery, {
        state: record.state,
        reason: record.reason,
        finishedAt: record.finished_at,
      });
    }
    return kept;
  }

  /** @see releaseLeases */
  release(claimed: readonly Pick<ClaimedDelivery, 'deliveryId' | 'leaseId'>[]): void {
    for (const { deliveryId, leaseId } of claimed) {
      const row = this.queue.get(deliveryId);
      if (row?.leaseId === leaseId) Object.assign(row, { leaseId: null, leasedAt: null, leasedUntil: null });
    }
  }

  /** @see disableGone */
  disableGone(gone: readonly DeliveryRecord[], now: Date): void {
    for (const { webhook_id, attempt } of gone) {
      const target = this.#target(webhook_id);
      if (target.url === attempt?.url && target.removedAt === null) target.disabledAt ??= now;
    }
  }

  /** Replays one delivery; returns whether it is queued for that. */
  replay(deliveryId: string, replayId: string, now: Date): boolean {
    const delivery = this.#delivery(deliveryId);
    const { tenantId, webhookId, attempts } = delivery;
    if (this.#withheld(tenantId, webhookId) !== null || delivery.state === 'cancelled') return false;
    const row = this.queue.get(deliveryId);
    if (delivery.state === 'pending') {
      if (row === undefined || row.leaseId !== null || row.replayId !== null) return false;
      Object.assign(row, { replayId, resumeAt: row.dueAt, dueAt: now, ready: true });
      return true;
    }
    if (row !== undefined) return false;
    this.queue.set(deliveryId, { ...queued(tenantId, deliveryId, webhookId, now), attempts, replayId });
    return true;
  }

  /** @see endWithheld */
  endWithheld(scope: { appId: string; tenantId?: number } | { webhookId: string }, now: Date): void {
    for (const { deliveryId, tenantId, webhookId, leasedUntil } of this.queue.values()) {
      const { appId } = this.#target(webhookId);
      const isMeant =
        'webhookId' in scope
          ? scope.webhookId === webhookId
          : scope.appId === appId && (scope.tenantId ?? tenantId) === tenantId;
      const reason = this.#withheld(tenantId, webhookId);
      if (!isMeant || leasedUntil !== null || reason === null) continue;
      this.queue.delete(deliveryId);
      const delivery = this.#delivery(deliveryId);
      if (delivery.state !== 'pending') continue;
      const isCancelled = reason === 'app_deleted' || reason === 'webhook_removed';
      Object.assign(delivery, { state: isCancelled ? 'cancelled' : 'skipped', reason, finishedAt: now });
    }
  }

  #withheld(tenantId: number, webhookId: string): WithheldReason | null {
    const { appId, removedAt, disabledAt } = this.#target(webhookId);
    if (this.deletedApps.has(appId)) return 'app_deleted';
    if (removedAt !== null) return 'webhook_removed';
    if (!this.#isConnected(tenantId, appId)) return 'connection_disabled';
    return disabledAt === null ? null : 'webhook_disabled';
  }

  #isConnected = (tenantId: number, appId: string): boolean =>
    this.connections.get(`${tenantId} ${appId}`) === null;

  #target(webhookId: string): TargetModel {
    const target = this.targets.get(webhookId);
    if (target === undefined) throw new Error(`no webhook ${webhookId}`);
    return target;
  }

  #delivery(deliveryId: string): DeliveryModel {
    const delivery = this.deliveries.get(deliveryId);
    if (delivery === undefined) throw new Error(`no delivery ${deliveryId}`);
    return delivery;
  }
}

function queued(tenantId: number, deliveryId: string, webhookId: string, dueAt: Date): QueuedModel {
  const unleased = { leaseId: null, leasedAt: null, leasedUntil: null };
  return {
    tenantId,
    deliveryId,
    webhookId,
    attempts: 0,
    dueAt,
    ready: true,
    replayId: null,
    resumeAt: null,
    ...unleased,
  };
}

const compare = (one: bigint, other: bigint): number => (one < other ? -1 : Number(one > other));

import type { Claim, ClaimedDelivery } from '../../src/deliveries/claim.ts';
import type { BirthLease } from '../../src/deliveries/handover.ts';
import type { LaneShare } from '../../src/deliveries/lanes.ts';
import type { Lane, Look, Looked } from '../../src/deliveries/list-lanes.ts';
import type { WithheldReason } from '../../src/deliveries/outcome.ts';
import type { DeliveryRecord } from '../../src/deliveries/record.ts';
import { HealthModel } from './health-model.ts';
import type { AttemptModel, DeliveryModel, QueuedModel, TargetModel } from './queue-rows.ts';

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

  /** One delivery of an event, as publishing makes it; returned if it was leased. */
  publish(
    tenantId: number,
    deliveryId: string,
    webhookId: string,
    now: Date,
    lease?: BirthLease,
  ): ClaimedDelivery | undefined {
    const withheld = this.#withheld(tenantId, webhookId);
    if (withheld === 'app_deleted' || withheld === 'webhook_removed') return undefined;
    this.deliveries.set(deliveryId, {
      tenantId,
      deliveryId,
      webhookId,
      state: withheld === null ? 'pending' : 'skipped',
      reason: withheld,
      attempts: 0,
      finishedAt: withheld === null ? null : now,
    });
    if (withheld !== null) return undefined;
    const row = queued(tenantId, deliveryId, webhookId, now);
    this.queue.set(deliveryId, row);
    if (lease === undefined || !this.#isOpenToNewborn(webhookId, lease)) return undefined;
    return this.#lease(row, lease.leasedAt, lease.leasedUntil, lease.leaseId);
  }

  #isOpenToNewborn(webhookId: string, { refused, leasedAt }: BirthLease): boolean {
    const hasRateLimit = this.#target(webhookId).rateLimitPerSecond !== null;
    return !hasRateLimit && !refused.includes(webhookId) && !this.health.isBlocked(webhookId, leasedAt);
  }

  /** @see listLanes */
  look({ now, after, from, mayReceive }: Look): Looked {
    if (after !== null || from.size > 0) throw new Error('the model sees all lanes at once');
    const lanes = new Map<string, Lane>();
    const blocked = new Set<string>();
    const isOpen = new Map<string, boolean>();
    for (const { ready, webhookId, tenantId } of this.queue.values()) {
      if (!ready) continue;
      if (!isOpen.has(webhookId))
        isOpen.set(webhookId, mayReceive.get(webhookId) ?? !this.health.isBlocked(webhookId, now));
      if (isOpen.get(webhookId)) lanes.set(`${webhookId} ${tenantId}`, { webhookId, tenantId });
      else blocked.add(webhookId);
    }
    return { lanes: [...lanes.values()], blocked: [...blocked], after: null };
  }

  /** @see claimDue */
  claim({ now, lanes, leaseUntil, leaseId }: Claim): ClaimedDelivery[] {
    return lanes.flatMap((lane) =>
      !lane.isTrusted && this.health.isBlocked(lane.webhookId, now)
        ? []
        : this.#due(lane, now)
            .slice(0, lane.share)
            .map((row) => this.#lease(row, now, leaseUntil, leaseId)),
    );
  }

  /** The share of a lane, and one more for each that is due at the same instant as the last: which of them comes first is not told. */
  shareWithoutTie({ share, ...lane }: LaneShare, now: Date): number {
    const due = this.#due(lane, now);
    const last = due[share - 1]?.dueAt.getTime();
    return Math.max(share, due.findLastIndex(({ dueAt }) => dueAt.getTime() === last) + 1);
  }

  #due({ webhookId, tenantId }: Lane, now: Date): QueuedModel[] {
    // Asked more often than all else: one pass, and numbers instead of dates.
    const [due, nowMs] = [[] as QueuedModel[], now.getTime()];
    for (const row of this.queue.values()) {
      if (!row.ready || row.webhookId !== webhookId || row.tenantId !== tenantId) continue;
      if (row.dueAt.getTime() > nowMs || (row.leasedUntil?.getTime() ?? nowMs) > nowMs) continue;
      due.push(row);
    }
    return due.toSorted((a, b) => a.dueAt.getTime() - b.dueAt.getTime());
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
      renewals: target.renewals,
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
    const nowMs = now.getTime();
    for (const row of this.queue.values()) {
      if (row.ready) continue;
      if (row.dueAt.getTime() <= nowMs) {
        // A test that promotes more at once than the limit would have to say which come first.
        if (promoted === limit) throw new Error('the model promotes all that is due');
        row.ready = true;
        promoted += 1;
      } else if (nextDueAt === null || row.dueAt.getTime() < nextDueAt.getTime()) nextDueAt = row.dueAt;
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
  disableGone(gone: readonly DeliveryRecord[], now: Date): Set<DeliveryRecord> {
    const disabling = gone.filter((record) => {
      const { renewals, removedAt } = this.#target(record.webhook_id);
      return renewals === record.gone?.renewals && removedAt === null;
    });
    for (const { webhook_id } of disabling) this.#target(webhook_id).disabledAt ??= now;
    return new Set(disabling);
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

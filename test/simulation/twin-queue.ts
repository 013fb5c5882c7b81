import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import { type Claim, type ClaimedDelivery, claimDue } from '../../src/deliveries/claim.ts';
import {
  listBlocked,
  mergeReports,
  reserveSlots,
  takeProbes,
} from '../../src/deliveries/endpoints/health.ts';
import type { SlotRequest } from '../../src/deliveries/endpoints/health.ts';
import { healthy, type Report } from '../../src/deliveries/endpoints/circuit.ts';
import type { BirthLease } from '../../src/deliveries/handover.ts';
import { disableGone, insertLostLeases, promoteDue, releaseLeases } from '../../src/deliveries/queries.ts';
import { settleGone } from '../../src/deliveries/gone.ts';
import { type Lane, listLanes, type Look } from '../../src/deliveries/list-lanes.ts';
import { type DeliveryRecord, recordResults } from '../../src/deliveries/record.ts';
import { endWithheld, type Scope } from '../../src/deliveries/end-withheld.ts';
import type { Database } from '../../src/lib/db.ts';
import { queueOne } from '../../src/replays/queue-one.ts';
import { publishEvent } from '../deliveries.ts';
import { QueueModel } from './queue-model.ts';
import type { Targets } from './twin-targets.ts';

const PROMOTED_AT_ONCE = 1_000;

/** The queue of PostgreSQL and its model side by side: does the same to both and compares what they say to it. */
export class TwinQueue {
  readonly model = new QueueModel();
  readonly #real: Database;
  readonly #targets: Targets;

  constructor(real: Database, targets: Targets) {
    this.#real = real;
    this.#targets = targets;
    for (const target of targets.webhooks) this.model.targets.set(target.webhookId, { ...target });
    for (const connection of targets.connections) this.model.connections.set(connection, null);
  }

  /** Returns what was leased of it, as the lease says. */
  async publish(tenantId: number, now: Date, lease?: BirthLease): Promise<readonly ClaimedDelivery[]> {
    const { id: eventId, leased } = await publishEvent(this.#real.db, { tenantId }, now, lease);
    const { rows } = await this.#real.pool.query<{ id: string; webhook_id: string }>(
      'select delivery_id_for($1::uuid, id) as id, id as webhook_id from webhooks where id = any ($2)',
      [eventId, this.#targets.webhooks.map(({ webhookId }) => webhookId)],
    );
    const model = rows.flatMap(
      ({ id, webhook_id }) => this.model.publish(tenantId, id, webhook_id, now, lease) ?? [],
    );
    const real = leased?.deliveries ?? [];
    expect(real.map(comparable).toSorted(byId)).toEqual(model.map(comparable).toSorted(byId));
    return real;
  }

  async look(look: Look): Promise<readonly Lane[]> {
    const [real, model] = [await listLanes(this.#real.pool, look), this.model.look(look)];
    expect(real.after).toBeNull();
    expect(real.lanes.map(keyOf).toSorted()).toEqual(model.lanes.map(keyOf).toSorted());
    expect(real.blocked.toSorted()).toEqual(model.blocked.toSorted());
    return real.lanes;
  }

  async claim(asked: Claim): Promise<ClaimedDelivery[]> {
    const lanes = asked.lanes.map((lane) => ({
      ...lane,
      share: this.model.shareWithoutTie(lane, asked.now),
    }));
    const claim = { ...asked, lanes };
    const [real, model] = [await claimDue(this.#real.pool, claim), this.model.claim(claim)];
    expect(real.map(comparable).toSorted(byId)).toEqual(model.map(comparable).toSorted(byId));
    await insertLostLeases(this.#real.pool, real);
    this.model.logLostLeases(model);
    return real;
  }

  async promote(now: Date): Promise<void> {
    const real = await promoteDue(this.#real.pool, now, PROMOTED_AT_ONCE);
    expect(real).toEqual(this.model.promote(now, PROMOTED_AT_ONCE));
  }

  async record(records: readonly DeliveryRecord[], now: Date): Promise<void> {
    const gone = records.filter((record) => record.gone !== undefined);
    const disabling = await disableGone(this.#real.pool, gone, now);
    expect(disabling).toEqual(this.model.disableGone(gone, now));
    const settled = settleGone(records, disabling);
    const real = await recordResults(this.#real.pool, settled);
    const kept = this.model.record(settled);
    expect([...real].toSorted()).toEqual([...new Set(kept.map((record) => record.delivery_id))].toSorted());
  }

  async release(claimed: readonly ClaimedDelivery[]): Promise<void> {
    await releaseLeases(this.#real.pool, claimed);
    this.model.release(claimed);
  }

  async replay(tenantId: number, deliveryId: string, now: Date): Promise<void> {
    const replayId = randomUUID();
    const { isQueued } = await queueOne(this.#real.db, { tenantId, deliveryId, replayId }, now);
    expect(isQueued).toBe(this.model.replay(deliveryId, replayId, now));
  }

  async switchConnection(tenantId: number, appId: string, isOn: boolean, now: Date): Promise<void> {
    await this.#real.pool.query(
      'update connections set disabled_at = $3 where tenant_id = $1 and app_id = $2',
      [tenantId, appId, isOn ? null : now],
    );
    this.model.connections.set(`${tenantId} ${appId}`, isOn ? null : now);
  }

  async endWithheld(scope: Scope, now: Date): Promise<void> {
    expect(await endWithheld(this.#real.db, scope, now)).toBe(false);
    this.model.endWithheld(scope, now);
  }

  async disable(webhookId: string, at: Date | null): Promise<void> {
    const renewed = at === null ? 1 : 0;
    await this.#real.pool.query(
      'update webhooks set disabled_at = $2, disabled_reason = $3, renewals = renewals + $4 where id = $1',
      [webhookId, at, at === null ? null : 'paused', renewed],
    );
    const target = this.model.targets.get(webhookId);
    if (target !== undefined) Object.assign(target, { disabledAt: at, renewals: target.renewals + renewed });
  }

  async remove(webhookId: string, at: Date): Promise<void> {
    await this.#real.pool.query('update webhooks set removed_at = $2 where id = $1', [webhookId, at]);
    Object.assign(this.model.targets.get(webhookId) ?? {}, { removedAt: at });
  }

  async deleteApp(appId: string, at: Date): Promise<void> {
    await this.#real.pool.query('update apps set deleted_at = $2 where id = $1', [appId, at]);
    this.model.deletedApps.add(appId);
  }

  async report(reports: ReadonlyMap<string, Report>, now: Date): Promise<void> {
    await mergeReports(this.#real.pool, reports, now);
    this.model.health.merge(reports, now);
  }

  async askHealth(now: Date): Promise<void> {
    const { pool } = this.#real;
    const ids = this.#targets.webhooks.map(({ webhookId }) => webhookId);
    const blocked = await listBlocked(pool, ids, now);
    expect(blocked.toSorted()).toEqual(this.model.health.listBlocked(ids, now).toSorted());
    const probes = await takeProbes(pool, now);
    expect(probes.toSorted()).toEqual(this.model.health.takeProbes(now).toSorted());
  }

  async reserveSlots(requests: readonly SlotRequest[], now: Date): Promise<void> {
    const [real, model] = [
      await reserveSlots(this.#real.pool, requests, now),
      this.model.health.reserveSlots(requests, now),
    ];
    for (const [webhookId, at] of model) {
      // PostgreSQL counts microseconds.
      expect(Math.abs((real.get(webhookId)?.getTime() ?? 0) - at.getTime())).toBeLessThanOrEqual(2);
    }
    expect(real.size).toBe(model.size);
  }

  /** Compares the tables themselves. */
  async compare(): Promise<void> {
    const { pool } = this.#real;
    const read = async (text: string): Promise<object[]> =>
      (await pool.query<Record<string, unknown>>(text)).rows;
    const { deliveries, queue, attempts } = this.model;
    const byKey = (one: object, other: object): number =>
      JSON.stringify(one) < JSON.stringify(other) ? -1 : 1;
    expect(
      (
        await read(`select tenant_id as "tenantId", id as "deliveryId", webhook_id as "webhookId", state, reason, attempts,
          finished_at as "finishedAt" from deliveries`)
      ).toSorted(byKey),
    ).toEqual([...deliveries.values()].toSorted(byKey));
    expect(
      (
        await read(`select tenant_id as "tenantId", delivery_id as "deliveryId", webhook_id as "webhookId", attempts,
          due_at as "dueAt", ready, replay_id as "replayId", resume_at as "resumeAt", lease_id as "leaseId",
          leased_at as "leasedAt", leased_until as "leasedUntil" from delivery_queue`)
      ).toSorted(byKey),
    ).toEqual([...queue.values()].toSorted(byKey));
    expect(
      (
        await read(
          `select delivery_id as "deliveryId", id, number, replay_id as "replayId", status, error from attempts`,
        )
      ).toSorted(byKey),
    ).toEqual(attempts.toSorted(byKey));
    const circuits = await read(
      'select webhook_id as "webhookId", circuit, opened_at as "openedAt", probe_at as "probeAt" from webhook_health',
    );
    for (const { webhookId, ...circuit } of circuits as { webhookId: string }[]) {
      expect(this.model.health.of(webhookId) ?? healthy).toMatchObject(circuit);
    }
    const disabled = await read('select id, disabled_at is not null as "isOff" from webhooks');
    for (const { id, isOff } of disabled as { id: string; isOff: boolean }[]) {
      const target = this.model.targets.get(id);
      if (target !== undefined) expect(isOff).toBe(target.disabledAt !== null);
    }
  }
}

/** What of a claimed delivery the model knows. */
function comparable(claimed: ClaimedDelivery) {
  const { tenantId, deliveryId, webhookId, leaseId, attempts, replayId, resumeAt } = claimed;
  const { url, renewals, rateLimitPerSecond, withheld, lostLease } = claimed;
  const queued = { tenantId, deliveryId, webhookId, leaseId, attempts, replayId, resumeAt };
  return { ...queued, url, renewals, rateLimitPerSecond, withheld, lostLease };
}

const byId = (one: { deliveryId: string }, other: { deliveryId: string }): number =>
  one.deliveryId < other.deliveryId ? -1 : 1;

const keyOf = ({ webhookId, tenantId }: Lane): string => `${webhookId} ${tenantId}`;

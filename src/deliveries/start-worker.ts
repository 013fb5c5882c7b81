import type { Pool } from 'pg';
import type { Clock } from '../lib/clock.ts';
import type { Wakeable } from '../lib/due-loop.ts';
import type { Logger } from '../lib/log.ts';
import type { Sealer } from '../lib/seal.ts';
import { createDeliver } from './deliver.ts';
import { claimDue } from './claim.ts';
import { settleGone } from './gone.ts';
import type { Handover } from './handover.ts';
import { listLanes } from './list-lanes.ts';
import { listBlocked, mergeReports, reserveSlots, takeProbes } from './endpoints/health.ts';
import { disableGone, insertLostLeases, promoteDue, releaseLeases } from './queries.ts';
import { type AttemptRecord, type DeliveryRecord, recordResults } from './record.ts';
import type { RetrySchedules } from './retry-schedule.ts';
import { createSender, type SenderOptions } from './sending/sender.ts';
import { runDeliveryWorker } from './worker.ts';

export interface DeliveryOptions extends SenderOptions {
  readonly pool: Pool;
  readonly sealer: Sealer;
  readonly schedules: RetrySchedules;
  readonly clock: Clock;
  readonly log: Logger;
  readonly wake: Wakeable;
  readonly handover: Handover;
  readonly concurrency: number;
  readonly userAgent: string;
  /** Called when a 410 has disabled a webhook. */
  readonly onGone?: () => void;
}

const PROMOTED_AT_ONCE = 500;

/** The delivery worker on the real database and network; returns when the signal has aborted and all is recorded. */
export async function startDeliveryWorker(options: DeliveryOptions, signal: AbortSignal): Promise<void> {
  const { pool, clock, log, wake, handover, concurrency } = options;
  const sender = createSender(options);
  await runDeliveryWorker(
    {
      look: (look) => listLanes(pool, look),
      claim: async (claim) => {
        const claimed = await claimDue(pool, claim);
        // Not worth holding the deliveries up: they are leased already, and the next claim would blame this lease.
        await insertLostLeases(pool, claimed).catch((err: unknown) =>
          log.error({ err }, 'lapsed leases could not be logged'),
        );
        return claimed;
      },
      deliver: createDeliver({ ...options, sender }),
      record: async (records) => {
        const gone = records.filter((record) => record.gone !== undefined);
        if (gone.length === 0) return recordWhole(pool, records, log);
        // First: whoever dies in between leaves a webhook that is disabled, and not one that goes on being sent to.
        const disabling = await disableGone(pool, gone, clock());
        await recordWhole(pool, settleGone(records, disabling), log);
        if (disabling.size > 0) options.onGone?.();
      },
      release: (claimed) => releaseLeases(pool, claimed),
      promote: (now) => promoteDue(pool, now, PROMOTED_AT_ONCE),
      reserveSlots: (requests, now) => reserveSlots(pool, requests, now),
      health: {
        merge: (reports, now) => mergeReports(pool, reports, now),
        listBlocked: (webhookIds, now) => listBlocked(pool, webhookIds, now),
        takeProbes: (now) => takeProbes(pool, now),
      },
      wake,
      handover,
      clock,
      log,
      concurrency,
    },
    signal,
  );
  await sender.close();
}

/**
 * Records a batch; if the database refuses it for what it holds, one by one, and then without what the receiver sent: an
 * answer that cannot be stored must not make us send again, nor keep other results waiting.
 */
async function recordWhole(pool: Pool, records: readonly DeliveryRecord[], log: Logger): Promise<void> {
  try {
    const kept = await recordResults(pool, records);
    for (const { delivery_id, lease_id } of records) {
      if (!kept.has(delivery_id))
        log.warn({ deliveryId: delivery_id, leaseId: lease_id }, 'a result came after its lease');
    }
  } catch (err) {
    if (!isRefusedData(err)) throw err;
    const [only] = records;
    if (records.length > 1) {
      for (const record of records) await recordWhole(pool, [record], log);
    } else if (only?.attempt != null && hasAnswer(only.attempt)) {
      log.error({ err, deliveryId: only.delivery_id }, 'an answer could not be stored');
      const attempt = { ...only.attempt, response_headers: null, response_body: null, error_detail: null };
      await recordWhole(pool, [{ ...only, attempt }], log);
    } else if (only?.attempt != null) {
      log.error({ err, deliveryId: only.delivery_id }, 'an attempt could not be stored');
      await recordWhole(pool, [{ ...only, attempt: null }], log);
    } else {
      log.error({ err, deliveryId: only?.delivery_id }, 'a result could not be stored; its lease will lapse');
    }
  }
}

function hasAnswer({ response_headers, response_body, error_detail }: AttemptRecord): boolean {
  return response_headers !== null || response_body !== null || error_detail !== null;
}

/** SQLSTATE classes 22 (data exception) and 23 (constraint violation): trying the same again cannot help. */
function isRefusedData(err: unknown): boolean {
  const code = err instanceof Error && 'code' in err && typeof err.code === 'string' ? err.code : '';
  return /^2[23]...$/.test(code);
}

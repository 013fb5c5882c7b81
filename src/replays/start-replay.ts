import { type Actor, type AuditEntry, personIdOf, recordAudit } from '../audit/record.ts';
import { addSeconds } from '../lib/clock.ts';
import type { Db } from '../lib/db.ts';
import { ApiError } from '../lib/errors.ts';
import { lowestIdOf, newTimeOrderedId } from '../lib/ids.ts';
import { countMatching } from './count-matching.ts';
import { readFilter, summariseFilter } from './filter.ts';
import { countMissing } from './queue-backfill.ts';
import { countQueueing, insertReplay } from './queries.ts';
import type { BackfillBody, BackfillPreview, ReplayBody } from './schema.ts';

/** For whom, and who wants it. */
export interface Order {
  readonly appId: string;
  readonly actor: Actor;
  readonly at: Date;
}

/** Jobs of one app that queue at once; those that only wait for their last attempts are not counted. */
export const MOST_QUEUEING = 5;
const DEFAULT_PER_SECOND = 50;
const DAY_SECONDS = 86_400;

/** Begins a replay by filter and returns its id; the loop of the workers does the rest. */
export async function startReplay(db: Db, order: Order, body: ReplayBody): Promise<string> {
  const { perSecond, ...filter } = body;
  const { from, until, ...choice } = readFilter(filter, order.at);
  const { total, isExact } = await countMatching(db, order.appId, { from, until, ...choice });
  return insertJob(db, order, { kind: 'replay', filter, from, until, total, isExact, perSecond });
}

/** A webhook that is given what it has missed. */
export interface BackfilledWebhook {
  readonly id: string;
  readonly event_type: string;
  readonly disabled_at: Date | null;
}

export async function startBackfill(
  db: Db,
  order: Order,
  webhook: BackfilledWebhook,
  { days, perSecond }: BackfillBody,
): Promise<string> {
  if (webhook.disabled_at !== null) {
    throw new ApiError('webhook_disabled', {
      eventType: ['has a webhook that is disabled; enable it first.'],
    });
  }
  const { from, until, total, isExact } = await previewBackfill(db, order, webhook, days);
  const filter = { days };
  return insertJob(db, order, { kind: 'backfill', webhook, filter, from, until, total, isExact, perSecond });
}

export async function previewBackfill(
  db: Db,
  { appId, at }: Pick<Order, 'appId' | 'at'>,
  { id: webhookId }: Pick<BackfilledWebhook, 'id'>,
  days: number,
): Promise<BackfillPreview & { from: Date; until: Date }> {
  const [from, until] = [addSeconds(at, -days * DAY_SECONDS), addSeconds(at, 0.001)];
  return { from, until, ...(await countMissing(db, { appId, webhookId, from, until })) };
}

interface NewJob {
  readonly kind: 'replay' | 'backfill';
  readonly webhook?: BackfilledWebhook;
  readonly filter: object;
  readonly from: Date;
  readonly until: Date;
  readonly total: number;
  readonly isExact: boolean;
  readonly perSecond: number | undefined;
}

async function insertJob(db: Db, { appId, actor, at }: Order, job: NewJob): Promise<string> {
  const { kind, webhook, filter, from, until, total, isExact, perSecond = DEFAULT_PER_SECOND } = job;
  const id = newTimeOrderedId(at);
  await db.transaction().execute(async (trx) => {
    if ((await countQueueing(trx, appId)) >= MOST_QUEUEING) throw new ApiError('too_many_replays');
    await insertReplay(trx, {
      id,
      app_id: appId,
      kind,
      filter: JSON.stringify(filter),
      webhook_id: webhook?.id ?? null,
      created_at: at,
      created_by: personIdOf(actor),
      total,
      is_total_exact: isExact,
      per_second: perSecond,
      metered_until: at,
      from_id: lowestIdOf(from),
      until_id: lowestIdOf(until),
      next_at: at,
    });
    const entry: AuditEntry = {
      action: `${kind}.started`,
      appId,
      detail: {
        replayId: id,
        ...(webhook && { eventType: webhook.event_type }),
        ...summariseFilter(filter),
        perSecond,
        total,
      },
    };
    await recordAudit(trx, actor, at, entry);
  });
  return id;
}

import { setTimeout as delay } from 'node:timers/promises';
import { type Frame, toFrame } from '../feed/event-stream.ts';
import { addSeconds, type Clock } from '../lib/clock.ts';
import type { Db } from '../lib/db.ts';
import { withApp } from '../lib/isolation.ts';
import { type DeliveryFilter, listDeliveries, listDeliveriesById } from './queries.ts';
import { toViews } from './read-log.ts';
import type { DeliveryView } from './schema.ts';

export interface TailDeps {
  readonly db: Db;
  readonly clock: Clock;
}

export interface Tailed {
  readonly appId: string;
  readonly filter: Pick<DeliveryFilter, 'eventType' | 'tenantId'>;
  /** What was last told to this reader, or now. */
  readonly since: Date;
  /** Throws when the reader may not go on. */
  readonly check: () => Promise<void>;
}

/** The newest so many are looked at, and so many older ones that are still under way. */
const NEWEST = 200;
const MOST_WATCHED = 500;
const REST_MS = 1_000;
const HEARTBEAT_LOOKS = 15;
const CHECK_LOOKS = 5;
/** Clocks of processes differ, and what is committed comes a little after its instant. */
const OVERLAP_SECONDS = 10;

/**
 * The deliveries of an app as they are made and as they change, each as it is by then, until the signal aborts. A reader that
 * comes again gets what may have changed meanwhile, so some twice: each message replaces what is known of its delivery.
 */
export async function* tail(
  { db, clock }: TailDeps,
  { appId, filter, since, check }: Tailed,
  signal: AbortSignal,
): AsyncGenerator<string> {
  const told = new Map<string, string>();
  const underWay = new Set<string>();
  const from = addSeconds(since, -OVERLAP_SECONDS);
  yield toFrame({ id: since.toISOString(), event: 'ready', data: { appId } });
  for (let look = 1; !signal.aborted; look += 1) {
    if (look % CHECK_LOOKS === 0) await check();
    const id = clock().toISOString();
    const views = await readChanged(db, appId, filter, underWay);
    for (const view of views) {
      const text = JSON.stringify(view);
      const isNews = told.get(view.id) !== text && (told.has(view.id) || mayBeNews(view, from));
      told.set(view.id, text);
      if (isUnderWay(view)) underWay.add(view.id);
      else underWay.delete(view.id);
      if (isNews) yield toFrame({ id, event: 'delivery', data: view } satisfies Frame);
      if (signal.aborted) return;
    }
    forget(told, underWay, views);
    if (look % HEARTBEAT_LOOKS === 0) yield toFrame({ id });
    await delay(REST_MS, undefined, { signal }).catch(() => undefined);
  }
}

/** The oldest first. */
async function readChanged(
  db: Db,
  appId: string,
  filter: Tailed['filter'],
  underWay: ReadonlySet<string>,
): Promise<DeliveryView[]> {
  const rows = await withApp(db, appId, async (trx) => {
    const range = { ...filter, from: null, until: null };
    const newest = await listDeliveries(trx, { appId }, range, { limit: NEWEST, before: undefined });
    const shown = new Set(newest.rows.map((row) => row.id));
    const older = [...underWay].filter((id) => !shown.has(id));
    return [...newest.rows, ...(await listDeliveriesById(trx, { appId }, older))];
  });
  return (await toViews(db, rows)).toReversed();
}

const isUnderWay = ({ state, replaying }: DeliveryView): boolean => state === 'pending' || replaying;

/** Of what the reader has not been told: whether it may have changed since it was last here. */
function mayBeNews(view: DeliveryView, from: Date): boolean {
  const changedAt = view.finishedAt ?? view.createdAt;
  return isUnderWay(view) || new Date(changedAt) >= from || new Date(view.createdAt) >= from;
}

/** Else a stream of an hour would know every delivery of it. */
function forget(told: Map<string, string>, underWay: Set<string>, views: readonly DeliveryView[]): void {
  for (const id of underWay) {
    if (underWay.size <= MOST_WATCHED) break;
    underWay.delete(id);
  }
  const kept = new Set(views.map((view) => view.id));
  for (const id of told.keys()) if (!kept.has(id) && !underWay.has(id)) told.delete(id);
}

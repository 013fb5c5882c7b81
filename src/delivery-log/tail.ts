import { setTimeout as delay } from 'node:timers/promises';
import { type Frame, toFrame } from '../feed/event-stream.ts';
import { addSeconds, type Clock } from '../lib/clock.ts';
import type { Db } from '../lib/db.ts';
import { withApp } from '../lib/isolation.ts';
import {
  type DeliveryFilter,
  type DeliveryRow,
  listDeliveries,
  listDeliveriesById,
  listWaiting,
  type WaitingRow,
} from './queries.ts';
import { toViews } from './read-log.ts';
import type { DeliveryView } from './schema.ts';
import { findFitting, isEmpty, type LogSearch } from './search-log.ts';

export interface TailDeps {
  readonly db: Db;
  readonly clock: Clock;
}

export interface Tailed {
  readonly appId: string;
  readonly filter: DeliveryFilter;
  readonly search: LogSearch;
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
  { appId, filter, search, since, check }: Tailed,
  signal: AbortSignal,
): AsyncGenerator<string> {
  const told = new Map<string, string>();
  const underWay = new Set<string>();
  const from = addSeconds(since, -OVERLAP_SECONDS);
  let before = since.toISOString();
  yield toFrame({ id: before, event: 'ready', data: { appId } });
  for (let look = 1; !signal.aborted; look += 1) {
    if (look % CHECK_LOOKS === 0) await check();
    const id = clock().toISOString();
    const seen = await readSeen(db, appId, filter, underWay);
    const news: DeliveryRow[] = [];
    for (const one of seen) {
      const text = textOf(one);
      const isNews = told.get(one.row.id) !== text && (told.has(one.row.id) || mayBeNews(one, from));
      told.set(one.row.id, text);
      if (isUnderWay(one)) underWay.add(one.row.id);
      else underWay.delete(one.row.id);
      if (isNews) news.push(one.row);
    }
    // The id of the look before: whoever is cut off in the middle is told the rest when it comes again.
    for (const data of await show(db, news, search)) {
      yield toFrame({ id: before, event: 'delivery', data } satisfies Frame);
      if (signal.aborted) return;
    }
    before = id;
    forget(told, underWay, seen);
    if (look % HEARTBEAT_LOOKS === 0) yield toFrame({ id });
    await delay(REST_MS, undefined, { signal }).catch(() => undefined);
  }
}

interface Seen {
  readonly row: DeliveryRow;
  readonly waiting: WaitingRow | undefined;
}

/** The oldest first. */
async function readSeen(
  db: Db,
  appId: string,
  filter: DeliveryFilter,
  underWay: ReadonlySet<string>,
): Promise<Seen[]> {
  const rows = await withApp(db, appId, async (trx) => {
    const newest = await listDeliveries(trx, { appId }, filter, { limit: NEWEST, before: undefined });
    const shown = new Set(newest.rows.map((row) => row.id));
    const older = [...underWay].filter((id) => !shown.has(id));
    return [...newest.rows, ...(await listDeliveriesById(trx, { appId }, older))];
  });
  const waiting = new Map((await listWaiting(db, rows)).map((one) => [one.delivery_id, one]));
  return rows.map((row) => ({ row, waiting: waiting.get(row.id) })).toReversed();
}

/** What is looked up of each is looked up only of what is told. */
async function show(db: Db, news: readonly DeliveryRow[], search: LogSearch): Promise<DeliveryView[]> {
  const fitting = isEmpty(search) ? undefined : await findFitting(db, news, search);
  return toViews(
    db,
    news.filter(({ id }) => fitting?.has(id) !== false),
  );
}

/** What of a delivery is worth telling again; another of its attempts shows in these, too. */
const textOf = ({ row, waiting }: Seen): string =>
  JSON.stringify([
    row.state,
    row.reason,
    row.attempts,
    row.finished_at,
    waiting?.due_at,
    waiting?.replay_id,
    waiting?.resume_at,
  ]);

const isUnderWay = ({ row, waiting }: Seen): boolean =>
  row.state === 'pending' || (waiting?.replay_id ?? null) !== null;

/** Of what the reader has not been told: whether it may have changed since it was last here. */
function mayBeNews(seen: Seen, from: Date): boolean {
  const { created_at: createdAt, finished_at: finishedAt } = seen.row;
  return isUnderWay(seen) || (finishedAt ?? createdAt) >= from || createdAt >= from;
}

/** Else a stream of an hour would know every delivery of it. */
function forget(told: Map<string, string>, underWay: Set<string>, seen: readonly Seen[]): void {
  for (const id of underWay) {
    if (underWay.size <= MOST_WATCHED) break;
    underWay.delete(id);
  }
  const kept = new Set(seen.map(({ row }) => row.id));
  for (const id of told.keys()) if (!kept.has(id) && !underWay.has(id)) told.delete(id);
}

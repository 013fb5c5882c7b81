import { addSeconds } from '../lib/clock.ts';
import type { Db } from '../lib/db.ts';
import { ApiError } from '../lib/errors.ts';
import { beginning, justBefore, type Position } from './cursor.ts';
import {
  type EntitledRow,
  type FeedRow,
  type FeedWindow,
  findDetails,
  findFirstConsent,
  readWindow,
  type WindowWanted,
} from './queries.ts';

export interface FeedPage {
  readonly rows: readonly FeedRow[];
  /** From where the next page goes on; everything before it has been seen, were it only that it is not this app's. */
  readonly next: Position;
  readonly hasMore: boolean;
}

/** Events of everybody that one statement looks at: some 10 ms. */
const WINDOW_SIZE = 5_000;
/** Statements of one call at most: who asks for few events among millions gets on by an empty page. */
const MAX_WINDOWS = 5;
const DAY_SECONDS = 86_400;

export type FeedWanted = Omit<WindowWanted, 'windowSize' | 'from' | 'to'>;

/**
 * The next events, in the order in which they were committed, that the apps are entitled to: of tenants that are connected
 * now, since their consent, of types in the accepted version. Nothing that is committed later ever stands before `next`.
 */
export async function readFeed(
  db: Db,
  wanted: FeedWanted,
  now: Date,
  { windowSize = WINDOW_SIZE, maxWindows = MAX_WINDOWS } = {},
): Promise<FeedPage> {
  const entitled: EntitledRow[] = [];
  let next = wanted.after;
  let hasMore = true;
  // No transaction lasts a day, so what is committed after an event happened a day before it at most. That leaves few of the
  // daily partitions to look into.
  const from = (await findFrom(db, wanted)) ?? now;
  const to = addSeconds(now, DAY_SECONDS);
  for (let count = 0; count < maxWindows && hasMore && entitled.length < wanted.limit; count += 1) {
    const limit = wanted.limit - entitled.length;
    const bounds = { windowSize, limit, from, to };
    const window = await readWindow(db, { ...wanted, ...bounds, after: next });
    if (next.transaction >= window.horizon) throw fromElsewhere();
    entitled.push(...window.rows);
    ({ next, hasMore } = judgeWindow(window, bounds, next, now));
  }
  const rows = await findDetails(db, entitled);
  return { rows: rows.filter((row) => !row.is_early || row.state !== null), next, hasMore };
}

/** Where to go on after a window, and whether at once. */
function judgeWindow(
  { rows, entitled, scanned, last, horizon }: FeedWindow,
  { limit, windowSize }: Pick<WindowWanted, 'limit' | 'windowSize'>,
  before: Position,
  now: Date,
): Pick<FeedPage, 'next' | 'hasMore'> {
  const latest = (at: Date): Date => (at > before.at ? at : before.at);
  const lastRow = rows.at(-1);
  // Some did not fit; the end of the window lies behind them.
  if (entitled > limit && lastRow !== undefined) {
    return { next: { ...positionOf(lastRow), at: latest(lastRow.occurred_at) }, hasMore: true };
  }
  if (scanned === windowSize && last !== undefined) {
    return { next: { ...last, at: latest(last.at) }, hasMore: true };
  }
  return { next: justBefore(horizon, latest(now)), hasMore: false };
}

function findFrom(db: Db, { after, appIds }: FeedWanted): Promise<Date | undefined> | Date {
  return after.at > beginning.at ? addSeconds(after.at, -DAY_SECONDS) : findFirstConsentDay(db, appIds);
}

async function findFirstConsentDay(db: Db, appIds: readonly string[]): Promise<Date | undefined> {
  const first = await findFirstConsent(db, appIds);
  return first && addSeconds(first, -DAY_SECONDS);
}

export function positionOf(row: EntitledRow): Position {
  return { transaction: BigInt(row.tx_id), sequence: BigInt(row.sequence), at: row.occurred_at };
}

/** Answered quietly, the reader would wait for events that this database gives other numbers. */
function fromElsewhere(): ApiError {
  return new ApiError('validation_failed', {
    after: ['is a cursor of another database; begin again without one.'],
  });
}

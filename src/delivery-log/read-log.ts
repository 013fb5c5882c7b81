import { validate as isUuid } from 'uuid';
import type { Db } from '../lib/db.ts';
import { ApiError } from '../lib/errors.ts';
import { withApp } from '../lib/isolation.ts';
import { instantOfId } from '../lib/ids.ts';
import { findAskedReplays } from './asked-replays.ts';
import { revealBody, toAttemptView, toDeliveryView } from './delivery-view.ts';
import { findLastAttempts } from './last-attempts.ts';
import {
  type DeliveryFilter,
  type DeliveryRow,
  findBody,
  findDelivery,
  listAttempts,
  listDeliveries,
  listWaiting,
} from './queries.ts';
import { findRefusals } from './refusal.ts';
import type { DeliveriesPage, DeliveryDetail, DeliveryView } from './schema.ts';
import { findFitting, isEmpty, type LogSearch } from './search-log.ts';

/** How many deliveries one page looks up in the log, at some 25 us each. */
const MOST_SEARCHED = 2_000;
/** A delivery is sent at most ten times by its schedule; the rest are replays. */
const MOST_ATTEMPTS = 200;

interface Page {
  readonly limit: number;
  readonly before: string | undefined;
}

export async function listAppDeliveries(
  db: Db,
  appId: string,
  { filter, search }: { readonly filter: DeliveryFilter; readonly search: LogSearch },
  page: Page,
): Promise<DeliveriesPage> {
  const { rows, next } = isEmpty(search)
    ? await withApp(db, appId, (trx) => listDeliveries(trx, { appId }, filter, page))
    : await searchDeliveries(db, appId, filter, search, page);
  const isCut = next !== null && rows.length < page.limit;
  return {
    data: await toViews(db, rows),
    nextCursor: next,
    searchedBackTo: isCut ? instantOfId(next).toISOString() : null,
  };
}

/** Read as the app, then looked up in the log. */
async function searchDeliveries(
  db: Db,
  appId: string,
  filter: DeliveryFilter,
  search: LogSearch,
  { limit, before }: Page,
): Promise<{ rows: DeliveryRow[]; next: string | null }> {
  const read = await withApp(db, appId, (trx) =>
    listDeliveries(trx, { appId }, filter, { limit: MOST_SEARCHED, before }),
  );
  const fitting = await findFitting(db, read.rows, search);
  const rows = read.rows.filter(({ id }) => fitting.has(id));
  if (rows.length <= limit) return { rows, next: read.next };
  const shown = rows.slice(0, limit);
  return { rows: shown, next: shown.at(-1)?.id ?? null };
}

/** Deliveries that were read as the app, with what waits of them, how the last attempt went and whether they may be replayed. */
export async function toViews(db: Db, rows: readonly DeliveryRow[]): Promise<DeliveryView[]> {
  const waiting = new Map((await listWaiting(db, rows)).map((row) => [row.delivery_id, row]));
  const last = await findLastAttempts(db, rows);
  const refusals = await findRefusals(db, rows);
  return rows.map((row) =>
    toDeliveryView(row, {
      waiting: waiting.get(row.id),
      last: last.get(row.id),
      refusal: refusals.get(row.id),
    }),
  );
}

/** @throws ApiError not_found, also for another app's */
export async function requireDelivery(db: Db, appId: string, deliveryId: string): Promise<DeliveryRow> {
  const row = isUuid(deliveryId)
    ? await withApp(db, appId, (trx) => findDelivery(trx, { appId }, deliveryId))
    : undefined;
  if (row === undefined) throw new ApiError('not_found');
  return row;
}

/** A delivery with its log. That it is the app's is what the row, read as the app, proves of all the rest. */
export async function readDelivery(db: Db, appId: string, deliveryId: string): Promise<DeliveryDetail> {
  const row = await requireDelivery(db, appId, deliveryId);
  const [view] = await toViews(db, [row]);
  if (view === undefined) throw new ApiError('not_found');
  const [waiting] = await listWaiting(db, [row]);
  const attempts = await listAttempts(db, row, MOST_ATTEMPTS);
  const replayIds = [waiting, ...attempts].flatMap((one) => one?.replay_id ?? []);
  return {
    ...view,
    log: attempts.map(toAttemptView),
    replays: await findAskedReplays(db, appId, replayIds),
    ...revealBody(row.id, await findBody(db, appId, row)),
  };
}

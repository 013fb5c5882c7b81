import { validate as isUuid } from 'uuid';
import type { Db } from '../lib/db.ts';
import { ApiError } from '../lib/errors.ts';
import { withApp } from '../lib/isolation.ts';
import { revealBody, toAttemptView, toDeliveryView } from './delivery-view.ts';
import {
  type DeliveryFilter,
  type DeliveryRow,
  findBody,
  findDelivery,
  listAttempts,
  listDeliveries,
  listWaiting,
} from './queries.ts';
import type { DeliveriesPage, DeliveryDetail } from './schema.ts';

/** A delivery is sent at most ten times by its schedule; the rest are replays. */
const MOST_ATTEMPTS = 200;

export async function listAppDeliveries(
  db: Db,
  appId: string,
  filter: DeliveryFilter,
  page: { readonly limit: number; readonly before: string | undefined },
): Promise<DeliveriesPage> {
  const { rows, next } = await withApp(db, appId, (trx) => listDeliveries(trx, { appId }, filter, page));
  const waiting = await listWaiting(db, rows);
  return {
    data: rows.map((row) =>
      toDeliveryView(
        row,
        waiting.find((one) => one.delivery_id === row.id),
      ),
    ),
    nextCursor: next,
  };
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
  const [waiting] = await listWaiting(db, [row]);
  const attempts = await listAttempts(db, row, MOST_ATTEMPTS);
  return {
    ...toDeliveryView(row, waiting),
    log: attempts.map(toAttemptView),
    ...revealBody(row.id, await findBody(db, appId, row)),
  };
}

import { validate as isUuid } from 'uuid';
import { deliveryBody } from '../events/body.ts';
import type { Db } from '../lib/db.ts';
import { ApiError } from '../lib/errors.ts';
import { instantOfId } from '../lib/ids.ts';
import { withTenant } from '../lib/isolation.ts';
import { toTenantAttempt, toTenantDelivery } from './delivery-view.ts';
import { findLastAttempts } from './last-attempts.ts';
import {
  type DeliveryFilter,
  type DeliveryRow,
  findDelivery,
  findEventBody,
  findSessionEvents,
  listAttempts,
  listContexts,
  listDeliveries,
  listWaiting,
} from './queries.ts';
import type { TenantDeliveriesPage, TenantDelivery, TenantDeliveryDetail } from './schema.ts';

/** As many as an app sees of its own. */
const MOST_ATTEMPTS = 200;

/** An event has a delivery for each connected app that asked for its type. */
const MOST_OF_ONE_EVENT = 200;

type Page = { readonly limit: number; readonly before: string | undefined };

export function listTenantDeliveries(
  db: Db,
  tenantId: number,
  { sessionId, ...filter }: DeliveryFilter & { readonly sessionId?: string | undefined },
  page: Page,
): Promise<TenantDeliveriesPage> {
  return withTenant(db, tenantId, async (trx) => {
    const { rows, next } =
      sessionId === undefined
        ? await listDeliveries(trx, { tenantId }, filter, page)
        : { rows: await listOfSession(trx, tenantId, sessionId, filter), next: null };
    return { data: await showDeliveries(trx, tenantId, rows), nextCursor: next };
  });
}

/** The deliveries of one event, in the caller's `withTenant`. */
export async function listEventDeliveries(
  trx: Db,
  tenantId: number,
  eventId: string,
): Promise<TenantDelivery[]> {
  const rows = await listOfEvent(trx, tenantId, eventId, { from: null, until: null });
  return showDeliveries(trx, tenantId, rows);
}

/** @throws ApiError not_found, also for another tenant's */
export function readTenantDelivery(
  db: Db,
  tenantId: number,
  deliveryId: string,
): Promise<TenantDeliveryDetail> {
  return withTenant(db, tenantId, async (trx) => {
    const row = isUuid(deliveryId) ? await findDelivery(trx, { tenantId }, deliveryId) : undefined;
    if (row === undefined) throw new ApiError('not_found');
    const [shown] = await showDeliveries(trx, tenantId, [row]);
    if (shown === undefined) throw new ApiError('not_found');
    const attempts = await listAttempts(trx, row, MOST_ATTEMPTS);
    const body = await findEventBody(trx, tenantId, row.event_id);
    return {
      ...shown,
      log: attempts.map(toTenantAttempt),
      body: body === null ? null : deliveryBody(row.id, body).toString(),
    };
  });
}

async function listOfSession(
  trx: Db,
  tenantId: number,
  sessionId: string,
  filter: DeliveryFilter,
): Promise<DeliveryRow[]> {
  const events = await findSessionEvents(trx, tenantId, sessionId);
  const rows: DeliveryRow[] = [];
  for (const eventId of [events?.abandoned_event_id, events?.completed_event_id]) {
    if (typeof eventId === 'string') rows.push(...(await listOfEvent(trx, tenantId, eventId, filter)));
  }
  return rows.toSorted((a, b) => (a.id < b.id ? 1 : -1));
}

/** A delivery has the milliseconds of its event: so they are a short range of the index. */
async function listOfEvent(
  trx: Db,
  tenantId: number,
  eventId: string,
  filter: DeliveryFilter,
): Promise<DeliveryRow[]> {
  const at = instantOfId(eventId);
  if ((filter.from !== null && at < filter.from) || (filter.until !== null && at >= filter.until)) return [];
  const within = { ...filter, eventId, from: at, until: new Date(at.getTime() + 1) };
  const page = { limit: MOST_OF_ONE_EVENT, before: undefined };
  return (await listDeliveries(trx, { tenantId }, within, page)).rows;
}

async function showDeliveries(
  trx: Db,
  tenantId: number,
  rows: readonly DeliveryRow[],
): Promise<TenantDelivery[]> {
  const waiting = await listWaiting(trx, rows);
  const last = await findLastAttempts(trx, rows);
  const { appNames, sessionIds } = await listContexts(trx, tenantId, rows);
  return rows.map((row) =>
    toTenantDelivery(row, {
      waiting: waiting.find((one) => one.delivery_id === row.id),
      last: last.get(row.id),
      appName: appNames.get(row.app_id) ?? '',
      sessionId: sessionIds.get(row.event_id) ?? null,
    }),
  );
}

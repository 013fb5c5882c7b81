import type { Db } from '../lib/db.ts';
import { ApiError } from '../lib/errors.ts';
import { previewOf } from '../tenants/preview.ts';
import { connectionOf, toDetail, toSummary } from './app-view.ts';
import {
  findAcceptance,
  findDeliveryUrls,
  findLastDeliveries,
  findSharingNetwork,
} from './detail-queries.ts';
import { findVisibleApp, listVisibleApps, type VisibleAppRow } from './queries.ts';
import type { AppDetail, AppList, AppsQuery } from './schema.ts';
import { listSecrets } from './secrets.ts';

/** One tenant and one app, as every decision is about them. */
export interface TenantApp {
  readonly tenantId: number;
  readonly appId: string;
}

/** Throws `not_found` for an app that this tenant does not see, which cannot be told from one that does not exist. */
export async function requireApp(db: Db, { tenantId, appId }: TenantApp): Promise<VisibleAppRow> {
  const app = await findVisibleApp(db, tenantId, appId);
  if (app === undefined) throw new ApiError('not_found');
  return app;
}

/** More than a tenant will ever have, so that whoever does not page misses nothing. */
const DEFAULT_LIMIT = 200;

export async function listApps(
  db: Db,
  tenantId: number,
  which: 'available' | 'connected',
  { limit = DEFAULT_LIMIT, cursor, search }: AppsQuery,
): Promise<AppList> {
  const rows = await listVisibleApps(db, tenantId, which, { limit, after: cursor, search });
  const page = rows.slice(0, limit);
  // To an app that the tenant has not connected nothing is delivered.
  const deliveredAt = page.some((row) => connectionOf(row) !== null)
    ? await findLastDeliveries(db, tenantId)
    : undefined;
  return {
    ...(await previewOf(db, tenantId)),
    data: page.map((row) => toSummary(row, deliveredAt?.get(row.id))),
    nextCursor: rows.length > limit ? (page.at(-1)?.id ?? null) : null,
  };
}

export async function readApp(db: Db, of: TenantApp): Promise<AppDetail> {
  const app = await requireApp(db, of);
  const isConnected = app.client_id !== null;
  const context = {
    secrets: app.client_id === null ? [] : await listSecrets(db, app.client_id),
    network: await findSharingNetwork(db, of.tenantId, app),
    urls: await findDeliveryUrls(db, of.appId),
    acceptance: isConnected ? await findAcceptance(db, of.tenantId, of.appId) : undefined,
    lastDeliveredAt: isConnected ? (await findLastDeliveries(db, of.tenantId)).get(of.appId) : undefined,
  };
  return { ...(await previewOf(db, of.tenantId)), tenantId: of.tenantId, ...toDetail(app, context) };
}

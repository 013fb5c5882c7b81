import type { Db } from '../lib/db.ts';
import { ApiError } from '../lib/errors.ts';
import { previewOf } from '../tenants/preview.ts';
import { toDetail, toSummary } from './app-view.ts';
import { findVisibleApp, listVisibleApps, type VisibleAppRow } from './queries.ts';
import type { AppDetail, AppSummary } from './schema.ts';
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

export async function listApps(
  db: Db,
  tenantId: number,
  which: 'available' | 'connected',
): Promise<{ preview: boolean; notice: string | null; data: AppSummary[] }> {
  const apps = (await listVisibleApps(db, tenantId)).map(toSummary);
  const data = which === 'available' ? apps : apps.filter((app) => app.state !== 'not_connected');
  return { ...(await previewOf(db, tenantId)), data };
}

export async function readApp(db: Db, of: TenantApp): Promise<AppDetail> {
  const app = await requireApp(db, of);
  const secrets = app.client_id === null ? [] : await listSecrets(db, app.client_id);
  return { ...(await previewOf(db, of.tenantId)), tenantId: of.tenantId, ...toDetail(app, secrets) };
}

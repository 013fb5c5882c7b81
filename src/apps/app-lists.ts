import type { Db } from '../lib/db.ts';
import { requireApp } from './edit.ts';
import { listAppIdsOf, listApps, listVersions } from './queries.ts';
import type { AppsQuery, AppSummary, VersionView } from './schema.ts';
import { diffVersions } from './version-diff.ts';

const DEFAULT_LIMIT = 100;

export async function listSummaries(
  db: Db,
  organisationIds: ReadonlySet<string>,
  { limit = DEFAULT_LIMIT, cursor, search }: AppsQuery,
): Promise<{ data: AppSummary[]; nextCursor: string | null }> {
  const rows = await listApps(db, organisationIds, { limit, after: cursor, search });
  const data = rows.slice(0, limit).map((row) => ({
    id: row.id,
    organisationId: row.organisation_id,
    name: row.name,
    category: row.category,
    version: row.version,
    approved: row.approved_at !== null,
    approvedAt: row.approved_at?.toISOString() ?? null,
    refused: row.refused_at !== null && row.asked_again_at === null,
    createdAt: row.created_at.toISOString(),
    modifiedAt: row.modified_at.toISOString(),
    tenants: { notConnectedYet: row.not_connected, connected: row.connected, disabled: row.disabled },
  }));
  return { data, nextCursor: rows.length > limit ? (data.at(-1)?.id ?? null) : null };
}

/** The versions of an app, the newest first, each with what it changed of the one before. */
export async function listVersionViews(db: Db, appId: string): Promise<VersionView[]> {
  const rows = await listVersions(db, appId);
  const asked = rows.map((row) => ({ scopes: row.scopes, eventTypes: row.event_types }));
  return rows.map((row, index) => ({
    version: row.version,
    scopes: row.scopes,
    eventTypes: row.event_types,
    createdAt: row.created_at.toISOString(),
    createdBy: row.name === null || row.email === null ? null : { name: row.name, email: row.email },
    diff: diffVersions(asked[index + 1], { scopes: row.scopes, eventTypes: row.event_types }),
  }));
}

/**
 * The ids of these organisations' apps, or the one asked for.
 * @throws ApiError not_found when the one asked for is none of them
 */
export async function listAppIds(
  db: Db,
  organisationIds: ReadonlySet<string>,
  appId?: string,
): Promise<string[]> {
  if (appId !== undefined) return [(await requireApp(db, { appId, organisationIds })).id];
  return listAppIdsOf(db, organisationIds);
}

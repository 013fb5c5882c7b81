import type { Environment } from '../people/principal.ts';
import type { NetworkRow, TenantRow } from './queries.ts';
import type { NetworkView, TenantView } from './schema.ts';

export function toTenantView(row: TenantRow): TenantView {
  return {
    id: row.id,
    name: row.name,
    environment: row.environment as Environment,
    timeZone: row.time_zone,
    region: row.region,
    networkId: row.network_id,
    preview: row.preview,
    previewNote: row.preview_note,
    previewChangedAt: row.preview_changed_at?.toISOString() ?? null,
    createdAt: row.created_at.toISOString(),
  };
}

export function toNetworkView(row: NetworkRow): NetworkView {
  return {
    id: row.id,
    name: row.name,
    environment: row.environment as Environment,
    createdAt: row.created_at.toISOString(),
  };
}

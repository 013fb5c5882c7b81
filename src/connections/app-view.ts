import { diffVersions } from '../apps/version-diff.ts';
import type { VisibleAppRow } from './queries.ts';
import type { AppDetail, AppSummary } from './schema.ts';
import type { ClientSecret } from './secrets.ts';
import { titlesOf, wordsOf } from './words.ts';

/** The tenant's consent as the row of an app holds it, or null when it is not connected. */
export function connectionOf(row: VisibleAppRow) {
  const { client_id, accepted_version, accepted_scopes, accepted_event_types, connected_at } = row;
  if (
    client_id === null ||
    accepted_version === null ||
    accepted_scopes === null ||
    accepted_event_types === null ||
    connected_at === null
  ) {
    return null;
  }
  return {
    clientId: client_id,
    accepted: { version: accepted_version, scopes: accepted_scopes, eventTypes: accepted_event_types },
    connectedAt: connected_at,
    disabledAt: row.disabled_at,
    newVersionAvailable: accepted_version < row.newest_version,
  };
}

export function toSummary(row: VisibleAppRow, lastDeliveredAt: Date | undefined): AppSummary {
  const connection = connectionOf(row);
  return {
    id: row.id,
    name: row.name,
    description: row.description,
    category: row.category,
    organizationName: row.organization_name,
    state: stateOf(connection),
    newestVersion: row.newest_version,
    acceptedVersion: connection?.accepted.version ?? null,
    newVersionAvailable: connection?.newVersionAvailable ?? false,
    asksFor: titlesOf({ scopes: row.newest_scopes, eventTypes: row.newest_event_types }),
    clientId: connection?.clientId ?? null,
    connectedAt: connection?.connectedAt.toISOString() ?? null,
    disabledAt: row.disabled_at?.toISOString() ?? null,
    networkName: row.network_name,
    lastUsedAt: row.last_used_at?.toISOString() ?? null,
    lastDeliveredAt: lastDeliveredAt?.toISOString() ?? null,
  };
}

/** What belongs to an app of a tenant besides its row. */
interface Context {
  /** Of the connection's client. */
  readonly secrets: readonly ClientSecret[];
  readonly network: AppDetail['network'];
  readonly urls: ReadonlyMap<string, string>;
  readonly acceptance: { readonly at: Date; readonly person_email: string | null } | undefined;
  readonly lastDeliveredAt: Date | undefined;
}

export function toDetail(
  row: VisibleAppRow,
  { secrets, network, urls, acceptance, lastDeliveredAt }: Context,
): Omit<AppDetail, 'preview' | 'notice' | 'tenantId'> {
  const connection = connectionOf(row);
  const newest = {
    version: row.newest_version,
    scopes: row.newest_scopes,
    eventTypes: row.newest_event_types,
  };
  return {
    id: row.id,
    name: row.name,
    description: row.description,
    category: row.category,
    developer: { organizationName: row.organization_name, website: row.website, email: row.email },
    credentialMode: row.credential_mode === 'developer' ? 'developer' : 'tenant',
    network,
    state: stateOf(connection),
    words: wordsOf([newest, ...(connection === null ? [] : [connection.accepted])], urls),
    newest: { ...newest, createdAt: row.newest_created_at.toISOString() },
    connection: connection && {
      ...connection,
      networkId: row.network_id,
      diff: diffVersions(connection.accepted, newest),
      acceptedAt: (acceptance?.at ?? connection.connectedAt).toISOString(),
      acceptedBy: acceptance?.person_email ?? null,
      connectedAt: connection.connectedAt.toISOString(),
      disabledAt: connection.disabledAt?.toISOString() ?? null,
      lastUsedAt: row.last_used_at?.toISOString() ?? null,
      lastDeliveredAt: lastDeliveredAt?.toISOString() ?? null,
      secrets: secrets.map((secret) => ({
        id: secret.id,
        hint: secret.hint,
        createdAt: secret.createdAt.toISOString(),
        lastUsedAt: secret.lastUsedAt?.toISOString() ?? null,
        revokedAt: secret.revokedAt?.toISOString() ?? null,
      })),
    },
  };
}

function stateOf(connection: { readonly disabledAt: Date | null } | null): AppSummary['state'] {
  if (connection === null) return 'not_connected';
  return connection.disabledAt === null ? 'connected' : 'disabled';
}

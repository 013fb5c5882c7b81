import type { Db } from '../lib/db.ts';

/** What a client may do at one tenant, by the version of the app that the tenant accepted. */
export interface Consent {
  readonly appId: string;
  readonly scopes: readonly string[];
}

/**
 * Whether this client may act at this tenant for the app of this key: the tenant is connected to that app through the client,
 * has not disabled the connection, the app exists, and a network's client still has the tenant in its network. One query over
 * primary keys and unique indexes, meant for every call: what is taken away is gone with the commit that takes it.
 */
export async function findConsent(
  db: Db,
  { clientId, tenantId, appKey }: { clientId: string; tenantId: number; appKey: string },
): Promise<Consent | undefined> {
  return db
    .selectFrom('connections as c')
    .innerJoin('clients as k', (join) =>
      join.onRef('k.id', '=', 'c.client_id').onRef('k.app_id', '=', 'c.app_id'),
    )
    .innerJoin('tenants as t', 't.id', 'c.tenant_id')
    .innerJoin('apps as a', 'a.id', 'c.app_id')
    .innerJoin('app_versions as v', (join) =>
      join.onRef('v.app_id', '=', 'c.app_id').onRef('v.version', '=', 'c.accepted_version'),
    )
    .select(['a.id as appId', 'v.scopes'])
    .where('c.tenant_id', '=', tenantId)
    .where('c.client_id', '=', clientId)
    .where('c.disabled_at', 'is', null)
    .where('a.app_key', '=', appKey)
    .where('a.deleted_at', 'is', null)
    .where((eb) =>
      eb.or([eb('k.tenant_id', '=', eb.ref('t.id')), eb('k.network_id', '=', eb.ref('t.network_id'))]),
    )
    .executeTakeFirst();
}

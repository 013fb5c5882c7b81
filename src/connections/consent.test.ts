import { beforeEach, describe, expect, test } from 'vitest';
import { TestClock, useDatabase } from '../../test/db.ts';
import { createApp, createTenant } from '../../test/factories.ts';
import { newClientId } from '../lib/ids.ts';
import { findConsent } from './consent.ts';

const database = useDatabase();
const clock = new TestClock();

interface Connected {
  readonly appId: string;
  readonly tenantId: number;
  readonly networkId: number;
  readonly clientId: string;
  readonly appKey: string;
}

/** A tenant of a network, connected to an app through its own client or the network's. */
async function createConnected(shared: boolean): Promise<Connected> {
  const { db } = database.current;
  const { id: networkId } = await db
    .insertInto('networks')
    .values({ name: 'Evergreen Group', environment: 'production' })
    .returning('id')
    .executeTakeFirstOrThrow();
  const { tenantId } = await createTenant(db, { network_id: networkId });
  const { appId } = await createApp(db, 'https://receiver.test');
  const { app_key: appKey } = await db
    .selectFrom('apps')
    .select('app_key')
    .where('id', '=', appId)
    .executeTakeFirstOrThrow();
  const clientId = newClientId();
  const owner = shared ? { network_id: networkId } : { tenant_id: tenantId };
  await db
    .insertInto('clients')
    .values({ id: clientId, app_id: appId, created_at: clock.now(), ...owner })
    .execute();
  await db
    .insertInto('connections')
    .values({ tenant_id: tenantId, app_id: appId, accepted_version: 1, client_id: clientId })
    .execute();
  return { appId, tenantId, networkId, clientId, appKey };
}

const find = (of: Pick<Connected, 'clientId' | 'tenantId' | 'appKey'>) =>
  findConsent(database.current.db, of);

describe.each([
  ["a tenant's own client", false],
  ["a network's client", true],
])('%s', (_what, shared) => {
  let connected: Connected;
  beforeEach(async () => {
    connected = await createConnected(shared);
  });

  test('has the scopes of the version that the tenant accepted', async () => {
    const { appId } = connected;
    await database.current.db
      .insertInto('app_versions')
      .values({ app_id: appId, version: 2, scopes: [], event_types: [] })
      .execute();
    expect(await find(connected)).toEqual({ appId, scopes: ['tn.sp.schedulers:r'] });
    await database.current.db
      .updateTable('connections')
      .set({ accepted_version: 2 })
      .where('app_id', '=', appId)
      .execute();
    expect(await find(connected)).toEqual({ appId, scopes: [] });
  });

  test('has none with the key of another app, at another tenant, or under another id', async () => {
    const other = await createConnected(shared);
    const neighbour = await createTenant(database.current.db, { network_id: connected.networkId });
    expect(await find({ ...connected, appKey: other.appKey })).toBeUndefined();
    expect(await find({ ...connected, tenantId: other.tenantId })).toBeUndefined();
    expect(await find({ ...connected, tenantId: neighbour.tenantId })).toBeUndefined();
    expect(await find({ ...connected, clientId: other.clientId })).toBeUndefined();
    expect(await find({ ...connected, clientId: newClientId() })).toBeUndefined();
  });

  test('has none while the connection is disabled, nor when it is gone', async () => {
    const { db } = database.current;
    const own = { tenant_id: connected.tenantId, app_id: connected.appId };
    const connection = db
      .updateTable('connections')
      .where('tenant_id', '=', own.tenant_id)
      .where('app_id', '=', own.app_id);
    await connection.set({ disabled_at: clock.now() }).execute();
    expect(await find(connected)).toBeUndefined();
    await connection.set({ disabled_at: null }).execute();
    expect(await find(connected)).toBeDefined();
    await db.deleteFrom('connections').where('tenant_id', '=', own.tenant_id).execute();
    expect(await find(connected)).toBeUndefined();
  });

  test('has none for a deleted app', async () => {
    const { db } = database.current;
    await db.updateTable('apps').set({ deleted_at: clock.now() }).where('id', '=', connected.appId).execute();
    expect(await find(connected)).toBeUndefined();
  });

  test(`${shared ? 'has none' : 'keeps its consent'} once the tenant has left the network`, async () => {
    await database.current.db
      .updateTable('tenants')
      .set({ network_id: null })
      .where('id', '=', connected.tenantId)
      .execute();
    expect((await find(connected)) === undefined).toBe(shared);
  });
});

import { randomUUID } from 'node:crypto';
import type { Db } from '../src/lib/db.ts';
import { hashSecret, newSecret, newSessionId, newTimeOrderedId } from '../src/lib/ids.ts';
import { createClient, type TestClient } from './api-client.ts';
import {
  createApp,
  createNetwork,
  createRouter,
  createScheduler,
  createTenant,
  type TestTenant,
} from './factories.ts';
import { signIn, type TestPerson, tokenFor } from './people.ts';

/** Stands in every name of the house: where it appears in an answer to an outsider, something has leaked. */
export const MARK = 'Zanzibar';

/** A tenant with all that can be named in a path, and the developer organisation whose app it is connected to. */
export interface House {
  readonly tenant: TestTenant;
  readonly client: TestClient;
  readonly organisationId: string;
  /** Path parameter → id. `scheduler` and `router` are what `:id` can be. */
  readonly ids: Readonly<Record<string, string>>;
  /** Everything at once: administrator of the tenant, developer of the app, operator. */
  readonly owner: TestPerson;
  /** An office employee without permissions. */
  readonly employee: TestPerson;
}

export async function buildHouse(
  db: Db,
  name: string,
  credentialMode: 'tenant' | 'developer' = 'tenant',
): Promise<House> {
  const tenant = await createTenant(db, { name: `${name} tenant` });
  const { tenantId } = tenant;
  const networkId = await createNetwork(db, [tenant]);
  const client = await createClient(db, tenant);
  const { organisation_id: organisationId } = await db
    .updateTable('apps')
    .set({
      name: `${name} app`,
      description: name,
      organization_name: name,
      approved_at: new Date(),
      credential_mode: credentialMode,
    })
    .where('id', '=', client.appId)
    .returning('organisation_id')
    .executeTakeFirstOrThrow();
  await db
    .updateTable('developer_organisations')
    .set({ name: `${name} organisation` })
    .where('id', '=', organisationId)
    .execute();
  await db
    .insertInto('app_tenants')
    .values({ app_id: client.appId, tenant_id: tenantId, added_at: new Date() })
    .execute();
  const schedulerId = await createScheduler(db, tenant, { name: `${name} scheduler` });
  const routerId = await createRouter(db, tenant, [{ schedulerId }], { name: `${name} router` });
  const owner = await signIn(db, {
    operator: true,
    memberships: [{ tenantId, role: 'administrator' }],
    organisationIds: [organisationId],
  });
  const employee = await signIn(db, { memberships: [{ tenantId, role: 'office_employee' }] });
  const colleague = await signIn(db, { organisationIds: [organisationId] });
  const { id: secretId } = await db
    .selectFrom('client_secrets')
    .select('id')
    .where('client_id', '=', client.clientId)
    .executeTakeFirstOrThrow();
  const { tokenId } = await tokenFor(db, owner.personId);
  const ids = {
    tenantId: String(tenantId),
    tenant: String(tenantId),
    brandId: tenant.brandId,
    networkId: String(networkId),
    appId: client.appId,
    eventType: 'tn.sp.session-completed',
    organisationId,
    scheduler: schedulerId,
    schedulerId,
    router: routerId,
    routerId,
    sessionId: await insertSession(db, tenantId, schedulerId, name),
    secretId,
    ...(await insertDelivery(db, tenantId, client.appId)),
    tokenId,
    personId: employee.personId,
    colleagueId: colleague.personId,
    anybodyId: employee.personId,
  };
  return { tenant, client, organisationId, ids, owner, employee };
}

async function insertSession(db: Db, tenantId: number, schedulerId: string, name: string): Promise<string> {
  const id = newSessionId();
  const at = new Date('2026-07-14T12:00:00Z');
  await db
    .insertInto('sessions')
    .values({
      tenant_id: tenantId,
      id,
      scheduler_id: schedulerId,
      secret_hash: hashSecret(newSecret('ss1.')),
      created_at: at,
      modified_at: at,
      opened_at: at,
      is_bot: false,
      notes: name,
    })
    .execute();
  await db.insertInto('leads').values({ tenant_id: tenantId, session_id: id, created_at: at }).execute();
  await db
    .insertInto('session_pulses')
    .values({ tenant_id: tenantId, session_id: id, last_checkin_at: at, last_input_at: at })
    .execute();
  return id;
}

/** A delivery that failed, and a replay that is over. */
async function insertDelivery(db: Db, tenantId: number, appId: string) {
  const at = new Date('2026-07-14T12:00:00Z');
  const [deliveryId, eventId, replayId] = [newTimeOrderedId(at), newTimeOrderedId(at), newTimeOrderedId(at)];
  const { id: webhookId } = await db
    .selectFrom('webhooks')
    .select('id')
    .where('app_id', '=', appId)
    .executeTakeFirstOrThrow();
  await db
    .insertInto('deliveries')
    .values({
      tenant_id: tenantId,
      id: deliveryId,
      event_id: eventId,
      webhook_id: webhookId,
      app_id: appId,
      state: 'failed',
      reason: 'retries_exhausted',
      created_at: at,
      finished_at: at,
    })
    .execute();
  await db
    .insertInto('replays')
    .values({
      id: replayId,
      app_id: appId,
      kind: 'replay',
      filter: '{}',
      created_at: at,
      total: 0,
      is_total_exact: true,
      per_second: 1,
      metered_until: at,
      from_id: eventId,
      until_id: eventId,
      all_queued_at: at,
      finished_at: at,
      result: JSON.stringify({ queued: 0, delivered: 0, failed: 0, waiting: 0, takenBack: 0, skipped: {} }),
    })
    .execute();
  return { deliveryId, replayId };
}

/** What once was in the house and is no more, by path parameter. */
export async function addDeleted(db: Db, house: House): Promise<Readonly<Record<string, string>>> {
  const { appId } = await createApp(db, 'https://receiver.test/hook');
  await db
    .updateTable('apps')
    .set({ organisation_id: house.organisationId, deleted_at: new Date() })
    .where('id', '=', appId)
    .execute();
  await db
    .insertInto('app_tenants')
    .values({ app_id: appId, tenant_id: house.tenant.tenantId, added_at: new Date() })
    .execute();
  const router = await createRouter(db, house.tenant);
  await db.deleteFrom('routers').where('id', '=', router).execute();
  const scheduler = await createScheduler(db, house.tenant);
  await db.deleteFrom('schedulers').where('id', '=', scheduler).execute();
  const left = await signIn(db);
  return {
    appId,
    router,
    routerId: router,
    scheduler,
    schedulerId: scheduler,
    personId: left.personId,
    colleagueId: left.personId,
  };
}

/** Ids that never were, of the right shape. */
export const neverThere: Readonly<Record<string, string>> = {
  tenantId: '999999999',
  appId: randomUUID(),
  organisationId: randomUUID(),
  secretId: randomUUID(),
  deliveryId: randomUUID(),
  replayId: randomUUID(),
  tokenId: randomUUID(),
  personId: randomUUID(),
  colleagueId: randomUUID(),
  anybodyId: randomUUID(),
  sessionId: newSessionId(),
  scheduler: `sched_${'0'.repeat(24)}`,
  schedulerId: `sched_${'0'.repeat(24)}`,
  router: `route_${'0'.repeat(24)}`,
  routerId: `route_${'0'.repeat(24)}`,
};

/** The name under which a house keeps what a parameter of this path stands for. */
export function keyOf(url: string, parameter: string): string {
  if (parameter === 'id') return url.includes('/routers/') ? 'router' : 'scheduler';
  if (parameter === 'personId' && url.includes('/organisations/')) return 'colleagueId';
  // People are never deleted: to an operator who left is still somebody.
  if (parameter === 'personId' && url.includes('/operator/')) return 'anybodyId';
  return parameter;
}

/** The path with the house's ids in place of its parameters, some of them replaced. */
export function fillPath(url: string, ids: House['ids'], replaced: Record<string, string> = {}): string {
  return url.replaceAll(/:(\w+)/g, (_whole, parameter: string) => {
    const id = replaced[parameter] ?? ids[keyOf(url, parameter)];
    if (id === undefined)
      throw new Error(`test/access-world.ts does not know what :${parameter} of ${url} is`);
    return encodeURIComponent(id);
  });
}

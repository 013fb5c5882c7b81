import { randomUUID } from 'node:crypto';
import type { Insertable } from 'kysely';
import { sealWebhookSecret } from '../src/deliveries/signing/webhook-secret.ts';
import { type EventType, eventTypes } from '../src/events/event-types.ts';
import type { Db } from '../src/lib/db.ts';
import {
  newAppKey,
  newBrandId,
  newClientId,
  newDataApiKey,
  newRouterId,
  newSchedulerId,
} from '../src/lib/ids.ts';
import { createSealer, type Sealer } from '../src/lib/seal.ts';
import type { Routers, Schedulers, Tenants, Webhooks } from '../src/lib/tables.ts';

export const testSealer: Sealer = createSealer([{ id: 'test', key: Buffer.alloc(32, 7) }]);

export const testKey = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw5dX2mA0uVQk=';

/** What ordinary visitors send; anything that looks like a tool counts as a bot. */
export const browserUserAgent =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36';

export interface TestTenant {
  readonly tenantId: number;
  readonly brandId: string;
  readonly dataApiKey: string;
}

export async function createTenant(db: Db, given: Partial<Insertable<Tenants>> = {}): Promise<TestTenant> {
  const { id: tenantId } = await db
    .insertInto('tenants')
    .values({
      name: 'Evergreen',
      environment: 'production',
      time_zone: 'America/Los_Angeles',
      region: 'US',
      preview: true,
      ...given,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  const [brandId, dataApiKey] = [newBrandId(), newDataApiKey()];
  await db
    .insertInto('brands')
    .values({ tenant_id: tenantId, id: brandId, name: 'Evergreen', data_api_key: dataApiKey })
    .execute();
  return { tenantId, brandId, dataApiKey };
}

export async function createScheduler(
  db: Db,
  { tenantId, brandId }: TestTenant,
  given: Partial<Insertable<Schedulers>> = {},
): Promise<string> {
  const id = newSchedulerId();
  await db
    .insertInto('schedulers')
    .values({ tenant_id: tenantId, id, brand_id: brandId, name: 'Book a visit', ...given })
    .execute();
  return id;
}

/** A network of these tenants, in the production environment. */
export async function createNetwork(db: Db, tenants: readonly TestTenant[]): Promise<number> {
  const { id } = await db
    .insertInto('networks')
    .values({ name: 'Evergreen Group', environment: 'production' })
    .returning('id')
    .executeTakeFirstOrThrow();
  for (const { tenantId } of tenants) {
    await db.updateTable('tenants').set({ network_id: id }).where('id', '=', tenantId).execute();
  }
  return id;
}

/** A router of the tenant; each rule leads to a scheduler, of the tenant itself unless it names another. */
export async function createRouter(
  db: Db,
  { tenantId }: TestTenant,
  rules: readonly {
    zipPrefix?: string;
    brandId?: string;
    schedulerId: string;
    target?: TestTenant | undefined;
  }[] = [],
  given: Partial<Insertable<Routers>> = {},
): Promise<string> {
  const id = newRouterId();
  await db
    .insertInto('routers')
    .values({ tenant_id: tenantId, id, name: 'Find your branch', ...given })
    .execute();
  const rows = rules.map((rule, index) => ({
    tenant_id: tenantId,
    router_id: id,
    position: index + 1,
    zip_prefix: rule.zipPrefix ?? null,
    brand_id: rule.brandId ?? null,
    target_tenant_id: rule.target?.tenantId ?? tenantId,
    target_scheduler_id: rule.schedulerId,
  }));
  if (rows.length > 0) await db.insertInto('router_rules').values(rows).execute();
  return id;
}

export interface TestApp {
  readonly appId: string;
  /** Event type → webhook id. */
  readonly webhooks: Readonly<Record<EventType, string>>;
}

/** An app with a webhook per event type at `url`; `eventTypes` are those of its version 1. */
export async function createApp(
  db: Db,
  url: string,
  given: { eventTypes?: readonly EventType[]; webhook?: Partial<Insertable<Webhooks>> } = {},
): Promise<TestApp> {
  const [organisationId, appId] = [randomUUID(), randomUUID()];
  await db.insertInto('developer_organisations').values({ id: organisationId, name: 'Developer' }).execute();
  await db
    .insertInto('apps')
    .values({
      id: appId,
      organisation_id: organisationId,
      name: 'CRM',
      app_key: newAppKey(),
      organization_name: 'Developer',
      website: 'https://developer.test',
      email: 'hello@developer.test',
      description: 'Keeps customers.',
      category: 'CRM & Lead Management',
    })
    .execute();
  await db
    .insertInto('app_versions')
    .values({
      app_id: appId,
      version: 1,
      scopes: ['tn.sp.schedulers:r'],
      event_types: [...(given.eventTypes ?? eventTypes)],
    })
    .execute();
  const webhooks = {
    'tn.sp.session-completed': randomUUID(),
    'tn.sp.session-abandoned-qualified': randomUUID(),
  };
  await db
    .insertInto('webhooks')
    .values(
      eventTypes.map((eventType) => ({
        id: webhooks[eventType],
        app_id: appId,
        event_type: eventType,
        url,
        signing_key: sealWebhookSecret(testSealer, 'hmac_key', webhooks[eventType], testKey),
        ...given.webhook,
      })),
    )
    .execute();
  return { appId, webhooks };
}

export async function connect(db: Db, { tenantId }: TestTenant, { appId }: TestApp): Promise<void> {
  const clientId = newClientId();
  await db
    .insertInto('clients')
    .values({ id: clientId, app_id: appId, tenant_id: tenantId, created_at: new Date() })
    .execute();
  await db
    .insertInto('connections')
    .values({ tenant_id: tenantId, app_id: appId, accepted_version: 1, client_id: clientId })
    .execute();
}

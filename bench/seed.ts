import { randomBytes, randomUUID } from 'node:crypto';
import { sealWebhookSecret } from '../src/deliveries/signing/webhook-secret.ts';
import type { Db } from '../src/lib/db.ts';
import { newAppKey, newClientId } from '../src/lib/ids.ts';
import type { BenchDatabase } from './database.ts';

export const EVENT_TYPE = 'tn.sp.session-completed';

/** The key of every webhook; each has it sealed anew, so that nothing is shared which in reality is not. */
export const hmacKey = `whsec_${randomBytes(32).toString('base64')}`;

export interface Webhook {
  readonly id: string;
  readonly appId: string;
  readonly url: string;
}

/** Who sends and who receives: every tenant is connected to the app of every webhook. */
export interface World {
  readonly tenantIds: readonly number[];
  readonly webhooks: readonly Webhook[];
}

export async function seedWorld(
  database: BenchDatabase,
  tenants: number,
  urls: readonly string[],
): Promise<World> {
  const tenantIds = await seedTenants(database.db, tenants);
  return { tenantIds, webhooks: await seedWebhooks(database, tenantIds, urls) };
}

async function seedTenants(db: Db, count: number): Promise<number[]> {
  const rows = await db
    .insertInto('tenants')
    .values(
      Array.from({ length: count }, (_, index) => ({
        name: `Company ${index + 1}`,
        environment: 'production',
        time_zone: 'America/Los_Angeles',
        region: 'US',
        preview: true,
      })),
    )
    .returning('id')
    .execute();
  return rows.map((row) => row.id);
}

/** One app with one webhook for each URL, and the consent of every tenant to each. */
export async function seedWebhooks(
  { db, sealer }: BenchDatabase,
  tenantIds: readonly number[],
  urls: readonly string[],
): Promise<Webhook[]> {
  const now = new Date();
  const organisationId = randomUUID();
  const webhooks = urls.map((url) => ({ id: randomUUID(), appId: randomUUID(), url }));
  await db.transaction().execute(async (trx) => {
    await trx
      .insertInto('developer_organisations')
      .values({ id: organisationId, name: 'Bench Software' })
      .execute();
    for (const webhook of webhooks) {
      await seedApp(trx, organisationId, webhook.appId, now);
      await trx
        .insertInto('webhooks')
        .values({
          id: webhook.id,
          app_id: webhook.appId,
          event_type: EVENT_TYPE,
          url: webhook.url,
          signing_key: sealWebhookSecret(sealer, 'hmac_key', webhook.id, hmacKey),
        })
        .execute();
      await connect(trx, webhook.appId, tenantIds, now);
    }
  });
  return webhooks;
}

async function seedApp(trx: Db, organisationId: string, appId: string, now: Date): Promise<void> {
  await trx
    .insertInto('apps')
    .values({
      id: appId,
      organisation_id: organisationId,
      name: `App ${appId}`,
      app_key: newAppKey(),
      organization_name: 'Bench Software',
      website: 'https://example.com',
      email: 'developer@example.com',
      description: 'Receives webhooks.',
      category: 'Other',
      approved_at: now,
    })
    .execute();
  await trx
    .insertInto('app_versions')
    .values({ app_id: appId, version: 1, scopes: ['tn.sp.schedulers:r'], event_types: [EVENT_TYPE] })
    .execute();
}

async function connect(trx: Db, appId: string, tenantIds: readonly number[], now: Date): Promise<void> {
  const clients = tenantIds.map((tenantId) => ({
    id: newClientId(),
    app_id: appId,
    tenant_id: tenantId,
    created_at: now,
  }));
  await trx
    .insertInto('app_tenants')
    .values(tenantIds.map((tenantId) => ({ app_id: appId, tenant_id: tenantId, added_at: now })))
    .execute();
  await trx.insertInto('clients').values(clients).execute();
  await trx
    .insertInto('connections')
    .values(
      clients.map(({ id, tenant_id }) => ({ tenant_id, app_id: appId, accepted_version: 1, client_id: id })),
    )
    .execute();
}

import { randomBytes, randomUUID } from 'node:crypto';
import { generateSecret } from '../connections/secrets.ts';
import { sealWebhookSecret } from '../deliveries/signing/webhook-secret.ts';
import { eventTypes } from '../events/event-types.ts';
import type { Db } from '../lib/db.ts';
import { newAppKey, newBrandId, newClientId, newDataApiKey, newSchedulerId } from '../lib/ids.ts';
import type { Sealer } from '../lib/seal.ts';
import { createTenant } from '../tenants/create.ts';
import { switchPreview } from '../tenants/preview.ts';
import { type DemoPerson, seedPeople } from './seed-people.ts';

/** What a newcomer, or `npm run demo`, needs to play a visitor and to check what arrives. */
export interface DemoTenant {
  readonly tenantId: number;
  readonly schedulerId: string;
  readonly dataApiKey: string;
  readonly appKey: string;
  readonly hmacKey: string;
  readonly webhookUrl: string;
  /** Of the connection of the company to the app: what the public API is read with. */
  readonly clientId: string;
  readonly clientSecret: string;
  readonly people: readonly DemoPerson[];
}

/**
 * Gives an empty database a company to try things with: one connected app with both events and one signing key, chosen at
 * random. Returns undefined when there are tenants already. What `beforeCommit` writes down is never lost to a crash: without
 * it the seed does not exist.
 */
export async function seedDemoTenant(
  db: Db,
  sealer: Sealer,
  webhookUrl: string,
  beforeCommit: (tenant: DemoTenant) => Promise<void> = async () => undefined,
): Promise<DemoTenant | undefined> {
  return db.transaction().execute(async (trx) => {
    if (await trx.selectFrom('tenants').select('id').limit(1).executeTakeFirst()) return undefined;
    const now = new Date();
    const { tenantId } = await createTenant(
      trx,
      { kind: 'command_line' },
      {
        name: 'Evergreen Heating & Air',
        environment: 'integration',
        timeZone: 'America/Los_Angeles',
        region: 'US',
      },
      now,
    );
    await switchPreview(
      trx,
      { kind: 'command_line' },
      { tenantId, on: true, note: 'The demo shows it.' },
      now,
    );
    const scheduling = await seedSchedulers(trx, tenantId);
    const { organisationId, ...app } = await seedApp(trx, tenantId, sealer, webhookUrl, now);
    const people = await seedPeople(trx, { tenantId, organisationId }, now);
    const tenant = { tenantId, ...scheduling, ...app, webhookUrl, people };
    await beforeCommit(tenant);
    return tenant;
  });
}

async function seedSchedulers(trx: Db, tenantId: number) {
  const [brandId, dataApiKey, schedulerId] = [newBrandId(), newDataApiKey(), newSchedulerId()];
  await trx
    .insertInto('brands')
    .values({ tenant_id: tenantId, id: brandId, name: 'Evergreen', data_api_key: dataApiKey })
    .execute();
  const common = { tenant_id: tenantId, brand_id: brandId };
  await trx
    .insertInto('schedulers')
    .values([
      // Ten seconds, so that a newcomer sees the abandoned visitor while still looking.
      {
        ...common,
        id: schedulerId,
        name: 'Book a visit',
        is_default: true,
        creates: 'job',
        closed_after_seconds: 10,
      },
      {
        ...common,
        id: newSchedulerId(),
        name: 'Request a call',
        creates: 'booking',
        files_abandoned_as: 'booking',
      },
    ])
    .execute();
  return { dataApiKey, schedulerId };
}

async function seedApp(trx: Db, tenantId: number, sealer: Sealer, webhookUrl: string, now: Date) {
  const [organisationId, appId, appKey] = [randomUUID(), randomUUID(), newAppKey()];
  const hmacKey = `whsec_${randomBytes(32).toString('base64')}`;
  await trx
    .insertInto('developer_organisations')
    .values({ id: organisationId, name: 'Demo Software' })
    .execute();
  await trx
    .insertInto('apps')
    .values({
      id: appId,
      organisation_id: organisationId,
      name: 'Demo CRM',
      app_key: appKey,
      organization_name: 'Demo Software',
      website: 'https://example.com',
      email: 'developer@example.com',
      description: 'Shows what arrives in the demo inbox.',
      category: 'CRM & Lead Management',
      approved_at: now,
    })
    .execute();
  await trx
    .insertInto('app_versions')
    .values({ app_id: appId, version: 1, scopes: ['tn.sp.schedulers:r'], event_types: [...eventTypes] })
    .execute();
  await trx
    .insertInto('webhooks')
    .values(
      eventTypes.map((eventType) => {
        const id = randomUUID();
        const signingKey = sealWebhookSecret(sealer, 'hmac_key', id, hmacKey);
        return { id, app_id: appId, event_type: eventType, url: webhookUrl, signing_key: signingKey };
      }),
    )
    .execute();
  await trx.insertInto('app_tenants').values({ app_id: appId, tenant_id: tenantId, added_at: now }).execute();
  const clientId = newClientId();
  await trx
    .insertInto('clients')
    .values({ id: clientId, app_id: appId, tenant_id: tenantId, created_at: now })
    .execute();
  await trx
    .insertInto('connections')
    .values({ tenant_id: tenantId, app_id: appId, accepted_version: 1, client_id: clientId })
    .execute();
  const { secret: clientSecret } = await generateSecret(trx, { clientId, createdBy: null }, now);
  return { organisationId, appKey, hmacKey, clientId, clientSecret };
}

/** The inbox moves with the port; webhooks that pointed at its old address follow. */
export async function moveDemoWebhooks(db: Db, from: string, to: string): Promise<void> {
  await db.updateTable('webhooks').set({ url: to }).where('url', '=', from).execute();
}

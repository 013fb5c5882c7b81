import { randomBytes, randomUUID } from 'node:crypto';
import { recordAudit } from '../src/audit/record.ts';
import type { Db } from '../src/lib/db.ts';
import { newRouterId, newTimeOrderedId } from '../src/lib/ids.ts';
import { connect, createApp, createScheduler } from './factories.ts';
import { signIn } from './people.ts';
import { contact, setScene, tomorrow } from './visitor.ts';

/** A tenant with at least one row in every table that holds something of a tenant. */
export async function fillEveryTenantTable(db: Db): Promise<{ tenantId: number; appId: string }> {
  const scene = await setScene(db, { scheduler: { creates: 'job' } });
  const { tenant, schedulerId, clock } = scene;
  const { tenantId } = tenant;
  const now = clock.now();
  const app = await createApp(db, 'https://developer.test/hook');
  await connect(db, tenant, app);
  await db
    .insertInto('app_tenants')
    .values({ app_id: app.appId, tenant_id: tenantId, added_at: now })
    .execute();

  // A job, a booking and a lead, with their events and deliveries.
  const uniqueContact = () => ({ customer: { firstName: 'Dana', email: `${randomUUID()}@visitor.test` } });
  await (await scene.open()).complete({ ...uniqueContact(), ...tomorrow });
  const booking = await createScheduler(db, tenant, { creates: 'booking' });
  await (await scene.open({ schedulerId: booking })).complete(uniqueContact());
  const leaving = await scene.open();
  await leaving.save(contact);
  await leaving.hint('closed');
  clock.advance(60);
  await scene.decide();

  const { id: deliveryId } = await db
    .selectFrom('deliveries')
    .select('id')
    .where('tenant_id', '=', tenantId)
    .executeTakeFirstOrThrow();
  await db
    .insertInto('attempts')
    .values({
      tenant_id: tenantId,
      delivery_id: deliveryId,
      id: newTimeOrderedId(now),
      started_at: now,
      url: 'https://developer.test/hook',
    })
    .execute();
  const routerId = newRouterId();
  await db.insertInto('routers').values({ tenant_id: tenantId, id: routerId, name: 'All' }).execute();
  await db
    .insertInto('router_rules')
    .values({
      tenant_id: tenantId,
      router_id: routerId,
      position: 1,
      target_tenant_id: tenantId,
      target_scheduler_id: schedulerId,
    })
    .execute();
  const client = db.selectFrom('clients').select('id').where('tenant_id', '=', tenantId);
  const { id: clientId } = await client.executeTakeFirstOrThrow();
  await db
    .insertInto('client_secrets')
    .values({
      id: randomUUID(),
      client_id: clientId,
      slot: 1,
      hash: randomBytes(32),
      hint: 'abcd',
      created_at: now,
    })
    .execute();
  await db.insertInto('erasure_progress').values({ tenant_id: tenantId }).execute();
  await signIn(db, { memberships: [{ tenantId, role: 'administrator' }] });
  await recordAudit(db, { kind: 'command_line' }, now, { action: 'tenant.created', tenantId });
  return { tenantId, appId: app.appId };
}

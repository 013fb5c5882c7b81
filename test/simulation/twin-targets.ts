import type { Database } from '../../src/lib/db.ts';
import { addSeconds } from '../../src/lib/clock.ts';
import { connect, createApp, createTenant } from '../factories.ts';
import { testStart } from '../test-start.ts';
import type { TargetModel } from './queue-rows.ts';

/** Two tenants, both connected to two apps with two webhooks each. */
export interface Targets {
  readonly tenants: readonly number[];
  readonly apps: readonly string[];
  readonly webhooks: readonly TargetModel[];
  /** `tenant app`. */
  readonly connections: readonly string[];
}

const URL = 'https://receiver.test/hook';

export async function createTargets({ db }: Database): Promise<Targets> {
  const tenants = [await createTenant(db), await createTenant(db)];
  const apps = [
    await createApp(db, URL),
    await createApp(db, URL, { webhook: { rate_limit_per_second: 5 } }),
  ];
  for (const tenant of tenants) for (const app of apps) await connect(db, tenant, app);
  // Before all that will be published; a test's clock is not that of the database.
  await db
    .updateTable('connections')
    .set({ connected_at: addSeconds(testStart, -86_400) })
    .execute();
  return {
    tenants: tenants.map(({ tenantId }) => tenantId),
    apps: apps.map(({ appId }) => appId),
    webhooks: apps.map(({ appId, webhooks }, index) => ({
      webhookId: webhooks['tn.sp.session-completed'],
      appId,
      url: URL,
      rateLimitPerSecond: index === 0 ? null : 5,
      renewals: 0,
      disabledAt: null,
      removedAt: null,
    })),
    connections: tenants.flatMap(({ tenantId }) => apps.map(({ appId }) => `${tenantId} ${appId}`)),
  };
}

/** As new: nothing published, nothing disabled. */
export async function resetTargets({ pool }: Database): Promise<void> {
  await pool.query(`
    delete from delivery_queue; delete from attempts; delete from deliveries; delete from events; delete from webhook_health;
    update webhooks set disabled_at = null, disabled_reason = null, removed_at = null, renewals = 0
      where disabled_at is not null or removed_at is not null or renewals > 0;
    update apps set deleted_at = null where deleted_at is not null;
    update connections set disabled_at = null where disabled_at is not null`);
}

import { sql } from 'kysely';
import type { Db } from '../lib/db.ts';
import type { Condition } from './choose-rule.ts';

/** A rule with the scheduler that it leads to, as of this moment. */
export interface OpenRule extends Condition {
  readonly position: number;
  readonly tenantId: number;
  readonly region: string;
  readonly schedulerId: string;
  readonly thresholds: {
    readonly closedAfterSeconds: number;
    readonly hiddenAfterSeconds: number;
    readonly silentAfterSeconds: number;
    readonly idleAfterSeconds: number;
  };
}

/** The rules of a router in order; whether a target is still of the network is looked up anew. Sees other tenants. */
export async function findRules(db: Db, tenantId: number, routerId: string): Promise<OpenRule[]> {
  const rows = await db
    .selectFrom('router_rules as r')
    .innerJoin('tenants as own', 'own.id', 'r.tenant_id')
    .innerJoin('tenants as target', 'target.id', 'r.target_tenant_id')
    .innerJoin('schedulers as c', (join) =>
      join.onRef('c.tenant_id', '=', 'r.target_tenant_id').onRef('c.id', '=', 'r.target_scheduler_id'),
    )
    .select([
      'r.position',
      'r.zip_prefix',
      'r.brand_id',
      'r.target_tenant_id',
      'r.target_scheduler_id',
      'target.region',
      'c.closed_after_seconds',
      'c.hidden_after_seconds',
      'c.silent_after_seconds',
      'c.idle_after_seconds',
      sql<
        boolean | null
      >`c.status = 'Active' and (target.id = own.id or target.network_id = own.network_id)`.as('is_open'),
    ])
    .where('r.tenant_id', '=', tenantId)
    .where('r.router_id', '=', routerId)
    .orderBy('r.position')
    .execute();
  return rows.map((row) => ({
    position: row.position,
    zipPrefix: row.zip_prefix,
    brandId: row.brand_id,
    isOpen: row.is_open === true,
    tenantId: row.target_tenant_id,
    region: row.region,
    schedulerId: row.target_scheduler_id,
    thresholds: {
      closedAfterSeconds: row.closed_after_seconds,
      hiddenAfterSeconds: row.hidden_after_seconds,
      silentAfterSeconds: row.silent_after_seconds,
      idleAfterSeconds: row.idle_after_seconds,
    },
  }));
}

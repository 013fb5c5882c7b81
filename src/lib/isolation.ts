import { sql } from 'kysely';
import type { Db } from './db.ts';

/** The role as which visitors, background work and commands run: not the tables' owner, but every row is visible. */
export const SYSTEM_ROLE = 'fieldhook_system';

/**
 * Runs `work` in a transaction in which the database itself shows and takes only rows of this tenant, whatever the queries
 * forget to ask for.
 */
export function withTenant<Result>(
  db: Db,
  tenantId: number,
  work: (trx: Db) => Promise<Result>,
): Promise<Result> {
  return isolated(db, 'fieldhook.tenant', String(tenantId), work);
}

/** Likewise for the rows of one app over all tenants: its connections, deliveries and audit entries. */
export function withApp<Result>(db: Db, appId: string, work: (trx: Db) => Promise<Result>): Promise<Result> {
  return isolated(db, 'fieldhook.app', appId, work);
}

function isolated<Result>(
  db: Db,
  setting: 'fieldhook.tenant' | 'fieldhook.app',
  value: string,
  work: (trx: Db) => Promise<Result>,
): Promise<Result> {
  return db.transaction().execute(async (trx) => {
    await sql`select set_config('role', 'fieldhook_tenant', true), set_config(${setting}, ${value}, true)`.execute(
      trx,
    );
    return work(trx);
  });
}

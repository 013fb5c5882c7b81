import { type Insertable, type Selectable, sql } from 'kysely';
import { addSeconds } from '../lib/clock.ts';
import type { Db } from '../lib/db.ts';
import type { SigningKeys } from '../lib/tables.ts';

export type SigningKeyRow = Selectable<SigningKeys>;

/** The keys that are published now, the newest first. */
export async function listSigningKeys(db: Db, now: Date): Promise<SigningKeyRow[]> {
  return db
    .selectFrom('signing_keys')
    .selectAll()
    .where((eb) => eb.or([eb('retires_at', 'is', null), eb('retires_at', '>', now)]))
    .orderBy('generation', 'desc')
    .execute();
}

/** Returns whether this one became the key of its generation: the primary key lets only one. */
export async function insertSigningKey(db: Db, key: Insertable<SigningKeys>): Promise<boolean> {
  const inserted = await db
    .insertInto('signing_keys')
    .values(key)
    .onConflict((conflict) => conflict.column('generation').doNothing())
    .returning('generation')
    .executeTakeFirst();
  return inserted !== undefined;
}

/** Those who ask for tokens go on reading; whoever else rotates or makes a first key waits. */
export async function lockSigningKeys(trx: Db): Promise<void> {
  await sql`lock table signing_keys in share row exclusive mode`.execute(trx);
}

export async function findNewestGeneration(db: Db): Promise<number> {
  const { newest } = await db
    .selectFrom('signing_keys')
    .select((eb) => eb.fn.max('generation').as('newest'))
    .executeTakeFirstOrThrow();
  return newest ?? 0;
}

/** Sets the end of all keys before `generation` that have none yet. */
export async function updateRetirement(trx: Db, generation: number, retiresAt: Date): Promise<void> {
  await trx
    .updateTable('signing_keys')
    .set({ retires_at: retiresAt })
    .where('generation', '<', generation)
    .where('retires_at', 'is', null)
    .execute();
}

/** A client as the token endpoint needs it. */
export interface ClientRow {
  readonly id: string;
  readonly tenantId: number | null;
  readonly networkId: number | null;
  /** The active ones; hashes in hex. */
  readonly secrets: readonly { id: string; hash: string; usedAt: string | null }[];
  /** The scopes of each accepted version in force; empty when nobody is connected through the client. */
  readonly consents: readonly string[][];
}

export async function findClient(db: Db, clientId: string): Promise<ClientRow | undefined> {
  const { rows } = await sql<ClientRow>`
    select c.id, c.tenant_id as "tenantId", c.network_id as "networkId",
      coalesce((
        select json_agg(json_build_object('id', s.id, 'hash', encode(s.hash, 'hex'), 'usedAt', s.last_used_at))
        from client_secrets s where s.client_id = c.id and s.revoked_at is null
      ), '[]') as secrets,
      coalesce((
        select json_agg(v.scopes)
        from connections n
          join tenants t on t.id = n.tenant_id
          join app_versions v on v.app_id = n.app_id and v.version = n.accepted_version
        where n.client_id = c.id and n.app_id = c.app_id and n.disabled_at is null
          and (t.id = c.tenant_id or t.network_id = c.network_id)
      ), '[]') as consents
    from clients c join apps a on a.id = c.app_id
    where c.id = ${clientId} and a.deleted_at is null`.execute(db);
  return rows[0];
}

const SECRET_USE_SECONDS = 60;

/** Notes the use of a secret, at most once a minute. */
export async function updateSecretUse(db: Db, secretId: string, now: Date): Promise<void> {
  await db
    .updateTable('client_secrets')
    .set({ last_used_at: now })
    .where('id', '=', secretId)
    .where((eb) =>
      eb.or([eb('last_used_at', 'is', null), eb('last_used_at', '<=', addSeconds(now, -SECRET_USE_SECONDS))]),
    )
    .execute();
}

/** Where a client stands towards a tenant at this moment. */
export interface StandingRow {
  readonly appId: string;
  readonly appKey: string;
  readonly isAppDeleted: boolean;
  /** Of the version that the tenant accepted; null without a connection in force. */
  readonly scopes: string[] | null;
}

/**
 * Asked at every call, so that what is taken away is gone with the commit that takes it: one statement over primary keys and
 * one index. A tenant's own client is judged by its own tenant, whatever tenant is asked for.
 */
export async function findStanding(
  db: Db,
  clientId: string,
  tenantId: number | null,
): Promise<StandingRow | undefined> {
  const { rows } = await sql<StandingRow>`
    select a.id as "appId", a.app_key as "appKey", a.deleted_at is not null as "isAppDeleted", v.scopes
    from clients c
      join apps a on a.id = c.app_id
      left join tenants t on t.id = coalesce(c.tenant_id, ${tenantId}::bigint)
        and (c.tenant_id is not null or t.network_id = c.network_id)
      left join connections n on n.tenant_id = t.id and n.app_id = c.app_id and n.client_id = c.id
        and n.disabled_at is null
      left join app_versions v on v.app_id = n.app_id and v.version = n.accepted_version
    where c.id = ${clientId}`.execute(db);
  return rows[0];
}

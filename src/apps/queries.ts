import { type Insertable, type Selectable, sql } from 'kysely';
import { validate as isUuid } from 'uuid';
import type { KeyUse } from '../deliveries/endpoints/key-use.ts';
import type { Db } from '../lib/db.ts';
import type { Apps, AppVersions, Webhooks } from '../lib/tables.ts';
import { isNeeded } from './needed.ts';

export type AppRow = Selectable<Apps>;
export type VersionRow = Selectable<AppVersions>;
/** What a change may set of an app. */
export type AppValues = Partial<
  Omit<AppRow, 'id' | 'organisation_id' | 'revision' | 'modified_at' | 'created_at'>
>;
export type WebhookRow = Selectable<Webhooks>;

/** What a change may set of a webhook. */
export type WebhookValues = Partial<
  Omit<WebhookRow, 'id' | 'app_id' | 'event_type' | 'created_at' | 'renewals'>
>;

/** A webhook, and who needs it. One that neither the newest version nor a connection needs is not there for anybody. */
export type LivingWebhookRow = WebhookRow & { readonly in_newest_version: boolean } & KeyUse;

/** The app, if it is one of these organisations' and not deleted; any other id, even a malformed one, finds nothing. */
export async function findApp(
  db: Db,
  appId: string,
  organisationIds: ReadonlySet<string>,
): Promise<AppRow | undefined> {
  if (!isUuid(appId)) return undefined;
  return db
    .selectFrom('apps')
    .selectAll()
    .where('id', '=', appId)
    .where(ownedBy(organisationIds))
    .where('deleted_at', 'is', null)
    .executeTakeFirst();
}

const ownedBy = (organisationIds: ReadonlySet<string>) =>
  sql<boolean>`organisation_id = any(${[...organisationIds]}::uuid[])`;

export function insertApp(trx: Db, app: Insertable<Apps>): Promise<AppRow> {
  return trx.insertInto('apps').values(app).returningAll().executeTakeFirstOrThrow();
}

/**
 * Changes an app if its revision is still this one, and counts it up: of two who read the same, one is too late and gets
 * undefined.
 */
export async function updateApp(
  trx: Db,
  { id, revision }: Pick<AppRow, 'id' | 'revision'>,
  values: AppValues,
  now: Date,
): Promise<AppRow | undefined> {
  return trx
    .updateTable('apps')
    .set({ ...values, revision: revision + 1, modified_at: now })
    .where('id', '=', id)
    .where('revision', '=', revision)
    .where('deleted_at', 'is', null)
    .returningAll()
    .executeTakeFirst();
}

export function findNewestVersion(db: Db, appId: string): Promise<VersionRow> {
  return db
    .selectFrom('app_versions')
    .selectAll()
    .where('app_id', '=', appId)
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirstOrThrow();
}

/** Every version with its author, the newest first. */
export function listVersions(db: Db, appId: string) {
  return db
    .selectFrom('app_versions as v')
    .leftJoin('people as p', 'p.id', 'v.created_by')
    .select(['v.version', 'v.scopes', 'v.event_types', 'v.created_at', 'p.name', 'p.email'])
    .where('v.app_id', '=', appId)
    .orderBy('v.version', 'desc')
    .execute();
}

/** The webhooks that somebody needs. */
export function listLivingWebhooks(db: Db, appId: string): Promise<LivingWebhookRow[]> {
  return db
    .selectFrom('webhooks as w')
    .leftJoin('webhook_health as h', 'h.webhook_id', 'w.id')
    .selectAll('w')
    .select([
      'h.key_last_used_at',
      'h.previous_key_last_used_at',
      'h.key_pair_last_used_at',
      'h.previous_key_pair_last_used_at',
    ])
    .select(
      sql<boolean>`(select w.event_type = any(v.event_types) from app_versions v where v.app_id = w.app_id
        order by v.version desc limit 1)`.as('in_newest_version'),
    )
    .where('w.app_id', '=', appId)
    .where('w.removed_at', 'is', null)
    .where(isNeeded)
    .orderBy('event_type', 'desc')
    .execute();
}

export async function findLivingWebhook(
  db: Db,
  appId: string,
  eventType: string,
): Promise<LivingWebhookRow | undefined> {
  const webhooks = await listLivingWebhooks(db, appId);
  return webhooks.find((webhook) => webhook.event_type === eventType);
}

export async function insertVersion(trx: Db, version: Insertable<AppVersions>): Promise<void> {
  await trx.insertInto('app_versions').values(version).execute();
}

/**
 * Inserts a webhook; one of the same type that nobody needed any more is taken up again as if it were new. The unique index
 * allows only one. Returns its id, which then is the old one.
 */
export async function insertWebhook(trx: Db, webhook: Insertable<Webhooks>): Promise<string> {
  const { id: _, created_at: __, ...values } = webhook;
  const { id } = await trx
    .insertInto('webhooks')
    .values(webhook)
    .onConflict((conflict) =>
      conflict
        .columns(['app_id', 'event_type'])
        .where('removed_at', 'is', null)
        .doUpdateSet({
          ...values,
          previous_signing_key: null,
          previous_signing_key_until: null,
          asymmetric_signing: false,
          key_pair: null,
          public_key: null,
          previous_key_pair: null,
          previous_public_key: null,
          previous_key_pair_until: null,
          custom_headers: null,
          disabled_at: null,
          disabled_reason: null,
        }),
    )
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}

export async function updateWebhook(trx: Db, webhookId: string, values: WebhookValues): Promise<void> {
  await trx.updateTable('webhooks').set(values).where('id', '=', webhookId).execute();
}

/** From now on no answer to what was claimed before disables the webhook. */
export async function updateRenewals(trx: Db, webhookId: string): Promise<void> {
  await trx
    .updateTable('webhooks')
    .set((eb) => ({ renewals: eb('renewals', '+', 1) }))
    .where('id', '=', webhookId)
    .execute();
}

export interface AppsPage {
  readonly limit: number;
  /** The id of the last one before. */
  readonly after: string | undefined;
  /** A part of the name. */
  readonly search: string | undefined;
}

/** Apps of these organisations with the number of tenants in each state, the newest first; one more than the limit if there is. */
export async function listApps(
  db: Db,
  organisationIds: ReadonlySet<string>,
  { limit, after, search }: AppsPage,
) {
  return db
    .selectFrom('apps')
    .selectAll('apps')
    .select([
      sql<number>`(select max(v.version) from app_versions v where v.app_id = apps.id)`.as('version'),
      sql<number>`(select count(*) from app_tenants t where t.app_id = apps.id and not exists
        (select from connections c where c.app_id = t.app_id and c.tenant_id = t.tenant_id))`.as(
        'not_connected',
      ),
      sql<number>`(select count(*) from connections c where c.app_id = apps.id and c.disabled_at is null)`.as(
        'connected',
      ),
      sql<number>`(select count(*) from connections c where c.app_id = apps.id and c.disabled_at is not null)`.as(
        'disabled',
      ),
    ])
    .where(ownedBy(organisationIds))
    .where('deleted_at', 'is', null)
    .$if(search !== undefined, (apps) =>
      apps.where(sql<boolean>`position(${search?.toLowerCase()} in lower(name)) > 0`),
    )
    .$if(after !== undefined, (apps) =>
      apps.where(sql<boolean>`exists (select from apps last where last.id = ${after}
        and (apps.created_at < last.created_at or (apps.created_at = last.created_at and apps.id > last.id)))`),
    )
    .orderBy('created_at', 'desc')
    .orderBy('id')
    .limit(limit + 1)
    .execute();
}

export async function listAppIdsOf(db: Db, organisationIds: ReadonlySet<string>): Promise<string[]> {
  const rows = await db
    .selectFrom('apps')
    .select('id')
    .where(ownedBy(organisationIds))
    .where('deleted_at', 'is', null)
    .execute();
  return rows.map((row) => row.id);
}

/** Those whose connection is disabled, too. */
export async function listConnectedTenantIds(db: Db, appId: string): Promise<number[]> {
  const rows = await db
    .selectFrom('connections')
    .select('tenant_id')
    .where('app_id', '=', appId)
    .orderBy('tenant_id')
    .execute();
  return rows.map((row) => row.tenant_id);
}

import type { Db } from '../lib/db.ts';
import type { Sealer } from '../lib/seal.ts';
import { listNamed, type Named } from './audience.ts';
import { openCustomHeaders, showCustomHeaders } from './custom-header-input.ts';
import { maskKey, openKey } from './hmac-key.ts';
import {
  type AppRow,
  findNewestVersion,
  type LivingWebhookRow,
  listLivingWebhooks,
  type VersionRow,
} from './queries.ts';
import { overlapEnd } from './overlap.ts';
import { publicKeysPath } from './public-keys.ts';
import { toRefusal } from './refusal.ts';
import type { AppView, WebhookView } from './schema.ts';

/** An app with all that hangs on its revision. */
export interface WholeApp {
  readonly row: AppRow;
  readonly version: VersionRow;
  readonly webhooks: readonly LivingWebhookRow[];
  readonly tenants: readonly Named[];
  readonly networks: readonly Named[];
}

export async function loadWhole(db: Db, row: AppRow): Promise<WholeApp> {
  return {
    row,
    version: await findNewestVersion(db, row.id),
    webhooks: await listLivingWebhooks(db, row.id),
    tenants: await listNamed(db, 'tenants', row.id),
    networks: await listNamed(db, 'networks', row.id),
  };
}

export function toAppView(
  { row, version, webhooks, tenants, networks }: WholeApp,
  sealer: Sealer,
  now: Date,
): AppView {
  return {
    id: row.id,
    organisationId: row.organisation_id,
    appKey: row.app_key,
    organizationName: row.organization_name,
    website: row.website,
    email: row.email,
    name: row.name,
    description: row.description,
    category: row.category,
    externalDataGuid: row.external_data_guid,
    version: version.version,
    scopes: version.scopes,
    eventTypes: version.event_types,
    webhooks: webhooks.map((webhook) => toWebhookView(webhook, sealer, now)),
    tenants: tenants.map(({ id, note }) => ({ tenantId: id, note })),
    networks: networks.map(({ id, note }) => ({ networkId: id, note })),
    credentialMode: row.credential_mode,
    approved: row.approved_at !== null,
    approvedAt: row.approved_at?.toISOString() ?? null,
    refusal: toRefusal(row),
    createdAt: row.created_at.toISOString(),
    modifiedAt: row.modified_at.toISOString(),
  };
}

export function toWebhookView(webhook: LivingWebhookRow, sealer: Sealer, now: Date): WebhookView {
  const customHeaders = openCustomHeaders(sealer, webhook);
  const isAsymmetric = webhook.asymmetric_signing;
  const keyUntil = overlapEnd(webhook.previous_signing_key_until, now);
  const publicKeyUntil = isAsymmetric ? overlapEnd(webhook.previous_key_pair_until, now) : null;
  const shown = (instant: Date | null): string | null => instant?.toISOString() ?? null;
  return {
    id: webhook.id,
    eventType: webhook.event_type,
    deliveryUrl: webhook.url,
    maskedKey: maskKey(openKey(sealer, webhook.id, webhook.signing_key)),
    keyLastUsedAt: shown(webhook.key_last_used_at),
    previousKeyUntil: shown(keyUntil),
    previousKeyLastUsedAt: keyUntil === null ? null : shown(webhook.previous_key_last_used_at),
    asymmetric: isAsymmetric,
    publicKey: isAsymmetric ? webhook.public_key : null,
    previousPublicKey: publicKeyUntil === null ? null : webhook.previous_public_key,
    previousPublicKeyUntil: shown(publicKeyUntil),
    publicKeyLastUsedAt: isAsymmetric ? shown(webhook.key_pair_last_used_at) : null,
    previousPublicKeyLastUsedAt:
      publicKeyUntil === null ? null : shown(webhook.previous_key_pair_last_used_at),
    publicKeysPath: isAsymmetric ? publicKeysPath(webhook.id) : null,
    customHeaders: customHeaders === undefined ? null : showCustomHeaders(customHeaders),
    contentType: webhook.content_type,
    retrySchedule: webhook.retry_schedule,
    rateLimitPerSecond: webhook.rate_limit_per_second,
    enabled: webhook.disabled_at === null,
    disabledAt: webhook.disabled_at?.toISOString() ?? null,
    disabledReason: webhook.disabled_reason as WebhookView['disabledReason'],
    inNewestVersion: webhook.in_newest_version,
  };
}

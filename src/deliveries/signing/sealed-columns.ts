import { type SealedColumn, sealedColumn } from '../../lib/reseal.ts';
import { purposeOf, UNBOUND_KEY_PURPOSE, type WebhookSecret } from './webhook-secret.ts';

/** Which secret stands in which columns of a webhook. A previous one moved there as it was. */
const columns: Readonly<Record<WebhookSecret, readonly string[]>> = {
  hmac_key: ['signing_key', 'previous_signing_key'],
  key_pair: ['key_pair', 'previous_key_pair'],
  custom_headers: ['custom_headers'],
};

export const webhookSealedColumns: readonly SealedColumn[] = (
  Object.keys(columns) as WebhookSecret[]
).flatMap((secret) =>
  columns[secret].map((column) =>
    sealedColumn(
      { table: 'webhooks', column, id: { column: 'id', type: 'uuid' } },
      (webhookId) => purposeOf(secret, webhookId),
      secret === 'hmac_key' ? UNBOUND_KEY_PURPOSE : undefined,
    ),
  ),
);

import type { WebhookView, WebhookWithHealth } from '../../../../src/apps/schema.ts';

/** A webhook with what is known of its deliveries. */
export type Delivering = Pick<WebhookView, 'keyLastUsedAt'> & {
  readonly health?: Pick<WebhookWithHealth['health'], 'lastSuccessAt'>;
};

/**
 * Whether a delivery was answered with 2xx. A key is used by nothing else, but a new one forgets it; the health does not. Pure.
 */
export const hasDelivered = ({ keyLastUsedAt, health }: Delivering): boolean =>
  keyLastUsedAt !== null || (health?.lastSuccessAt ?? null) !== null;

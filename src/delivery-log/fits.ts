import { type RawBuilder, sql, type SqlBool } from 'kysely';

/** What is asked for of deliveries, apart from their time; all of it must fit. */
export interface DeliveryChoice {
  readonly states?: readonly string[] | undefined;
  readonly reasons?: readonly string[] | undefined;
  readonly eventType?: string | undefined;
  readonly tenantId?: number | undefined;
  readonly appId?: string | undefined;
  readonly eventId?: string | undefined;
  readonly deliveryIds?: readonly string[] | undefined;
}

/** Whether a delivery `d` of the webhook `w` fits. */
export function fits(choice: DeliveryChoice): RawBuilder<SqlBool> {
  const { states, reasons, eventType, tenantId, appId, eventId, deliveryIds } = choice;
  return sql<SqlBool>`true
    ${states === undefined ? sql`` : sql`and d.state = any(${[...states]}::text[])`}
    ${reasons === undefined ? sql`` : sql`and d.reason = any(${[...reasons]}::text[])`}
    ${eventType === undefined ? sql`` : sql`and w.event_type = ${eventType}`}
    ${tenantId === undefined ? sql`` : sql`and d.tenant_id = ${tenantId}`}
    ${appId === undefined ? sql`` : sql`and d.app_id = ${appId}`}
    ${eventId === undefined ? sql`` : sql`and d.event_id = ${eventId}`}
    and ${isChosen(deliveryIds)}`;
}

/** Whether a delivery `d` is one of these, or there are none to choose from. Beside `d.app_id` the index on it serves this. */
export function isChosen(deliveryIds: DeliveryChoice['deliveryIds']): RawBuilder<SqlBool> {
  return deliveryIds === undefined
    ? sql<SqlBool>`true`
    : sql<SqlBool>`d.id = any(${[...deliveryIds]}::uuid[])`;
}

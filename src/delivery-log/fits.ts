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
    ${deliveryIds === undefined ? sql`` : sql`and d.id = any(${[...deliveryIds]}::uuid[])`}`;
}

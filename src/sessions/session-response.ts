import type { Selectable } from 'kysely';
import { type Static, type TSchema, Type } from 'typebox';
import { MAX_ID } from '../lib/ids.ts';
import type { Sessions } from '../lib/tables.ts';
import {
  addressColumns,
  customerColumns,
  deviceColumns,
  sessionColumns,
  sourceTrackingColumns,
} from './session-fields.ts';

export type SessionRow = Selectable<Sessions>;

const nullable = <Schema extends TSchema>(schema: Schema) => Type.Union([schema, Type.Null()]);
const text = () => nullable(Type.String());
const flag = () => nullable(Type.Boolean());
const int64 = () => nullable(Type.Integer({ minimum: 0, maximum: MAX_ID }));
const instant = () => Type.String({ format: 'date-time' });
const strict = { additionalProperties: false };

const Address = Type.Object(
  { street: text(), unit: text(), city: text(), state: text(), zip: text(), country: text() },
  strict,
);

const Customer = Type.Object(
  {
    id: int64(),
    firstName: text(),
    lastName: text(),
    email: text(),
    phone: text(),
    isNewCustomer: Type.Boolean(),
    isNewLocation: Type.Boolean(),
    locationId: int64(),
    address: Address,
    browserName: text(),
    browserVersion: text(),
    cpuArchitecture: text(),
    deviceModel: text(),
    deviceType: text(),
    deviceVendor: text(),
    engineName: text(),
    engineVersion: text(),
    ipAddress: text(),
    isBot: flag(),
    osName: text(),
    osVersion: text(),
    userAgent: text(),
  },
  strict,
);

const SourceTracking = Type.Object(
  {
    isRWGSession: flag(),
    campaignId: text(),
    landingPageUrl: text(),
    gclid: text(),
    fbclid: text(),
    msclkid: text(),
    utmSource: text(),
    utmMedium: text(),
    utmCampaign: text(),
    utmAdgroup: text(),
    utmTerm: text(),
    utmContent: text(),
    googleAnalyticsClientId: text(),
    bookedFrom: text(),
    sourcedFromMarketingPro: text(),
    gbraid: text(),
    wbraid: text(),
    marketingSource: text(),
  },
  strict,
);

/**
 * A session as every consumer sees it: in webhook bodies and in the public API alike. Every member is always there; what
 * has no value is null.
 */
export const SessionResponse = Type.Object(
  {
    id: Type.String(),
    createdOn: instant(),
    modifiedOn: instant(),
    lastCheckinDate: instant(),
    sessionOutcome: text(),
    schedulerId: text(),
    jobId: int64(),
    bookingId: int64(),
    leadId: int64(),
    gbpName: text(),
    timeslotStart: nullable(instant()),
    timeslotEnd: nullable(instant()),
    category: text(),
    jobTypeId: int64(),
    businessUnitId: int64(),
    zoneId: int64(),
    customerResponses: nullable(Type.Array(Type.String())),
    notes: text(),
    mobileNotificationOptIn: flag(),
    blockerType: text(),
    blockerToBookAdditionalData: text(),
    lastStep: text(),
    dispatchFeeQuoted: text(),
    isLocationTakeover: flag(),
    customOptIn: flag(),
    marketingOptIn: flag(),
    membershipInterest: text(),
    paymentInfoCaptured: flag(),
    externalId: text(),
    recurringServiceId: int64(),
    campaignName: text(),
    linearNavigationEnabled: flag(),
    aiModeEnabled: flag(),
    previousSessionId: text(),
    customer: Customer,
    sourceTracking: SourceTracking,
  },
  strict,
);

export type SessionResponse = Static<typeof SessionResponse>;

/** Phone numbers are shown in E.164 where what was typed is a possible number, else as typed; instants in UTC. */
export function toSessionResponse(row: SessionRow, lastCheckinAt: Date): SessionResponse {
  const shown = {
    id: row.id,
    createdOn: row.created_at.toISOString(),
    modifiedOn: row.modified_at.toISOString(),
    lastCheckinDate: lastCheckinAt.toISOString(),
    sessionOutcome: row.session_outcome,
    schedulerId: row.scheduler_id ?? row.sent_on_scheduler_id,
    jobId: row.job_id,
    bookingId: row.booking_id,
    leadId: row.lead_id,
    ...pick(row, sessionColumns),
    lastStep: row.last_step,
    previousSessionId: row.previous_session_id,
    customer: {
      id: row.customer_id,
      ...pick(row, customerColumns),
      phone: row.contact_phone ?? row.phone,
      locationId: row.location_id,
      address: pick(row, addressColumns),
      ...pick(row, deviceColumns),
    },
    sourceTracking: pick(row, sourceTrackingColumns),
  };
  return {
    ...shown,
    timeslotStart: row.timeslot_start?.toISOString() ?? null,
    timeslotEnd: row.timeslot_end?.toISOString() ?? null,
  };
}

function pick<Columns extends Record<string, keyof SessionRow>>(
  row: SessionRow,
  columns: Columns,
): { [Field in keyof Columns]: SessionRow[Columns[Field]] } {
  const picked: Record<string, unknown> = {};
  for (const [field, column] of Object.entries(columns)) picked[field] = row[column];
  return picked as { [Field in keyof Columns]: SessionRow[Columns[Field]] };
}

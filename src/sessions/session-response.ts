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

// Each says what it means: the event catalogue and the API description are where developers read it.
const nullable = <Schema extends TSchema>(schema: Schema, description: string) =>
  Type.Union([schema, Type.Null()], { description });
const text = (description: string) => nullable(Type.String(), description);
const flag = (description: string) => nullable(Type.Boolean(), description);
const int64 = (description: string) => nullable(Type.Integer({ minimum: 0, maximum: MAX_ID }), description);
const instant = (description: string) => Type.String({ format: 'date-time', description });
const instantOrNull = (description: string) => nullable(Type.String({ format: 'date-time' }), description);
const strict = { additionalProperties: false };

const Address = Type.Object(
  {
    street: text('Street and number.'),
    unit: text('Flat, suite or unit.'),
    city: text('City.'),
    state: text('State or province.'),
    zip: text('ZIP or postal code, as typed.'),
    country: text('Country, as given.'),
  },
  { ...strict, description: 'Where the work is to be done.' },
);

const Customer = Type.Object(
  {
    id: int64('Id of the customer in the company’s own system, when known.'),
    firstName: text('First name, as typed.'),
    lastName: text('Last name, as typed.'),
    email: text('E-mail address, as typed.'),
    phone: text('Phone number: E.164 where it is a possible number, else as typed.'),
    isNewCustomer: Type.Boolean({
      description: 'Whether the customer is new to the company.',
    }),
    isNewLocation: Type.Boolean({ description: 'Whether the address is new to the company.' }),
    locationId: int64('Id of the location in the company’s own system, when known.'),
    address: Address,
    browserName: text('Browser.'),
    browserVersion: text('Version of the browser.'),
    cpuArchitecture: text('Processor architecture.'),
    deviceModel: text('Model of the device.'),
    deviceType: text('Kind of device, such as mobile or desktop.'),
    deviceVendor: text('Maker of the device.'),
    engineName: text('Rendering engine of the browser.'),
    engineVersion: text('Version of the rendering engine.'),
    ipAddress: text('Address that the visitor came from.'),
    isBot: flag('Whether it looks like a program. Bots never qualify.'),
    osName: text('Operating system.'),
    osVersion: text('Version of the operating system.'),
    userAgent: text('User-Agent of the first call.'),
  },
  { ...strict, description: 'Who the visitor is, as far as it was told, and with what device.' },
);

const SourceTracking = Type.Object(
  {
    isRWGSession: flag('Whether it came from Reserve with Google.'),
    campaignId: text('Campaign named in the address of the page.'),
    landingPageUrl: text('Page on which the visitor arrived.'),
    gclid: text('Click id of Google Ads.'),
    fbclid: text('Click id of Meta.'),
    msclkid: text('Click id of Microsoft Advertising.'),
    utmSource: text('utm_source.'),
    utmMedium: text('utm_medium.'),
    utmCampaign: text('utm_campaign.'),
    utmAdgroup: text('utm_adgroup.'),
    utmTerm: text('utm_term.'),
    utmContent: text('utm_content.'),
    googleAnalyticsClientId: text('Client id of Google Analytics.'),
    bookedFrom: text('Where the scheduler was opened from.'),
    sourcedFromMarketingPro: text('Set when a marketing tool sent the visitor.'),
    gbraid: text('Click id of Google Ads for app to web.'),
    wbraid: text('Click id of Google Ads for web to app.'),
    marketingSource: text('Where the visitor came from, in a word.'),
  },
  { ...strict, description: 'What led the visitor here.' },
);

/**
 * A session as every consumer sees it: in webhook bodies and in the public API alike. Every member is always there; what
 * has no value is null.
 */
export const SessionResponse = Type.Object(
  {
    id: Type.String({ description: 'The session: the same in every event and in the public API.' }),
    createdOn: instant('When the visitor opened the scheduler.'),
    modifiedOn: instant('When anything of it last changed. Compare it: order is not promised.'),
    lastCheckinDate: instant('Last sign of life of the visitor’s page.'),
    sessionOutcome: text('booked (a job), completed (a booking), abandoned; null while it is open.'),
    schedulerId: text('The scheduler, or the one that a router sent the visitor on to.'),
    jobId: int64('The job that was created.'),
    bookingId: int64('The booking that was created, also for an abandoned session that is filed as one.'),
    leadId: int64('The lead that an abandoned session was filed as.'),
    gbpName: text('Google Business Profile that the visitor came from.'),
    timeslotStart: instantOrNull('Begin of the chosen arrival window.'),
    timeslotEnd: instantOrNull('End of the chosen arrival window.'),
    category: text('Kind of service that the visitor chose.'),
    jobTypeId: int64('Job type.'),
    businessUnitId: int64('Business unit.'),
    zoneId: int64('Zone of the ZIP code.'),
    customerResponses: nullable(Type.Array(Type.String()), 'Answers to the scheduler’s questions, in order.'),
    notes: text('What the visitor wrote.'),
    mobileNotificationOptIn: flag('Whether the visitor ticked text messages.'),
    blockerType: text(
      'What kept the visitor from booking: OutOfServiceArea, NoJobTypeForZone, NoAvailability, DoNotService, InvalidAddress.',
    ),
    blockerToBookAdditionalData: text('More about the blocker.'),
    lastStep: text(
      'Step reached last: Location, Service Selection, Availability, Contact Info, Booking Confirmation.',
    ),
    dispatchFeeQuoted: text('Fee that was shown, as text.'),
    isLocationTakeover: flag('Whether the address is known as another customer’s.'),
    customOptIn: flag('Whether the visitor ticked the company’s own box.'),
    marketingOptIn: flag('Whether the visitor ticked marketing.'),
    membershipInterest: text('What the visitor said about a membership.'),
    paymentInfoCaptured: flag('Whether payment details were left.'),
    externalId: text('An id that the embedding page gave.'),
    recurringServiceId: int64('Recurring service that was booked.'),
    campaignName: text('Campaign that the company’s rules found.'),
    linearNavigationEnabled: flag('Whether the scheduler led step by step.'),
    aiModeEnabled: flag('Whether the scheduler’s assistant was on.'),
    previousSessionId: text('Earlier session that the visitor came back from.'),
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

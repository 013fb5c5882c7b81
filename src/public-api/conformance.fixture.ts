/**
 * The public API as its consumers know it, written by hand from the published facts and never from the code: nothing here is
 * imported, so that a mistake in a route's schema cannot hide in here too. Strict: what is not named must not be there.
 */

const text = { type: 'string' };
const flag = { type: 'boolean' };
// Consumers parse int64 as JavaScript numbers.
const int64 = { type: 'integer', minimum: 1, maximum: 9_007_199_254_740_991 };
const int32 = { type: 'integer', minimum: 0, maximum: 2_147_483_647 };
const fraction = { type: 'number', minimum: 0, maximum: 1 };
const instant = { type: 'string', format: 'date-time', pattern: 'Z$' };
const sessionId = { type: 'string', pattern: '^sess_[a-z0-9]{24}$' };
const schedulerId = { type: 'string', pattern: '^sched_[a-z0-9]{24}$' };
const orNull = (schema: object) => ({ anyOf: [schema, { type: 'null' }] });
const oneOf = (...values: string[]) => ({ enum: values });

type Properties = Record<string, object>;

const object = (required: Properties, nullable: Properties = {}) => ({
  type: 'object',
  additionalProperties: false,
  required: Object.keys(required),
  properties: {
    ...required,
    ...Object.fromEntries(Object.entries(nullable).map(([name, schema]) => [name, orNull(schema)])),
  },
});

const address = object({}, { street: text, unit: text, city: text, state: text, zip: text, country: text });

const customer = object(
  { isNewCustomer: flag, isNewLocation: flag, address },
  {
    id: int64,
    firstName: text,
    lastName: text,
    email: text,
    phone: text,
    locationId: int64,
    browserName: text,
    browserVersion: text,
    cpuArchitecture: text,
    deviceModel: text,
    deviceType: text,
    deviceVendor: text,
    engineName: text,
    engineVersion: text,
    ipAddress: text,
    isBot: flag,
    osName: text,
    osVersion: text,
    userAgent: text,
  },
);

const sourceTracking = object(
  {},
  {
    isRWGSession: flag,
    campaignId: text,
    landingPageUrl: text,
    gclid: text,
    fbclid: text,
    msclkid: text,
    utmSource: text,
    utmMedium: text,
    utmCampaign: text,
    utmAdgroup: text,
    utmTerm: text,
    utmContent: text,
    googleAnalyticsClientId: text,
    bookedFrom: text,
    sourcedFromMarketingPro: text,
    gbraid: text,
    wbraid: text,
    marketingSource: text,
  },
);

export const sessionResponse = object(
  {
    id: sessionId,
    createdOn: instant,
    modifiedOn: instant,
    lastCheckinDate: instant,
    customer,
    sourceTracking,
  },
  {
    sessionOutcome: oneOf('booked', 'completed', 'abandoned'),
    schedulerId,
    jobId: int64,
    bookingId: int64,
    leadId: int64,
    gbpName: text,
    timeslotStart: instant,
    timeslotEnd: instant,
    category: text,
    jobTypeId: int64,
    businessUnitId: int64,
    zoneId: int64,
    customerResponses: { type: 'array', items: text },
    notes: text,
    mobileNotificationOptIn: flag,
    blockerType: oneOf(
      'OutOfServiceArea',
      'NoJobTypeForZone',
      'NoAvailability',
      'DoNotService',
      'InvalidAddress',
    ),
    blockerToBookAdditionalData: text,
    lastStep: oneOf('Location', 'Service Selection', 'Availability', 'Contact Info', 'Booking Confirmation'),
    dispatchFeeQuoted: text,
    isLocationTakeover: flag,
    customOptIn: flag,
    marketingOptIn: flag,
    membershipInterest: text,
    paymentInfoCaptured: flag,
    externalId: text,
    recurringServiceId: int64,
    campaignName: text,
    linearNavigationEnabled: flag,
    aiModeEnabled: flag,
    previousSessionId: sessionId,
  },
);

export const schedulerResponse = object({
  id: schedulerId,
  name: text,
  companyName: text,
  createdOn: instant,
  modifiedOn: instant,
  schedulerStatus: oneOf('Active', 'Draft', 'Inactive'),
  dataApiKey: { type: 'string', pattern: '^[a-z0-9]{24}$' },
  isDefault: flag,
  mode: oneOf('Call_Center', 'Standard'),
  quickLaunchLink: { type: 'string', format: 'uri' },
});

/** A page of a list. */
export const pageOf = (item: object) =>
  object({
    page: { type: 'integer', minimum: 1 },
    pageSize: { type: 'integer', minimum: 1, maximum: 5_000 },
    hasMore: flag,
    totalCount: orNull(int32),
    data: { type: 'array', items: item },
  });

export const schedulerPerformanceResponse = object({
  id: schedulerId,
  schedulerName: text,
  brandName: text,
  schedulerCompletionRate: fraction,
  openedCompletionRate: fraction,
  totalCustomerContactsCaptured: int32,
  totalJobsCreated: int32,
  totalBookingsCreated: int32,
  totalAbandonedSessionsSentToBookings: int32,
  totalAbandonedSessionsSentToLeads: int32,
  totalBookingsRecoveredFromAbandonedSessionsRecoveryLink: int32,
  totalJobsRecoveredFromAbandonedSessionsRecoveryLink: int32,
  totalBookingsRecoveredFromAbandonedSessionsAiAgent: int32,
  totalJobsRecoveredFromAbandonedSessionsAiAgent: int32,
  totalSmsSentToRecoverAbandonedSessionRecoveryLink: int32,
  totalSmsSentToRecoverAbandonedSessionAiAgent: int32,
  totalBookingsRecoveredFromAbandonedSessions: int32,
  totalJobsRecoveredFromAbandonedSessions: int32,
  totalMembershipInterest: int32,
  totalSessions: int32,
  milestoneFrequencyCount: object({
    opened: int32,
    zipcode: int32,
    interacted: int32,
    issue: int32,
    schedule: int32,
    customer: int32,
    details: int32,
    booked: int32,
    abandoned: int32,
  }),
});

export const routerPerformanceResponse = object({
  id: { type: 'string', minLength: 1 },
  openedCount: int32,
  interactedCount: int32,
  sessionCountBySchedulerId: {
    type: 'array',
    items: object({ schedulerId: orNull(schedulerId), openedCount: int32 }),
  },
});

/** The body of every error; `data.code` is our own stable code. */
export const errorResponse = object({
  type: { type: 'string', pattern: '^https://fieldhook\\.test/errors#[a-z_]+$' },
  title: { type: 'string', minLength: 1 },
  status: { type: 'integer', minimum: 400, maximum: 599 },
  traceId: { type: 'string', minLength: 1 },
  errors: {
    type: 'object',
    additionalProperties: { type: 'array', minItems: 1, items: { type: 'string', minLength: 1 } },
  },
  data: object({ code: { type: 'string', pattern: '^[a-z_]+$' } }),
});

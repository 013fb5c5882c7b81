import type { Sessions } from '../lib/tables.ts';

/**
 * Published field → column, for the parts of a session that are stored as they are shown. Written out rather than derived,
 * so that the compiler checks both sides and a search for a field finds its column.
 */
type Columns = Record<string, keyof Sessions>;

export const sessionColumns = {
  gbpName: 'gbp_name',
  timeslotStart: 'timeslot_start',
  timeslotEnd: 'timeslot_end',
  category: 'category',
  jobTypeId: 'job_type_id',
  businessUnitId: 'business_unit_id',
  zoneId: 'zone_id',
  customerResponses: 'customer_responses',
  notes: 'notes',
  mobileNotificationOptIn: 'mobile_notification_opt_in',
  blockerType: 'blocker_type',
  blockerToBookAdditionalData: 'blocker_to_book_additional_data',
  dispatchFeeQuoted: 'dispatch_fee_quoted',
  isLocationTakeover: 'is_location_takeover',
  customOptIn: 'custom_opt_in',
  marketingOptIn: 'marketing_opt_in',
  membershipInterest: 'membership_interest',
  paymentInfoCaptured: 'payment_info_captured',
  externalId: 'external_id',
  recurringServiceId: 'recurring_service_id',
  campaignName: 'campaign_name',
  linearNavigationEnabled: 'linear_navigation_enabled',
  aiModeEnabled: 'ai_mode_enabled',
} as const satisfies Columns;

export const customerColumns = {
  firstName: 'first_name',
  lastName: 'last_name',
  email: 'email',
  phone: 'phone',
  isNewCustomer: 'is_new_customer',
  isNewLocation: 'is_new_location',
} as const satisfies Columns;

export const addressColumns = {
  street: 'street',
  unit: 'unit',
  city: 'city',
  state: 'state',
  zip: 'zip',
  country: 'country',
} as const satisfies Columns;

export const deviceColumns = {
  browserName: 'browser_name',
  browserVersion: 'browser_version',
  cpuArchitecture: 'cpu_architecture',
  deviceModel: 'device_model',
  deviceType: 'device_type',
  deviceVendor: 'device_vendor',
  engineName: 'engine_name',
  engineVersion: 'engine_version',
  ipAddress: 'ip_address',
  isBot: 'is_bot',
  osName: 'os_name',
  osVersion: 'os_version',
  userAgent: 'user_agent',
} as const satisfies Columns;

export const sourceTrackingColumns = {
  isRWGSession: 'is_rwg_session',
  campaignId: 'campaign_id',
  landingPageUrl: 'landing_page_url',
  gclid: 'gclid',
  fbclid: 'fbclid',
  msclkid: 'msclkid',
  utmSource: 'utm_source',
  utmMedium: 'utm_medium',
  utmCampaign: 'utm_campaign',
  utmAdgroup: 'utm_adgroup',
  utmTerm: 'utm_term',
  utmContent: 'utm_content',
  googleAnalyticsClientId: 'google_analytics_client_id',
  bookedFrom: 'booked_from',
  sourcedFromMarketingPro: 'sourced_from_marketing_pro',
  gbraid: 'gbraid',
  wbraid: 'wbraid',
  marketingSource: 'marketing_source',
} as const satisfies Columns;

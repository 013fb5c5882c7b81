import { newSessionId } from '../lib/ids.ts';

const texts = [
  'gbp_name',
  'category',
  'notes',
  'blocker_to_book_additional_data',
  'dispatch_fee_quoted',
  'membership_interest',
  'external_id',
  'campaign_name',
  'first_name',
  'last_name',
  'email',
  'phone',
  'street',
  'unit',
  'city',
  'state',
  'zip',
  'country',
  'browser_name',
  'browser_version',
  'cpu_architecture',
  'device_model',
  'device_type',
  'device_vendor',
  'engine_name',
  'engine_version',
  'ip_address',
  'os_name',
  'os_version',
  'user_agent',
  'campaign_id',
  'landing_page_url',
  'gclid',
  'fbclid',
  'msclkid',
  'utm_source',
  'utm_medium',
  'utm_campaign',
  'utm_adgroup',
  'utm_term',
  'utm_content',
  'google_analytics_client_id',
  'booked_from',
  'sourced_from_marketing_pro',
  'gbraid',
  'wbraid',
  'marketing_source',
];
const flags = [
  'mobile_notification_opt_in',
  'is_location_takeover',
  'custom_opt_in',
  'marketing_opt_in',
  'payment_info_captured',
  'linear_navigation_enabled',
  'ai_mode_enabled',
  'is_rwg_session',
];
const numbers = [
  'job_id',
  'booking_id',
  'lead_id',
  'job_type_id',
  'business_unit_id',
  'zone_id',
  'recurring_service_id',
  'customer_id',
  'location_id',
];
const milestones = ['zipcode_at', 'interacted_at', 'issue_at', 'schedule_at', 'customer_at', 'details_at'];

const all = (columns: readonly string[], value: (column: string) => unknown): Record<string, unknown> =>
  Object.fromEntries(columns.map((column) => [column, value(column)]));

/** A value for every column of a session that a consumer can see. */
export function filledSession(at: Date): Record<string, unknown> {
  return {
    ...all(texts, (column) => `a ${column}`),
    ...all(flags, () => true),
    ...all(numbers, () => 9_007_199_254_740_991),
    ...all([...milestones, 'abandoned_at', 'timeslot_start', 'timeslot_end'], () => at),
    customer_responses: ['one', 'two'],
    blocker_type: 'NoAvailability',
    last_step: 'Contact Info',
    session_outcome: 'abandoned',
    previous_session_id: newSessionId(),
  };
}

/** Every value of an object, those of its members included; a list is one value. */
export function leavesOf(node: object): unknown[] {
  return Object.values(node).flatMap((value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value) ? leavesOf(value) : [value],
  );
}

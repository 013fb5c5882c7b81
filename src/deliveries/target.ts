/** Where and how the deliveries of a webhook are sent. */
export interface SentTo {
  readonly url: string;
  /** Of the webhook, when this was leased: whether it is still the same one. */
  readonly renewals: number;
  readonly contentType: string;
  readonly retrySchedule: 'standard' | 'extended';
  readonly rateLimitPerSecond: number | null;
  /** Sealed; the newest first. */
  readonly signingKeys: readonly [string] | readonly [string, string];
  /** Sealed likewise; none unless the webhook signs asymmetrically, too. */
  readonly keyPairs: readonly string[];
  /** Sealed. */
  readonly customHeaders: string | null;
}

/** The same as it comes from the database. */
export interface Target {
  url: string;
  renewals: number;
  content_type: string;
  retry_schedule: 'standard' | 'extended';
  rate_limit_per_second: number | null;
  signing_key: string;
  previous_signing_key: string | null;
  key_pairs: string[];
  custom_headers: string | null;
}

/** The members of a `json_build_object` that is a `Target`: of a row of `webhooks` by its alias, with the keys that hold at the instant. */
export const targetMembers = (webhook: string, instant: string): string => {
  const w = webhook;
  return `'url', ${w}.url, 'renewals', ${w}.renewals, 'content_type', ${w}.content_type,
      'retry_schedule', ${w}.retry_schedule, 'rate_limit_per_second', ${w}.rate_limit_per_second,
      'signing_key', ${w}.signing_key,
      'previous_signing_key', case when ${w}.previous_signing_key_until > ${instant} then ${w}.previous_signing_key end,
      'custom_headers', ${w}.custom_headers,
      'key_pairs', case when ${w}.asymmetric_signing then array_remove(
        array[${w}.key_pair, case when ${w}.previous_key_pair_until > ${instant} then ${w}.previous_key_pair end], null) else '{}' end`;
};

export function sentTo(target: Target): SentTo {
  const { signing_key: key, previous_signing_key: previousKey } = target;
  return {
    url: target.url,
    renewals: target.renewals,
    contentType: target.content_type,
    retrySchedule: target.retry_schedule,
    rateLimitPerSecond: target.rate_limit_per_second,
    signingKeys: previousKey === null ? [key] : [key, previousKey],
    keyPairs: target.key_pairs,
    customHeaders: target.custom_headers,
  };
}

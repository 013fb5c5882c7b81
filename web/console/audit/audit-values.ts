import { eventName } from '../deliveries/delivery-words.ts';
import { formatInstant } from '../ui/format-instant.ts';

/** What a line of the audit log knows besides; its members depend on the deed. */
export type Detail = Readonly<Record<string, unknown>>;

/** Codes of the API in words; what people typed stands as it is. */
const codes: Readonly<Record<string, string>> = {
  Call_Center: 'call center',
  office_employee: 'office employee',
  left_network: 'the tenant left the network',
  gone: 'its server answered 410 Gone',
  failing: 'nothing but failures for days',
  paused: 'paused',
  retries_exhausted: 'retries exhausted',
  webhook_disabled: 'webhook disabled',
  connection_disabled: 'connection disabled',
};

/** Members whose names would not say what they are. */
const labels: Readonly<Record<string, string>> = {
  isDefault: 'default of its brand',
  filesAbandonedAs: 'files abandoned contacts as',
  closedAfterSeconds: 'seconds after closing',
  hiddenAfterSeconds: 'seconds out of sight',
  silentAfterSeconds: 'seconds of silence',
  idleAfterSeconds: 'seconds without input',
  mayManageApiAccess: 'may manage API access',
  mayGenerateAppKey: 'may generate app keys',
  asymmetric: 'signs with a key pair',
  retrySchedule: 'retries',
  rateLimitPerSecond: 'at most a second',
  email: 'e-mail',
  externalDataGuid: 'External Data Application GUID',
};

export const labelOf = (name: string): string =>
  labels[name] ?? name.replaceAll(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();

const isInstant = (text: string): boolean =>
  /^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(text) && !Number.isNaN(Date.parse(text));

/** A value for somebody who knows nothing of codes; empty when there is nothing to tell. */
export function wordsOf(value: unknown): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string')
    return isInstant(value) ? formatInstant(new Date(value)) : (codes[value] ?? eventName(value));
  return Array.isArray(value)
    ? value
        .map(wordsOf)
        .filter((text) => text !== '')
        .join(', ')
    : '';
}

const isStep = (value: unknown): value is { readonly from?: unknown; readonly to?: unknown } =>
  typeof value === 'object' && value !== null && 'to' in value;

/** `45 → 60`; what was or became nothing is called none. */
export const stepOf = (from: unknown, to: unknown): string =>
  `${wordsOf(from) || 'none'} → ${wordsOf(to) || 'none'}`;

/** Each member with its name: `time zone: A → B`. Ids of what the line is about anyway are left out. */
export function tellAll(detail: Detail): string[] {
  return Object.entries(detail).flatMap(([name, value]) => {
    const text = isStep(value) ? stepOf(value.from, value.to) : wordsOf(value);
    return text === '' || name.endsWith('Id') ? [] : [`${labelOf(name)}: ${text}`];
  });
}

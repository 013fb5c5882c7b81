import type { TargetPolicy } from '../deliveries/sending/target-guard.ts';
import type { EventType } from '../events/event-types.ts';
import { isSingleLine } from '../http/single-line.ts';
import { ApiError, type FieldErrors } from '../lib/errors.ts';
import { normaliseEmail } from '../sessions/contact.ts';
import { checkDeliveryUrl, checkWebsite, type CheckedUrl } from './delivery-url.ts';
import { findKeyProblem } from './hmac-key.ts';
import type { ChangeAppBody, Event } from './schema.ts';
import { scopeNeededBy } from './scope-catalogue.ts';

// What the schemas cannot say of a body that has the right shape. Every reader adds what is wrong to `errors`, so that one
// answer names all of it.

type Details = Omit<ChangeAppBody, 'scopes' | 'events'>;

/** The columns of the details that were given, as they are stored. */
export function readDetails(given: Details, errors: FieldErrors) {
  return {
    ...optional('organization_name', readLine(given, 'organizationName', errors)),
    ...optional('website', readUrl('website', given.website, checkWebsite, errors)),
    ...optional('email', readEmail(given.email, errors)),
    ...optional('name', readLine(given, 'name', errors)),
    ...optional('description', readText(given, 'description', errors)),
    ...optional('category', given.category),
    ...optional('external_data_guid', readGuid(given.externalDataGuid, errors)),
    ...optional('credential_mode', given.credentialMode),
  };
}

const optional = <Name extends string, Value>(name: Name, value: Value | undefined) =>
  (value === undefined ? {} : { [name]: value }) as { [Key in Name]?: Value };

function readText(given: Details, field: 'description' | 'organizationName' | 'name', errors: FieldErrors) {
  const typed = given[field]?.trim();
  if (typed === '') errors[field] = ['must not be blank.'];
  return typed;
}

function readLine(given: Details, field: 'organizationName' | 'name', errors: FieldErrors) {
  const typed = readText(given, field, errors);
  if (typed !== undefined && typed !== '' && !isSingleLine(typed)) errors[field] = ['must be a single line.'];
  return typed;
}

function readEmail(typed: string | undefined, errors: FieldErrors): string | undefined {
  if (typed === undefined) return undefined;
  const email = normaliseEmail(typed);
  if (email === null) errors['email'] = ['must be an e-mail address, such as hello@example.com.'];
  return email ?? undefined;
}

/** Any version and variant: older programs make GUIDs that RFC 9562 does not know. */
const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

function readGuid(typed: string | null | undefined, errors: FieldErrors): string | null | undefined {
  if (typed === null || typed === undefined) return typed;
  if (!GUID.test(typed))
    errors['externalDataGuid'] = ['must be a GUID, such as 1f0b6a4e-9d2c-4f02-8c1d-5f0c2f6d8e11.'];
  return typed.toLowerCase();
}

function readUrl(
  field: string,
  typed: string | undefined,
  check: (typed: string) => CheckedUrl,
  errors: FieldErrors,
): string | undefined {
  if (typed === undefined) return undefined;
  const checked = check(typed);
  if (checked.kind === 'accepted') return checked.url;
  errors[field] = [checked.problem];
  return undefined;
}

export function readDeliveryUrl(
  field: string,
  typed: string | undefined,
  policy: TargetPolicy,
  errors: FieldErrors,
): string | undefined {
  return readUrl(field, typed, (url) => checkDeliveryUrl(url, policy), errors);
}

export function readHmacKey(field: string, typed: string | undefined, errors: FieldErrors): void {
  const problem = typed === undefined ? undefined : findKeyProblem(typed);
  if (problem !== undefined) errors[field] = [problem];
}

/** An event type with what was given of its webhook, in the names of the columns. */
export interface EventInput {
  readonly eventType: EventType;
  readonly url: string | undefined;
  readonly hmacKey: string | undefined;
  readonly contentType: string | undefined;
  readonly retrySchedule: string | undefined;
  readonly rateLimitPerSecond: number | null | undefined;
}

export function readEvents(
  events: readonly Event[],
  policy: TargetPolicy,
  errors: FieldErrors,
): EventInput[] {
  refuseRepeated('events', 'eventType', events, errors);
  return events.map(({ deliveryUrl, ...event }, index) => {
    readHmacKey(`events.${index}.hmacKey`, event.hmacKey, errors);
    const url = readDeliveryUrl(`events.${index}.deliveryUrl`, deliveryUrl, policy, errors);
    const { eventType, hmacKey, contentType, retrySchedule, rateLimitPerSecond } = event;
    return { eventType, url, hmacKey, contentType, retrySchedule, rateLimitPerSecond };
  });
}

/** Events carry what a scope lets an app read. */
export function requireScopes(
  scopes: readonly string[],
  eventTypes: readonly EventType[],
  errors: FieldErrors,
): void {
  const missing = new Set(eventTypes.map(scopeNeededBy).filter((scope) => !scopes.includes(scope)));
  if (missing.size > 0) errors['scopes'] = [`The events need the scope ${[...missing].join(', ')}.`];
}

/** Lists in which a member may stand only once. */
export function refuseRepeated<Item>(
  field: string,
  key: keyof Item & string,
  items: readonly Item[],
  errors: FieldErrors,
): void {
  const seen = new Map<unknown, number>();
  items.forEach((item, index) => {
    const first = seen.get(item[key]);
    if (first === undefined) seen.set(item[key], index);
    else errors[`${field}.${index}.${key}`] = [`stands in ${field}.${first} already.`];
  });
}

/** @throws ApiError validation_failed with everything that was found */
export function throwIfAny(errors: FieldErrors): void {
  if (Object.keys(errors).length > 0) throw new ApiError('validation_failed', errors);
}

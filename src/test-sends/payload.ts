import type { EventData } from '../events/catalogue.ts';
import type { EventType } from '../events/event-types.ts';
import { eventCatalogue } from '../events/catalogue.ts';
import { findDataProblems } from '../events/check-data.ts';
import type { PastEvent } from '../feed/find-entitled-event.ts';
import { ApiError } from '../lib/errors.ts';
import type { TestBody } from './schema.ts';

export interface Payload {
  readonly occurredAt: Date;
  readonly data: EventData;
}

type Members = Readonly<Record<string, unknown>>;

/**
 * What a test tells: the example of the type, or a past event, edited as the body says.
 * @throws ApiError validation_failed when the past event is of another type, or what was edited does not fit the schema
 */
export function choosePayload(
  type: EventType,
  { data: given, session }: TestBody,
  past: PastEvent | undefined,
  now: Date,
): Payload {
  if (past !== undefined && past.type !== type) {
    throw new ApiError('validation_failed', {
      eventId: [`is an event of type ${past.type}; test the webhook of that one.`],
    });
  }
  if (given !== undefined && session !== undefined) {
    throw new ApiError('validation_failed', { session: ['must not be given beside data.'] });
  }
  const { data } = past === undefined ? exampleOf(type) : (JSON.parse(`{${past.body}`) as { data: Members });
  const edited =
    session === undefined ? (given ?? data) : { ...data, session: replace(data['session'], session) };
  const problems = findDataProblems(edited);
  if (problems !== undefined) throw new ApiError('validation_failed', problems);
  return { occurredAt: past?.occurredAt ?? now, data: edited as EventData };
}

function exampleOf(type: EventType): { data: Members } {
  const entry = eventCatalogue.find((candidate) => candidate.type === type);
  if (entry === undefined) throw new Error(`there is no event type ${type}`);
  return entry.example as { data: Members };
}

/** Puts the members of `change` in place of those of `whole`, in objects within likewise; never touches the prototype. */
function replace(whole: unknown, change: unknown): unknown {
  if (!isObject(whole) || !isObject(change)) return change;
  const members = new Map(Object.entries(whole));
  for (const [name, value] of Object.entries(change)) members.set(name, replace(members.get(name), value));
  return Object.fromEntries(members);
}

const isObject = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

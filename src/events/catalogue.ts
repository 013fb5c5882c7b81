import { type Static, Type } from 'typebox';
import { MAX_ID } from '../lib/ids.ts';
import { SessionResponse } from '../sessions/session-response.ts';
import type { EventType } from './event-types.ts';
import { exampleSession } from './example-session.ts';
import { type UndeliveredReason, undeliveredReasons, undeliveredTexts } from './undelivered-reasons.ts';

export const EventData = Type.Object(
  {
    session: Type.Object(SessionResponse.properties, {
      additionalProperties: false,
      description: 'The session as it was when this happened, in the shape of the public API.',
    }),
    tenantId: Type.Integer({ minimum: 0, maximum: MAX_ID, description: 'The company whose visitor it was.' }),
    tenantName: Type.String({ description: 'Its name at that moment.' }),
  },
  { additionalProperties: false, description: 'What happened.' },
);
export type EventData = Static<typeof EventData>;

/** One type of event: what a developer needs to know to handle it. */
export interface CatalogueEntry {
  readonly type: EventType;
  readonly title: string;
  readonly description: string;
  /** When it fires, a sentence each; any of them is enough. */
  readonly fires: readonly string[];
  /** When it does not, although one might think so. */
  readonly firesNot: readonly string[];
  /** Why it may have happened and yet nobody is sent it. */
  readonly withoutDelivery: readonly { readonly reason: UndeliveredReason; readonly text: string }[];
  /** JSON Schema 2020-12 of the whole POST body. */
  readonly schema: object;
  readonly example: object;
}

function bodySchema(type: EventType, title: string) {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title,
    ...Type.Object(
      {
        specversion: Type.Literal('1.0', { description: 'Version of CloudEvents.' }),
        id: Type.String({
          format: 'uuid',
          description: 'The delivery: the same over all its attempts and replays.',
        }),
        type: Type.Literal(type, { description: 'What happened, by its code.' }),
        time: Type.String({ format: 'date-time', description: 'When it happened.' }),
        source: Type.String({ format: 'uri', description: 'The deployment that sends it.' }),
        userassignedid: Type.String({
          format: 'uuid',
          description: 'The event: unique per occurrence. Keep it and skip what you have seen.',
        }),
        datacontenttype: Type.Literal('application/json', { description: 'How the data is written.' }),
        data: EventData,
      },
      { additionalProperties: false },
    ),
  };
}

function entry(
  type: EventType,
  title: string,
  { description, fires, firesNot }: Pick<CatalogueEntry, 'description' | 'fires' | 'firesNot'>,
  session: SessionResponse,
): CatalogueEntry {
  return {
    type,
    title,
    description,
    fires,
    firesNot,
    withoutDelivery: undeliveredReasons.map((reason) => ({ reason, text: undeliveredTexts[reason] })),
    schema: bodySchema(type, title),
    example: {
      specversion: '1.0',
      id: '019ab1c2-7d40-7b5e-9a31-5f0c2f6d8e11',
      type,
      time: session.modifiedOn,
      source: 'https://scheduling.example.com',
      userassignedid: '019ab1c2-7d40-7f02-8c1d-0b6a4e9d2c55',
      datacontenttype: 'application/json',
      data: { session, tenantId: 1000001, tenantName: 'Evergreen Heating & Air' },
    },
  };
}

export const eventCatalogue: readonly CatalogueEntry[] = [
  entry(
    'tn.sp.session-completed',
    'Session Completed',
    {
      description:
        'A visitor finished and a job or a booking was created. Fires at most once per session, also when the session had been abandoned before.',
      fires: [
        'A visitor finishes and a job is created (outcome booked).',
        'A visitor finishes and a booking for staff to review is created (outcome completed).',
        'A visitor whose session counted as abandoned finishes on the same page after all: with the same session id.',
        'Whoever finished: bots, test sessions and call-centre schedulers too. session.customer.isBot tells a bot.',
      ],
      firesNot: [
        'A second time for the same session, however often its completion is repeated.',
        'The visitor sees a step or saves a field: only finishing counts.',
      ],
    },
    exampleSession('booked'),
  ),
  entry(
    'tn.sp.session-abandoned-qualified',
    'Qualified Abandoned Session',
    {
      description:
        'A visitor left a phone number or an e-mail address and went away before finishing. Fires at most once per session; not for bots, test sessions, call-centre schedulers, or a contact that completed another session in the last hour.',
      fires: [
        'A visitor left a possible phone number or a valid e-mail address and closed the page: after 45 seconds, unless the scheduler is set otherwise.',
        'Such a visitor hid the page for 5 minutes, sent no sign of life for 10, or entered nothing for 30 while the page was visible; each can be set per scheduler.',
        'A visitor was stopped by a blocker, such as a ZIP code outside of all zones, after leaving a contact: with blockerType.',
      ],
      firesNot: [
        'There is no phone number and no e-mail address that can be reached.',
        'The visitor is a bot, the session is a test, or the scheduler is one of a call centre.',
        'The same phone number or e-mail address completed a session of the tenant within the last 60 minutes.',
        'A second time for the same session; coming back later is a new session with previousSessionId.',
      ],
    },
    exampleSession('abandoned'),
  ),
];

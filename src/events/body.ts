import { Ajv2020 } from 'ajv/dist/2020.js';
import type { ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import { eventCatalogue, type EventData } from './catalogue.ts';
import type { EventType } from './event-types.ts';

export interface EventFacts {
  readonly id: string;
  readonly type: EventType;
  readonly occurredAt: Date;
  readonly source: string;
  readonly data: EventData;
}

const placeholderId = '00000000-0000-7000-8000-000000000000';

const ajv = addFormats.default(new Ajv2020({ strict: true }));
const validators = new Map<EventType, ValidateFunction>();

function validatorOf(type: EventType): ValidateFunction {
  let validate = validators.get(type);
  if (validate === undefined) {
    const entry = eventCatalogue.find((candidate) => candidate.type === type);
    if (entry === undefined) throw new Error(`there is no event type ${type}`);
    validate = ajv.compile(entry.schema);
    validators.set(type, validate);
  }
  return validate;
}

/**
 * What all deliveries of an event share: its CloudEvents object from the "type" member on, as text. Throws when the event
 * does not fit its published schema: consumers rely on that, so such an event is a bug of ours and is never created.
 */
export function serialiseEvent({ id, type, occurredAt, source, data }: EventFacts): string {
  const shared = {
    type,
    time: occurredAt.toISOString(),
    source,
    userassignedid: id,
    datacontenttype: 'application/json',
    data,
  };
  const validate = validatorOf(type);
  if (!validate({ specversion: '1.0', id: placeholderId, ...shared })) {
    throw new Error(`event ${id} does not fit the schema of ${type}: ${ajv.errorsText(validate.errors)}`);
  }
  return JSON.stringify(shared).slice(1);
}

/** The POST body of one delivery: never parsed or serialised again, so what is signed, stored and sent are the same bytes. */
export function deliveryBody(deliveryId: string, sharedBody: string): Buffer {
  return Buffer.from(`{"specversion":"1.0","id":"${deliveryId}",${sharedBody}`);
}

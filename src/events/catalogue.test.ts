import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { CloudEvent } from 'cloudevents';
import { describe, expect, test } from 'vitest';
import { buildTestApp } from '../../test/app.ts';
import { TestClock, useDatabase } from '../../test/db.ts';
import { eventCatalogue } from './catalogue.ts';
import { eventTypes } from './event-types.ts';
import { undeliveredReasons } from './undelivered-reasons.ts';

const database = useDatabase();

type Schema = {
  description?: string;
  properties?: Record<string, Schema>;
  required?: string[];
  anyOf?: Schema[];
  items?: Schema;
};

/** Every object schema within, with its path. */
function objectsIn(schema: Schema, path = ''): [string, Schema][] {
  const inner = Object.entries(schema.properties ?? {}).flatMap(([name, member]) =>
    objectsIn(member, `${path}/${name}`),
  );
  return schema.properties === undefined ? inner : [[path, schema], ...inner];
}

test('the catalogue holds each event type once', () => {
  expect(eventCatalogue.map(({ type }) => type)).toEqual([...eventTypes]);
});

describe.each(eventCatalogue)('$type', ({ type, schema, example }) => {
  test('has an example that fits its own schema', () => {
    const ajv = addFormats.default(new Ajv2020({ strict: true, allErrors: true }));
    const validate = ajv.compile(schema);
    validate(example);
    expect(validate.errors).toBeNull();
    expect(validate({ ...example, type: 'other' })).toBe(false);
    expect(validate({ ...example, extra: 1 })).toBe(false);
  });

  test('has an example that the cloudevents package takes', () => {
    const event = new CloudEvent(example);
    expect(event.validate()).toBe(true);
    expect(event.type).toBe(type);
  });

  test('has exactly the members of the published body, all of them always there', () => {
    const [[, body]] = objectsIn(schema) as [[string, Schema]];
    const members = [
      'specversion',
      'id',
      'type',
      'time',
      'source',
      'userassignedid',
      'datacontenttype',
      'data',
    ];
    expect(Object.keys(body.properties ?? {})).toEqual(members);
    expect(Object.keys(example)).toEqual(members);
    for (const [path, { properties, required }] of objectsIn(schema)) {
      expect({ path, required }).toEqual({ path, required: Object.keys(properties ?? {}) });
    }
  });

  test('says of every member what it means, and of every undelivered reason', () => {
    const silent = objectsIn(schema).flatMap(([path, { properties }]) =>
      Object.entries(properties ?? {})
        .filter(([, member]) => (member.description ?? '') === '')
        .map(([name]) => `${path}/${name}`),
    );
    expect(silent).toEqual([]);
    const { withoutDelivery } = eventCatalogue.find((one) => one.type === type)!;
    expect(withoutDelivery.map(({ reason }) => reason)).toEqual([...undeliveredReasons]);
  });

  test('is published as it is', async () => {
    const app = await buildTestApp(database.current.db, new TestClock().now);
    const answer = await app.inject('/events/catalogue');
    expect(answer.statusCode).toBe(200);
    const published = answer.json<{ data: { type: string }[] }>().data;
    expect(published).toHaveLength(eventTypes.length);
    const entry = eventCatalogue.find((candidate) => candidate.type === type);
    expect(published.find((one) => one.type === type)).toEqual(JSON.parse(JSON.stringify(entry)));
  });
});

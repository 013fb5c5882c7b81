import { CloudEvent } from 'cloudevents';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { deliveryBody, type EventFacts, serialiseEvent } from './body.ts';
import { exampleSession } from './example-session.ts';

const facts: EventFacts = {
  id: '019ab1c2-7d40-7f02-8c1d-0b6a4e9d2c55',
  type: 'tn.sp.session-completed',
  occurredAt: new Date('2026-07-14T15:06:48.123Z'),
  source: 'https://fieldhook.test',
  data: { session: exampleSession('booked'), tenantId: 1, tenantName: 'Evergreen' },
};
const deliveryId = '019ab1c2-7d40-7b5e-9a31-5f0c2f6d8e11';

const withSession = (changes: object): EventFacts => ({
  ...facts,
  data: { ...facts.data, session: { ...facts.data.session, ...changes } },
});

test('a delivery body is the CloudEvents object with the id of the delivery, whatever text it carries', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (notes, tenantName) => {
      const told = { ...withSession({ notes }), data: { ...withSession({ notes }).data, tenantName } };
      const body = JSON.parse(deliveryBody(deliveryId, serialiseEvent(told)).toString('utf8'));
      expect(body).toEqual({
        specversion: '1.0',
        id: deliveryId,
        type: 'tn.sp.session-completed',
        time: '2026-07-14T15:06:48.123Z',
        source: 'https://fieldhook.test',
        userassignedid: facts.id,
        datacontenttype: 'application/json',
        data: told.data,
      });
    }),
  );
});

test('the cloudevents package takes a delivery body', () => {
  const body = JSON.parse(deliveryBody(deliveryId, serialiseEvent(facts)).toString('utf8'));
  expect(new CloudEvent(body).validate()).toBe(true);
});

test.each([
  ['a member more', { surname: 'x' }],
  ['a member less', { notes: undefined }],
  ['another type', { jobId: '5' }],
  ['an id beyond 2^53-1', { jobId: 2 ** 53 }],
  ['an instant that is none', { createdOn: 'yesterday' }],
  ['a year of five digits', { timeslotEnd: '+010000-01-01T00:00:00.000Z' }],
  ['no customer', { customer: null }],
])('an event whose session has %s does not fit and is refused', (_name, changes) => {
  expect(() => serialiseEvent(withSession(changes))).toThrow(
    /does not fit the schema of tn\.sp\.session-completed/,
  );
});

test('an event of an unknown type or without a proper id or source is refused', () => {
  for (const wrong of [{ type: 'tn.sp.other' }, { id: 'x' }, { source: 'no address' }]) {
    expect(() => serialiseEvent({ ...facts, ...wrong } as EventFacts)).toThrow(/event/);
  }
});

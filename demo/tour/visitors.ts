import { Visitor } from '../visitor.ts';
import { ABANDONED, COMPLETED, tomorrow } from '../visits.ts';
import type { Tour } from './set-up.ts';

/** One completes, another leaves a phone number and goes. */
export async function playVisitors(tour: Tour): Promise<void> {
  const { client, credentials, receiver, waits, step, nextContact } = tour;
  const abandoning = await Visitor.open(client, credentials);
  await abandoning.save('customer', { customer: { firstName: 'Dana', phone: nextContact().phone } });
  await abandoning.hint('closed');
  step('A visitor leaves a phone number and closes the scheduler.');
  const completing = await book(tour, { firstName: 'Ada', lastName: 'Alvarez' });
  step('Another visitor books.');
  for (const [visitor, type] of [
    [completing, COMPLETED],
    [abandoning, ABANDONED],
  ] as const) {
    await waits.poll(`${type} at the receiver`, async () =>
      receiver.accepted.find((event) => event.type === type && event.data.session.id === visitor.sessionId),
    );
    step(`The receiver has verified ${type}.`);
  }
}

export async function book(
  { client, credentials, nextContact }: Tour,
  name: { readonly firstName: string; readonly lastName: string },
): Promise<Visitor> {
  const visitor = await Visitor.open(client, credentials);
  await visitor.save('schedule', tomorrow(new Date()));
  await visitor.save('customer', { customer: { ...name, ...nextContact() } });
  await visitor.complete();
  return visitor;
}

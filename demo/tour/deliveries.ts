import type { Locator, Page } from 'playwright-core';
import { COMPLETED } from '../visits.ts';
import { DemoFailure } from '../failure.ts';
import type { Somebody } from './people.ts';
import type { Tour } from './set-up.ts';
import { book } from './visitors.ts';

const BOOKED = 'Session Completed';
const LEFT = 'Qualified Abandoned Session';

const openTab = (page: Page, name: string): Promise<void> =>
  page
    .getByRole('navigation', { name: 'Parts of Call Back' })
    .getByRole('link', { name, exact: true })
    .click();

const rowsOf = (page: Page, table: string, ...texts: readonly string[]): Locator =>
  texts.reduce(
    (rows, text) => rows.filter({ hasText: text }),
    page.getByRole('table', { name: table }).getByRole('row'),
  );

/** The log of the app's deliveries, as it follows what happens; one of them is opened. */
export async function seeDelivered({ page }: Somebody, { receiver, step }: Tour): Promise<void> {
  await openTab(page, 'Deliveries');
  for (const title of [BOOKED, LEFT]) await rowsOf(page, 'Deliveries', title, 'Delivered').waitFor();
  step('Both deliveries are in the log of the app, each by the name of its event.');
  await rowsOf(page, 'Deliveries', BOOKED).getByRole('link').click();
  const sent = receiver.accepted.find(({ type }) => type === COMPLETED);
  const signature = receiver.signatures.get(sent?.id ?? '') ?? '';
  if (!signature.startsWith('v1,')) throw new DemoFailure(`The receiver got the signature "${signature}".`);
  await page.getByText(signature, { exact: true }).waitFor();
  step('The developer opens one: its attempt shows the signature that the receiver has verified.');
}

/** What fails while the receiver is broken is replayed once it is mended. */
export async function breakAndMend({ page }: Somebody, tour: Tour): Promise<void> {
  const { receiver, waits, step } = tour;
  receiver.isBroken = true;
  step('The receiver breaks.');
  const { sessionId } = await book(tour, { firstName: 'Grace', lastName: 'Green' });
  // The log follows live; the list of failed events is read anew only now and then.
  await openTab(page, 'Deliveries');
  await rowsOf(page, 'Deliveries', BOOKED, 'Failed').waitFor();
  await openTab(page, 'Failed events');
  await rowsOf(page, 'Failed events', BOOKED, 'Failed').waitFor();
  step(`After ${receiver.refused} attempts the delivery is among the failed events.`);
  receiver.isBroken = false;
  step('The receiver is mended.');
  await page.getByRole('button', { name: 'Replay all found…' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Replay 1' }).click();
  await page.getByText('The replay has begun.').waitFor();
  step('The developer replays what failed.');
  await waits.poll('the replayed delivery at the receiver', async () =>
    receiver.accepted.find(({ data }) => data.session.id === sessionId),
  );
  await openTab(page, 'Deliveries');
  await rowsOf(page, 'Deliveries', BOOKED, 'Delivered', 'replay').waitFor();
  step('The replayed delivery has arrived, verified.');
}

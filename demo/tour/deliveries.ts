import type { Page } from 'playwright-core';
import { book } from './visitors.ts';
import type { Somebody } from './people.ts';
import type { Tour } from './set-up.ts';

interface App {
  readonly appId: string;
}

const rowsOf = (page: Page, table: string, state: string) =>
  page.getByRole('table', { name: table }).getByRole('row').filter({ hasText: state });

/** The log of the app's deliveries, as it follows what happens. */
export async function seeDelivered({ page }: Somebody, { step }: Tour, { appId }: App): Promise<void> {
  await page.goto(`/portal/apps/${appId}/deliveries`);
  await rowsOf(page, 'Deliveries', 'Delivered').nth(1).waitFor();
  step('Both deliveries are in the log of the app, and at the receiver, which verified them.');
}

/** What fails while the receiver is broken is replayed once it is mended. */
export async function breakAndMend({ page }: Somebody, tour: Tour, { appId }: App): Promise<void> {
  const { receiver, waits, step } = tour;
  receiver.isBroken = true;
  step('The receiver breaks.');
  const { sessionId } = await book(tour, { firstName: 'Grace', lastName: 'Green' });
  await page.goto(`/portal/apps/${appId}/failed`);
  await rowsOf(page, 'Failed events', 'Failed').first().waitFor();
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
  await page.goto(`/portal/apps/${appId}/deliveries`);
  await rowsOf(page, 'Deliveries', 'Delivered').nth(2).waitFor();
  step('The replayed delivery has arrived, verified.');
}

import type { Page } from 'playwright-core';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import {
  expectAccessible,
  expectFocusBack,
  expectNoSidewaysScroll,
  useConsole,
} from '../../test/console-browser.ts';
import { createPastDelivery, createWatchedApp, type WatchedApp } from '../../test/console-deliveries.ts';
import { startTestWorker } from '../../test/deliveries.ts';
import { connect, createTenant } from '../../test/factories.ts';
import { consentSince } from '../../test/feed.ts';
import { type Receiver, startReceiver } from '../../test/receiver.ts';
import { addSeconds } from '../../src/lib/clock.ts';
import { runDueLoop } from '../../src/lib/due-loop.ts';
import { silentLog } from '../../src/lib/log.ts';
import { replayLoop } from '../../src/replays/replay-loop.ts';

const world = useConsole();
let receiver: Receiver;
let app: WatchedApp;
let silent: number;

beforeAll(async () => {
  const { db } = world.current;
  receiver = await startReceiver();
  app = await createWatchedApp(db, `${receiver.origin}/hook`);
  const other = { ...app, ...(await createTenant(db, { name: 'Birch Plumbing' })) };
  silent = other.tenantId;
  await connect(db, other, other);
  await consentSince(db, other, addSeconds(new Date(), -60 * 86_400));
  const failed = { state: 'failed', reason: 'retries_exhausted', attempts: 5 } as const;
  const attempt = { status: 500, error: 'unexpected_status' };
  await createPastDelivery(db, other, { state: 'skipped', reason: 'connection_disabled', secondsAgo: 900 });
  for (let index = 5; index > 0; index -= 1)
    await createPastDelivery(db, app, { ...failed, attempt, secondsAgo: index * 60 });
  await createPastDelivery(db, app, { state: 'delivered', attempt: { status: 204 }, secondsAgo: 20 });
  await db
    .updateTable('connections')
    .set({ disabled_at: new Date() })
    .where('tenant_id', '=', silent)
    .execute();
  return () => receiver.close();
});

const patient = { timeout: 10_000 };
const at = (rest = ''): string => `/portal/apps/${app.appId}/failed${rest}`;
const rowsOf = (page: Page) => page.getByRole('table', { name: 'Failed events' }).getByRole('row');

const soon = () => addSeconds(new Date(), 60);

/** Queues what replays have to queue, as the loop of the workers does, until the test ends. */
function queueReplays(): void {
  const stopping = new AbortController();
  const deps = { db: world.current.db, clock: soon, log: silentLog, onCommitted: () => undefined };
  const running = runDueLoop(replayLoop(deps), stopping.signal);
  onTestFinished(async () => {
    stopping.abort();
    await running;
  });
}

test('failed events say which cannot be replayed and why; some are chosen by keys and replayed, with progress', async () => {
  const { pool } = world.current;
  await using visit = await world.current.open({ as: app.developer.headers });
  const { page } = visit;
  await visit.goTo(at());
  const refused = page.getByRole('row', { name: new RegExp(String(silent)) });
  await refused.getByText('Not now: no consent now').waitFor();
  expect(await refused.getByRole('checkbox').isDisabled()).toBe(true);
  expect(await rowsOf(page).count()).toBe(7);
  for (const key of ['j', 'Space', 'j', 'j', 'Shift+X']) await page.keyboard.press(key);
  await page.getByText('3 selected', { exact: true }).waitFor();
  await page.keyboard.press('x');
  await page.getByText('2 selected', { exact: true }).waitFor();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Replay 2 selected…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Replay these deliveries?' });
  await dialog.getByText('2 deliveries: 2 failed.').waitFor();
  await dialog.getByLabel('At most per second (optional)').fill('20');
  await dialog.getByRole('button', { name: 'Replay 2', exact: true }).click();
  const job = page.getByRole('region', { name: 'Replay of 2' });
  await job.getByText('0 delivered').waitFor();
  await job.getByText(/^2 chosen by hand/).waitFor();
  expect(await job.getByRole('progressbar').getAttribute('aria-valuenow')).toBe('0');

  // It goes on wherever one is.
  await page.getByRole('link', { name: 'Overview' }).click();
  queueReplays();
  await page.getByRole('link', { name: 'Failed events' }).click();
  await job.getByText('2 waiting').waitFor();
  startTestWorker(pool, [receiver.origin], soon);
  await job.getByText('Done').waitFor();
  await job.getByText('2 delivered').waitFor();
  await expect.poll(() => rowsOf(page).count(), patient).toBe(5);
  const answer = await page.request.get(`/api/portal/apps/${app.appId}/replays`);
  const { data } = (await answer.json()) as { data: object[] };
  expect(data).toMatchObject([{ perSecond: 20, total: 2, state: 'done', progress: { delivered: 2 } }]);
});

test('a replay of all says what it would send and what not; it is cancelled, and taken up again', async () => {
  const { db, pool } = world.current;
  await using visit = await world.current.open({ as: app.developer.headers, width: 360 });
  const { page } = visit;
  await visit.goTo(at());
  await page.getByText('Not now: no consent now').waitFor();
  await expectNoSidewaysScroll(page);
  const replayAll = page.getByRole('button', { name: 'Replay all found…' });
  await expectFocusBack(replayAll);
  await replayAll.click();
  const dialog = page.getByRole('dialog', { name: 'Replay these deliveries?' });
  await dialog.getByText('4 deliveries: 3 failed, 1 skipped.').waitFor();
  await dialog.getByText('1 of them cannot be sent now:').waitFor();
  await dialog.getByText('1: without consent now').waitFor();
  await dialog.getByRole('button', { name: 'Replay 3', exact: true }).click();
  await page.getByRole('button', { name: 'Cancel the replay of 4' }).click();
  const question = page.getByRole('dialog', { name: 'Cancel the replay of 4?' });
  await question.getByRole('button', { name: 'Cancel the replay' }).click();
  await page.getByRole('region', { name: 'Replay of 4' }).getByText('Cancelled').waitFor();
  await page.getByRole('heading', { name: 'Replays', exact: true }).waitFor();
  expect(await db.selectFrom('delivery_queue').select('delivery_id').execute()).toEqual([]);

  await page.getByRole('link', { name: 'Replays so far' }).click();
  await page.getByText(/^failed and skipped · events of/).waitFor();
  await expectNoSidewaysScroll(page);
  await expectAccessible(page);
  const resume = page.getByRole('button', { name: 'Resume…' });
  await expectFocusBack(resume);
  await resume.click();
  await dialog.getByRole('button', { name: 'Replay 3', exact: true }).click();
  queueReplays();
  startTestWorker(pool, [receiver.origin], soon);
  const resumed = page.getByRole('region', { name: 'Replay of 4' }).first();
  await resumed.getByText('3 delivered · 1 not sent (without consent now)').waitFor();
  await visit.goTo(`${at()}?kind=failed`);
  await page.getByText('Nothing failed that fits').waitFor();
});

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Page } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { expectAccessible, expectNoSidewaysScroll, useConsole } from '../../test/console-browser.ts';
import { createPastDelivery, createWatchedApp, type WatchedApp } from '../../test/console-deliveries.ts';
import { publishEvents, startTestWorker } from '../../test/deliveries.ts';
import { startReceiver } from '../../test/receiver.ts';

const world = useConsole();
const run = promisify(execFile);
let app: WatchedApp;
const ids = { refused: '', waiting: '', skipped: '', cancelled: '' };

beforeAll(async () => {
  const { db } = world.current;
  app = await createWatchedApp(db, 'https://hooks.developer.example/fieldhook');
  const past = (given: Parameters<typeof createPastDelivery>[2]) => createPastDelivery(db, app, given);
  ids.cancelled = await past({ state: 'cancelled', reason: 'webhook_removed', secondsAgo: 500 });
  ids.skipped = await past({ state: 'skipped', reason: 'webhook_disabled', secondsAgo: 400 });
  await past({ state: 'delivered', attempt: { status: 204 }, secondsAgo: 300 });
  ids.refused = await past({
    state: 'failed',
    reason: 'retries_exhausted',
    attempt: { status: 503, error: 'unavailable', body: '{"error":"down for maintenance"}' },
    attempts: 5,
    secondsAgo: 200,
  });
  ids.waiting = await past({
    state: 'pending',
    attempt: { error: 'tls_expired', detail: 'certificate has expired' },
    secondsAgo: 100,
  });
});

const at = (rest = '', of = app): string => `/portal/apps/${of.appId}/deliveries${rest}`;
const search = (page: Page) => new URL(page.url()).searchParams;
const patient = { timeout: 10_000 };
const rowsOf = (page: Page) => page.getByRole('table', { name: 'Deliveries' }).getByRole('row');

test('deliveries are found by status, code, tenant and id; all of it stands in the address, and keys open a row', async () => {
  await using visit = await world.current.open({ as: app.developer.headers });
  const { page } = visit;
  await visit.goTo(at());
  await page.getByText('Overloaded or down').waitFor();
  expect(await rowsOf(page).count()).toBe(6);
  await page.getByText(/^next in/).waitFor();
  await page.getByRole('combobox', { name: 'Status' }).click();
  await page.getByRole('option', { name: 'Skipped: webhook disabled' }).click();
  await expect.poll(() => rowsOf(page).count(), patient).toBe(2);
  expect(Object.fromEntries(search(page))).toEqual({ state: 'skipped', reason: 'webhook_disabled' });
  await page.getByRole('button', { name: 'Clear', exact: true }).click();
  await page.getByRole('combobox', { name: 'HTTP code or error' }).fill('9xx');
  await page.getByText('Such as 404, 5xx or timeout').waitFor();
  await page.getByRole('combobox', { name: 'HTTP code or error' }).fill('5xx');
  await expect.poll(() => rowsOf(page).count(), patient).toBe(2);
  await page.getByRole('combobox', { name: 'Tenant' }).click();
  await page.getByRole('option', { name: `${app.tenantId} · Pilot` }).click();
  await page.reload();
  await page.getByText('Overloaded or down').waitFor();
  expect(Object.fromEntries(search(page))).toEqual({ result: '5xx', tenant: String(app.tenantId) });
  await page.getByRole('button', { name: 'Clear', exact: true }).click();
  await page.getByRole('searchbox').fill(ids.skipped);
  await expect.poll(() => rowsOf(page).count(), patient).toBe(2);
  await expectAccessible(page);
  await page.getByRole('searchbox').blur();
  await page.keyboard.press('j');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Session Completed' }).waitFor();
  expect(page.url()).toContain(ids.skipped);
});

test('the list follows what happens, waits while it is paused, and neither loses nor doubles anything over a break', async () => {
  const { db } = world.current;
  const other = await createWatchedApp(db, 'https://hooks.developer.example/other');
  await using visit = await world.current.open({ as: other.developer.headers });
  const { page } = visit;
  const connections: string[] = [];
  let breaks: 'after a second' | 'refuses' | 'not' = 'not';
  await page.route('**/deliveries/stream*', (route, request) => {
    connections.push(request.headers()['last-event-id'] ?? '');
    if (breaks === 'refuses') return route.fulfill({ status: 503, body: '{}' });
    const url = new URL(request.url());
    if (breaks === 'after a second') url.searchParams.set('seconds', '1');
    return route.continue({ url: url.href });
  });
  await visit.goTo(at('', other));
  await page.getByText('Nothing was sent in this time').waitFor();
  const state = page.getByRole('group', { name: 'Live tail' }).getByRole('status');
  await state.getByText('Live', { exact: true }).waitFor();
  await publishEvents(db, other, new Date());
  await rowsOf(page).getByText('Pending').waitFor();
  await db.updateTable('deliveries').set({ attempts: 1 }).where('app_id', '=', other.appId).execute();
  await page.getByRole('button', { name: 'Pause' }).click();
  await publishEvents(db, other, new Date(), 2);
  await page.getByRole('button', { name: 'Show 2 new' }).waitFor();
  expect(await rowsOf(page).count()).toBe(2);
  await page.getByRole('button', { name: 'Show 2 new' }).click();
  await expect.poll(() => rowsOf(page).count(), patient).toBe(4);

  breaks = 'after a second';
  visit.expectStatus(503);
  await page.getByLabel('Follow live').uncheck();
  expect(search(page).get('live')).toBe('off');
  await page.getByLabel('Follow live').check();
  await state.getByText('Live', { exact: true }).waitFor();
  breaks = 'refuses';
  await state.getByText('Reconnecting…').waitFor();
  await publishEvents(db, other, new Date(), 2);
  await expect.poll(() => connections.length, patient).toBeGreaterThan(3);
  breaks = 'not';
  await state.getByText('Live', { exact: true }).waitFor();
  await expect.poll(() => rowsOf(page).count(), patient).toBe(6);
  expect(connections.at(-1)).toMatch(/^\d{4}-/);
  const links = await page
    .locator('[data-row-link]')
    .evaluateAll((all) => all.map((one) => one.getAttribute('href') ?? ''));
  expect(new Set(links).size).toBe(5);
  expect(links).toEqual(links.toSorted((a, b) => (a < b ? 1 : -1)));
});

test('a delivery is explained, copied as a curl that sends the same bytes, and replayed once its server is mended', async () => {
  const { db, pool } = world.current;
  let isBroken = true;
  const receiver = await startReceiver((res) =>
    res.writeHead(isBroken ? 404 : 204).end(isBroken ? 'no such hook' : ''),
  );
  const broken = await createWatchedApp(db, `${receiver.origin}/it's here`);
  await using visit = await world.current.open({ as: broken.developer.headers });
  const { page, context } = visit;
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  // It stands still until the replay, so that no retry comes between.
  let clock = (
    (now) => () =>
      now
  )(new Date());
  startTestWorker(pool, [receiver.origin], () => clock());
  await publishEvents(db, broken, clock());
  await receiver.arrived(1);
  await visit.goTo(at('', broken));
  await page.getByRole('link', { name: /Session Completed/ }).click();
  await page.getByText('The server answered with an error; any 2xx status means success.').waitFor();
  await page.getByText(/Tried once without success/).waitFor();
  await page.getByText('no such hook').waitFor();
  const request = page.getByRole('region', { name: 'Request' });
  await request.getByText('webhook-signature').waitFor();
  expect(await page.title()).toMatch(/^Session Completed, .* · .* · Applications · Developer portal/);
  await page.getByRole('list', { name: 'Where the time went' }).getByText('First byte').waitFor();
  await expectAccessible(page);

  const body = page.getByRole('region', { name: 'Sent body' });
  await body.getByRole('button', { name: 'Copy as curl' }).click();
  const command = (await page.evaluate('navigator.clipboard.readText()')) as string;
  await run('sh', ['-c', command]);
  await receiver.arrived(2);
  const [sent, again] = receiver.received;
  expect(again?.body.equals(sent?.body ?? Buffer.alloc(0))).toBe(true);
  for (const name of ['webhook-id', 'webhook-timestamp', 'webhook-signature', 'content-type', 'user-agent'])
    expect(again?.headers[name]).toBe(sent?.headers[name]);

  isBroken = false;
  clock = () => new Date();
  await page.getByRole('button', { name: 'Replay' }).click();
  await page.getByText('Your server took it when it was replayed.').waitFor();
  await page.getByText('by Robin Reed').waitFor();
  const { state } = await db
    .selectFrom('deliveries')
    .select('state')
    .where('app_id', '=', broken.appId)
    .executeTakeFirstOrThrow();
  expect(state).toBe('delivered');
  await receiver.close();
});

test('what cannot be replayed says why; a delivery that waits says until when; and neither scrolls sideways', async () => {
  await using visit = await world.current.open({ as: app.developer.headers, width: 360 });
  const { page } = visit;
  await visit.goTo(at(`/${ids.cancelled}`));
  await page.getByText('No replay now: What was cancelled is never sent again.').waitFor();
  expect(await page.getByRole('button', { name: 'Replay' }).isDisabled()).toBe(true);
  await visit.goTo(at(`/${ids.waiting}`));
  await page.getByText('Certificate expired.').waitFor();
  await page.getByText(/^in 3:\d\d/).waitFor();
  await page.getByText(/Without Authorization, whose values are not kept/).waitFor();
  await expectNoSidewaysScroll(page);
  await visit.goTo(at());
  await page.getByText('Overloaded or down').waitFor();
  await expectNoSidewaysScroll(page);
  visit.expectStatus(404);
  await visit.goTo(at('/01a209f7-ac3f-7708-87ff-c21ad8b28088'));
  await page.getByText('There is no such delivery').waitFor();
});

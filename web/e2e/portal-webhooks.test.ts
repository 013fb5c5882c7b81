import { beforeAll, expect, test } from 'vitest';
import {
  expectAccessible,
  expectFocusBack,
  expectNoSidewaysScroll,
  useConsole,
} from '../../test/console-browser.ts';
import { ConsoleCaller } from '../../test/console-caller.ts';
import { publishEvents } from '../../test/deliveries.ts';
import { connect, createTenant, type TestTenant } from '../../test/factories.ts';
import { signIn, type TestPerson } from '../../test/people.ts';
import { abandoned, completed, createOrganisation } from '../../test/portal.ts';
import { silentLog } from '../../src/lib/log.ts';
import { takeDueStep } from '../../src/replays/replay-loop.ts';

const world = useConsole();
let developer: TestPerson;
let caller: ConsoleCaller;
let tenant: TestTenant;

beforeAll(async () => {
  const { db, baseUrl } = world.current;
  tenant = await createTenant(db, { name: 'Evergreen Heating' });
  developer = await signIn(db, { organisationIds: [await createOrganisation(db)] });
  caller = new ConsoleCaller(baseUrl, developer);
});

const hour = 3_600_000;
const ago = (ms: number): Date => new Date(Date.now() - ms);

/** The webhook of completed sessions as the server has it. */
async function stored(appId: string) {
  const { body } = await caller.get(`/api/portal/apps/${appId}/webhooks`);
  return (body['data'] as Record<string, unknown>[])[0];
}

async function audited(appId: string): Promise<unknown[]> {
  const { body } = await caller.get(`/api/portal/apps/${appId}/audit`);
  return (body['data'] as { action: string }[]).map(({ action }) => action);
}

/** Lets the jobs that wait take their steps, as a worker does. */
async function work(): Promise<void> {
  const loop = {
    db: world.current.db,
    clock: () => new Date(),
    log: silentLog,
    onCommitted: () => undefined,
  };
  while ((await takeDueStep(loop)) === 'more');
}

test('a webhook gets another URL, key, headers and way of sending, and the server’s rules are said beside the fields', async () => {
  const appId = await caller.createApp({ name: 'Lead Beacon' });
  await using visit = await world.current.open({ as: developer.headers });
  const { page } = visit;
  const dialog = page.getByRole('dialog');
  const press = (name: string) => dialog.getByRole('button', { name, exact: true }).click();
  await visit.goTo(`/portal/apps/${appId}`);
  await page.getByRole('link', { name: 'Webhooks', exact: true }).click();

  const changeUrl = page.getByRole('button', { name: 'Change the delivery URL of Session Completed' });
  await expectFocusBack(changeUrl);
  await expectFocusBack(page.getByRole('button', { name: 'Pause Session Completed' }));
  await changeUrl.click();
  await dialog.getByLabel('Delivery URL').fill('https://10.0.0.7/hook');
  // What was typed survives a reload.
  await page.reload();
  await changeUrl.click();
  await dialog.getByText(/^What you typed/).waitFor();
  expect(await dialog.getByLabel('Delivery URL').inputValue()).toBe('https://10.0.0.7/hook');
  visit.expectStatus(400, 412);
  await press('Save');
  await dialog.getByText('Delivery url must name a host, not an IP address.').waitFor();
  // Somebody else is faster: what was typed stays, and the next press means it.
  const app = await caller.get(`/api/portal/apps/${appId}`);
  await caller.patch(`/api/portal/apps/${appId}`, { description: 'Theirs.' });
  expect(app.etag).toBe('"1"');
  await dialog.getByLabel('Delivery URL').fill('https://new.developer.example/hook');
  await press('Save');
  await dialog.getByText('Somebody else changed this app meanwhile').waitFor();
  await dialog.locator('dd', { hasText: 'https://hooks.developer.example/' }).waitFor();
  await press('Save');
  await page.getByText('https://new.developer.example/hook').waitFor();

  // A key of one's own, with an overlap of a week that is ended before its time.
  await page.getByRole('button', { name: 'Rotate the HMAC key of Session Completed' }).click();
  await dialog.getByLabel('My own').check();
  await dialog.getByRole('textbox', { name: 'HMAC key' }).fill('too short');
  await press('Rotate');
  await dialog.getByText(/must have 32 to 64 characters/).waitFor();
  const key = 'a-key-of-my-own-with-40-characters-in-it';
  await dialog.getByRole('textbox', { name: 'HMAC key' }).fill(key);
  await dialog.getByLabel('7 days').check();
  await press('Rotate');
  await dialog.getByText(key).waitFor();
  await press('Done');
  await page.getByText(/^6 d 23:59:\d\d$/).waitFor();
  expect(await page.getByText(key).count()).toBe(0);
  await page.getByRole('button', { name: 'Reveal the HMAC key of Session Completed' }).click();
  await page.getByText(key).waitFor();
  await page.getByText('The old key, which signs along').waitFor();
  await page.getByRole('button', { name: 'End now: the old HMAC key of Session Completed' }).click();
  await press('End the old key');
  await page.getByText(/signs along for another/).waitFor({ state: 'detached' });
  expect(await stored(appId)).toMatchObject({ previousKeyUntil: null, maskedKey: `••••${key.slice(-4)}` });

  await page.getByRole('button', { name: 'More settings of Session Completed' }).click();
  expect(page.url()).toContain(`more=${completed}`);
  await page.getByRole('button', { name: 'Edit the custom headers of Session Completed' }).click();
  await press('Add header');
  await dialog.getByLabel('Name').fill('Webhook-Id');
  await dialog.getByText('fieldhook sets it: it carries the ids').waitFor();
  await dialog.getByLabel('Name').fill('Authorization');
  await dialog.getByLabel('Value').fill('Bearer secret');
  expect(await dialog.getByRole('checkbox', { name: 'Sensitive: Authorization' }).isChecked()).toBe(true);
  // Of a sensitive one the value does not.
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  const kept = await page.evaluate("Object.values(localStorage).join('')");
  expect(kept).toContain('Authorization');
  expect(kept).not.toContain('Bearer secret');
  await page.getByRole('button', { name: 'Edit the custom headers of Session Completed' }).click();
  await dialog.getByLabel('Value').fill('Bearer secret');
  await press('Save');
  await page.getByText('Authorization: ••••').waitFor();

  await page.getByRole('button', { name: 'Change how Session Completed is sent' }).click();
  await dialog.getByLabel('Extended').check();
  await dialog.getByLabel('Rate limit').fill('5000');
  await press('Save');
  await dialog.getByText(/must be <= 1000|at most 1,?000/i).waitFor();
  await dialog.getByLabel('Rate limit').fill('20');
  // Only what is another here is sent: what somebody else set meanwhile stays.
  const path = `/api/portal/apps/${appId}`;
  await caller.patch(`${path}/webhooks/${completed}`, { contentType: 'application/cloudevents+json' }, path);
  await press('Save');
  await dialog.getByText('Somebody else changed this app meanwhile').waitFor();
  await press('Save');
  await dialog.waitFor({ state: 'detached' });
  await page.getByText('At most 20 POSTs a second').waitFor();
  await page.getByText(/10 attempts: at once, then 5 s, 5 min/).waitFor();

  await page.getByRole('button', { name: 'Switch on the public key of Session Completed' }).click();
  await page.getByText(/^whpk_/).waitFor();
  await expectAccessible(page);
  expect(await stored(appId)).toMatchObject({
    deliveryUrl: 'https://new.developer.example/hook',
    contentType: 'application/cloudevents+json',
    retrySchedule: 'extended',
    rateLimitPerSecond: 20,
    customHeaders: [{ name: 'Authorization', value: '••••', sensitive: true }],
    publicKey: await page.getByText(/^whpk_/).textContent(),
  });
  expect(await audited(appId)).toContain('webhook.key_revealed');
  // The link leads others to the same settings.
  await page.setViewportSize({ width: 360, height: 800 });
  await page.reload();
  await page.getByText('At most 20 POSTs a second').waitFor();
  await expectNoSidewaysScroll(page);
});

test('what fails is explained; a pause skips what waits, Enable offers it again, and jobs can be followed and stopped', async () => {
  const { db } = world.current;
  const events = [completed, abandoned].map((eventType) => ({
    eventType,
    deliveryUrl: 'https://hooks.developer.example/',
  }));
  const appId = await caller.createApp({
    name: 'Call Scribe',
    events,
    tenants: [{ tenantId: tenant.tenantId }],
  });
  await connect(db, tenant, { appId, webhooks: {} as never });
  const rows = await db
    .selectFrom('webhooks')
    .select(['id', 'event_type'])
    .where('app_id', '=', appId)
    .execute();
  const idOf = (type: string): string => rows.find((row) => row.event_type === type)?.id ?? '';
  await db
    .insertInto('webhook_health')
    .values({
      webhook_id: idOf(abandoned),
      circuit: 'open',
      opened_at: ago(hour),
      probe_at: new Date(Date.now() + 4 * 60_000),
      failing_since: ago(30 * hour),
      failed_attempts: 37,
      last_failure_at: ago(60_000),
      last_error: 'connection_refused',
      warned_days: 1,
    })
    .execute();
  await using visit = await world.current.open({ as: developer.headers });
  const { page } = visit;
  const dialog = page.getByRole('dialog');
  await visit.goTo(`/portal/apps/${appId}/webhooks`);
  const failing = page.getByRole('region', { name: 'Qualified Abandoned Session' });
  await failing.getByText('The circuit is open').waitFor();
  await failing.getByText('Nothing listens at this address and port; start the server').waitFor();
  await failing.getByText(/^[34]:\d\d$/).waitFor();
  await failing.getByText('37 attempts have failed since').waitFor();
  await failing.getByRole('img', { name: 'Warned after 1 day; the next warning is after 3.' }).waitFor();

  // By the palette, as by the button.
  await publishEvents(db, tenant, new Date(), 2);
  await page.getByText('2 waiting').waitFor();
  await page.keyboard.press('Control+k');
  await page.getByLabel('Go to a page, an app or a tenant').fill('pause session');
  await page.keyboard.press('Enter');
  await dialog.getByText('2 deliveries wait: they are skipped at once.').waitFor();
  await dialog.getByRole('button', { name: 'Pause' }).click();
  await page.getByText(/^Paused since/).waitFor();
  await page.getByText('2 skipped while it was disabled').waitFor();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Enable Session Completed' }).click();
  await dialog.getByText('2 deliveries', { exact: true }).waitFor();
  await dialog.getByRole('button', { name: 'Replay 2' }).click();
  const job = page.getByRole('region', { name: 'Replay of 2' });
  await job.getByText('Queueing').waitFor();
  await work();
  await job.getByText('2 waiting').waitFor();
  await page.getByRole('button', { name: 'Cancel the replay of Session Completed' }).click();
  await dialog.getByRole('button', { name: 'Cancel the replay' }).click();
  await job.getByText('2 taken back').waitFor();
  expect(await audited(appId)).toEqual(
    expect.arrayContaining(['webhook.changed', 'replay.started', 'replay.cancelled']),
  );

  // An event from before the webhook: a backfill finds it.
  const missed = await publishEvents(db, tenant, new Date());
  await db.deleteFrom('delivery_queue').where('event_id', 'in', missed).execute();
  await db.deleteFrom('deliveries').where('event_id', 'in', missed).execute();
  await page.getByRole('button', { name: 'More settings of Session Completed' }).click();
  await page.getByRole('button', { name: 'Backfill Session Completed' }).click();
  await dialog.getByLabel('How many days back').fill('31');
  await dialog.getByText('Type a number from 1 to 30.').waitFor();
  await dialog.getByLabel('How many days back').fill('2');
  await dialog.getByText('1 event', { exact: true }).waitFor();
  await dialog.getByRole('button', { name: 'Start the backfill' }).click();
  await page.getByRole('region', { name: 'Backfill of 1' }).waitFor();
  await page.setViewportSize({ width: 360, height: 800 });
  await page.reload();
  await page.getByRole('region', { name: 'Backfill of 1' }).waitFor();
  await expectNoSidewaysScroll(page);
});

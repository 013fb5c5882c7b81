import { beforeAll, expect, test } from 'vitest';
import {
  expectAccessible,
  expectFocus,
  expectNoSidewaysScroll,
  useConsole,
} from '../../test/console-browser.ts';
import { createTenant } from '../../test/factories.ts';
import { signIn, type TestPerson } from '../../test/people.ts';
import { abandoned, completed, createOrganisation } from '../../test/portal.ts';
import { ConsoleCaller } from '../../test/console-caller.ts';

const world = useConsole();
let developer: TestPerson;
let caller: ConsoleCaller;
let tenantId: number;

beforeAll(async () => {
  const { db, baseUrl } = world.current;
  ({ tenantId } = await createTenant(db, { name: 'Evergreen Heating' }));
  developer = await signIn(db, { organisationIds: [await createOrganisation(db)] });
  caller = new ConsoleCaller(baseUrl, developer);
});

const appIdIn = (url: string): string => /\/portal\/apps\/([0-9a-f-]{36})/.exec(url)?.[1] ?? '';

test('an app is created as the article says, and a reload loses nothing but the keys', async () => {
  await using visit = await world.current.open({ as: developer.headers });
  const { page } = visit;
  await visit.goTo('/portal');
  await page.getByRole('link', { name: /Create and Manage Applications/ }).click();
  await page.getByText('There is no application yet').waitFor();
  visit.expectStatus(404);
  await page.route('**/api/portal/catalogue', (route) => route.fulfill({ status: 404 }), { times: 1 });
  await page.getByRole('link', { name: 'Create New App' }).click();
  await page.getByRole('heading', { name: 'Create New App' }).waitFor();
  await page.getByText('The categories could not be read').waitFor();
  await page.getByRole('button', { name: 'Try again' }).click();

  await page.getByLabel('Organization/App Website').fill('https://developer.example');
  await page.getByLabel('App Name').fill('Lead Beacon');
  await page.getByRole('textbox', { name: 'Description' }).fill('Brings bookings into the CRM.');
  await page.getByRole('combobox', { name: 'App Category' }).click();
  await page.getByRole('option', { name: 'CRM & Lead Management' }).click();
  await page.getByRole('button', { name: 'Generate a GUID' }).click();
  await page.getByRole('button', { name: 'Add Webhook Events' }).click();
  await page.getByRole('checkbox', { name: 'Session Completed' }).check();
  await page.getByText('Needs the scope tn.sp.schedulers:r: Done adds it.').waitFor();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Done' }).click();
  await page.getByText('Scheduling Pro ▸ Schedulers').waitFor();
  await page.getByLabel('Delivery URL').fill('http://hooks.developer.example/fieldhook');
  await page.getByRole('button', { name: 'Generate an HMAC key for Session Completed' }).click();
  const key = await page.getByRole('textbox', { name: 'HMAC key' }).inputValue();
  expect(key).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
  await page.getByLabel('Tenant ID').fill(String(tenantId));
  await page.getByLabel('Note (optional)').fill('Pilot');
  await page.getByRole('button', { name: 'Create App' }).click();
  await page.getByText('Choose who configures the credentials.').waitFor();
  await page.getByLabel('Tenants will configure the credentials themselves').check();
  await expect
    .poll(() =>
      page.evaluate('Object.values(localStorage).join(\'\').includes(\'"credentialMode":"tenant"\')'),
    )
    .toBe(true);
  expect(await page.evaluate("Object.values(localStorage).join('')")).not.toContain('whsec_');

  await page.reload();
  await page.getByText('Secrets were not kept').waitFor();
  expect(await page.getByLabel('App Name').inputValue()).toBe('Lead Beacon');
  expect(await page.getByRole('textbox', { name: 'HMAC key' }).inputValue()).toBe('');
  await page.getByRole('textbox', { name: 'HMAC key' }).fill('too short');
  visit.expectStatus(400);
  await page.getByRole('button', { name: 'Create App' }).click();
  // Each beside its field, as the server says it.
  await page.getByText(/Hmac key must (have 32 to 64|NOT have fewer)/i).waitFor();
  await page.getByRole('textbox', { name: 'HMAC key' }).fill(key);
  await page.getByRole('button', { name: 'Create App' }).click();
  await page.getByText(/Delivery url must/).waitFor();
  await expectAccessible(page);
  await page.getByLabel('Delivery URL').fill('https://hooks.developer.example/fieldhook');
  await page.getByRole('button', { name: 'Create App' }).click();

  await page.getByText('Lead Beacon is created').waitFor();
  await page.getByText(/^ak1\./).waitFor();
  await page.getByText(key).waitFor();
  await expectAccessible(page);
  // Whoever leaves it has seen the key.
  await page.getByRole('link', { name: 'Versions' }).click();
  await page.getByText(key).waitFor({ state: 'detached' });
  await page.goBack();
  await page.getByText(/^ak1\./).waitFor();
  expect(await page.getByText(key).count()).toBe(0);
  const made = await caller.get(`/api/portal/apps/${appIdIn(page.url())}`);
  expect(made.body).toMatchObject({
    name: 'Lead Beacon',
    category: 'CRM & Lead Management',
    externalDataGuid: expect.stringMatching(/^[0-9a-f-]{36}$/),
    scopes: ['tn.sp.schedulers:r'],
    eventTypes: ['tn.sp.session-completed'],
    tenants: [{ tenantId, note: 'Pilot' }],
    networks: [],
    credentialMode: 'tenant',
  });
  // The draft is gone, too.
  await visit.goTo('/portal/apps/new');
  expect(await page.getByLabel('App Name').inputValue()).toBe('');
});

test('another event makes a version, whose difference is shown before it is saved', async () => {
  const appId = await caller.createApp({ name: 'Call Scribe' });
  await using visit = await world.current.open({ as: developer.headers });
  const { page } = visit;
  await visit.goTo(`/portal/apps/${appId}/scopes`);
  await page.getByRole('button', { name: 'Add Webhook Events' }).click();
  await page.getByRole('checkbox', { name: 'Qualified Abandoned Session' }).check();
  await page.getByRole('button', { name: 'Done' }).click();
  await page.getByLabel('Delivery URL').fill('https://hooks.developer.example/abandoned');
  await page.getByRole('button', { name: 'Remove Session Completed' }).click();
  await page.getByRole('button', { name: 'Review version 2' }).click();
  const dialog = page.getByRole('dialog', { name: 'Make version 2?' });
  await dialog.waitFor();
  expect(await dialog.locator('ins').allTextContents()).toEqual(['Qualified Abandoned Session']);
  expect(await dialog.locator('del').allTextContents()).toEqual(['Session Completed']);
  await expectAccessible(page);
  await dialog.getByRole('button', { name: 'Make version 2' }).click();
  await page.getByText('Version 2 asks for').waitFor();
  await page.getByText(/^whsec_/).waitFor();

  await page.getByRole('link', { name: 'Versions' }).click();
  await page.getByRole('heading', { name: 'Version 2', exact: true }).waitFor();
  expect(await page.locator('main ins').allTextContents()).toEqual([
    'Qualified Abandoned Session',
    'Scheduling Pro ▸ Schedulers',
    'Session Completed',
  ]);
  await page.getByRole('link', { name: 'Audit' }).click();
  await page.getByRole('row', { name: /Created the app/ }).waitFor();
  await page.getByRole('combobox', { name: 'What was done' }).click();
  await page.getByRole('option', { name: 'Made a version' }).click();
  await page.getByRole('row', { name: /Created the app/ }).waitFor({ state: 'detached' });
  expect(page.url()).toContain('action=app.version_created');
  // A line has an address of its own.
  await page.getByRole('button', { name: 'Details: Made a version' }).click();
  await page.reload();
  const line = page.getByRole('dialog', { name: 'Made a version' });
  await line.getByText('app.version_created').waitFor();
  await page.keyboard.press('Escape');
  await line.waitFor({ state: 'detached' });
  expect(page.url()).not.toContain('open=');
});

test('two people who edit at once are told, and nothing that was typed is lost', async () => {
  const appId = await caller.createApp({ name: 'Before' });
  await using visit = await world.current.open({ as: developer.headers });
  const { page } = visit;
  await visit.goTo(`/portal/apps/${appId}/edit`);
  // It is no part of the overview, however alike their addresses are.
  expect(await page.title()).toMatch(/^Edit · Before · /);
  const parts = page.getByRole('navigation', { name: 'Parts of Before' });
  expect(await parts.locator('[aria-current]').count()).toBe(0);
  await page.getByLabel('App Name').fill('Mine');
  await caller.patch(`/api/portal/apps/${appId}`, { name: 'Theirs', description: 'Theirs, too.' });
  visit.expectStatus(412);
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Somebody else changed this app meanwhile').waitFor();
  await page.locator('dd', { hasText: 'Theirs' }).waitFor();
  expect(await page.getByLabel('App Name').inputValue()).toBe('Mine');
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Save mine all the same' }).click();
  await page.getByRole('heading', { name: 'Mine', level: 1 }).waitFor();
  // What one did not touch is theirs.
  expect((await caller.get(`/api/portal/apps/${appId}`)).body['description']).toBe('Theirs, too.');

  // What was chosen stays while they make a version, and over a reload.
  await page.getByRole('link', { name: 'Scopes & Events' }).click();
  const remove = page.getByRole('button', { name: /^Remove (Session Completed|Qualified)/ });
  await remove.click();
  const deliveryUrl = 'https://hooks.developer.example/';
  const events = [completed, abandoned].map((eventType) => ({ eventType, deliveryUrl }));
  expect(await caller.patch(`/api/portal/apps/${appId}`, { events })).toMatchObject({ status: 200 });
  await page.getByRole('button', { name: 'Review version 2' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Make version 2' }).click();
  await page.getByText('Somebody else changed what this app asks for meanwhile').waitFor();
  expect(await remove.count()).toBe(0);
  await page.reload();
  await page.getByText(/Secrets were not kept/).waitFor();
  expect(await remove.count()).toBe(0);
  await page.getByRole('button', { name: 'Undo the changes' }).click();
  await expect.poll(() => remove.count()).toBe(2);

  // What was kept of an earlier version is no silent way back to it.
  await remove.first().click();
  await expectFocus(remove);
  await page.goto('about:blank');
  expect(await caller.patch(`/api/portal/apps/${appId}`, { events: events.slice(0, 1) })).toMatchObject({
    status: 200,
  });
  await visit.goTo(`/portal/apps/${appId}/scopes`);
  await page.getByText('Somebody else changed what this app asks for meanwhile').waitFor();
  await page.getByRole('button', { name: 'Take what is there now' }).click();

  // Nor is what was typed of another app, to which the browser’s history leads.
  const otherId = await caller.createApp({ name: 'Other' });
  await visit.goTo(`/portal/apps/${otherId}/edit`);
  await page.evaluate(`history.pushState(null, '', '/portal/apps/${appId}/edit')`);
  await page.reload();
  await page.getByRole('heading', { name: 'Mine', level: 1 }).waitFor();
  await page.getByLabel('App Name').fill('Mine, typed');
  await page.goBack();
  await page.getByRole('heading', { name: 'Other', level: 1 }).waitFor();
  expect(await page.getByLabel('App Name').inputValue()).toBe('Other');
  await page.goForward();
  await page.getByRole('heading', { name: 'Mine', level: 1 }).waitFor();
  await expect.poll(() => page.getByLabel('App Name').inputValue()).toBe('Mine, typed');

  // Deleting wants the name.
  await page.keyboard.press('Control+k');
  await page.getByLabel('Go to a page, an app or a tenant').fill('delete mine');
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Delete the app Mine?' });
  const deletion = dialog.getByRole('button', { name: 'Delete Mine' });
  await dialog.getByLabel('Type Mine to confirm').fill('Min');
  expect(await deletion.isDisabled()).toBe(true);
  await dialog.getByLabel('Type Mine to confirm').fill('Mine');
  await deletion.click();
  await page.getByRole('heading', { name: 'Applications' }).waitFor();
  visit.expectStatus(404);
  expect((await caller.get(`/api/portal/apps/${appId}`)).status).toBe(404);
});

test('no page of an app scrolls sideways on a telephone; axe finds nothing on those not looked at above', async () => {
  const tenants = [{ tenantId, note: 'A pilot customer with a long note' }];
  const appId = await caller.createApp({ name: 'Lead Beacon for Everybody', tenants });
  await using visit = await world.current.open({ as: developer.headers, width: 360 });
  const { page } = visit;
  const parts = ['', '/edit', '/scopes', '/tenants', '/credentials', '/versions', '/audit'];
  const paths = ['/portal/apps', '/portal/apps/new', ...parts.map((part) => `/portal/apps/${appId}${part}`)];
  for (const path of paths) {
    await visit.goTo(path);
    await page.waitForLoadState('networkidle');
    await expectNoSidewaysScroll(page);
    if (/apps$|tenants|versions|audit/.test(path)) await expectAccessible(page);
  }
});

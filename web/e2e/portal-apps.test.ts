import { beforeAll, expect, test } from 'vitest';
import { expectAccessible, expectNoSidewaysScroll, useConsole } from '../../test/console-browser.ts';
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
  await page.getByRole('link', { name: 'Create New App' }).click();
  await page.getByRole('heading', { name: 'Create New App' }).waitFor();

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
  // The draft is gone, and so is the key after a reload.
  await page.reload();
  await page.getByText(/^ak1\./).waitFor();
  expect(await page.getByText(key).count()).toBe(0);
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
  await page.getByText('Made a version').waitFor();
});

test('two people who edit at once are told, and nothing that was typed is lost', async () => {
  const appId = await caller.createApp({ name: 'Before' });
  await using visit = await world.current.open({ as: developer.headers });
  const { page } = visit;
  await visit.goTo(`/portal/apps/${appId}/edit`);
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

test('tenants are added and removed; the developer generates two secrets at most, each shown once', async () => {
  const appId = await caller.createApp({
    name: 'Beacon',
    credentialMode: 'developer',
    tenants: [{ tenantId }],
  });
  const { db } = world.current;
  const client = { id: `cid.${'a'.repeat(25)}`, app_id: appId, tenant_id: tenantId, created_at: new Date() };
  await db.insertInto('clients').values(client).execute();
  await db
    .insertInto('connections')
    .values({
      tenant_id: tenantId,
      app_id: appId,
      accepted_version: 1,
      client_id: client.id,
      connected_at: new Date(),
    })
    .execute();
  await using visit = await world.current.open({ as: developer.headers });
  const { page } = visit;
  await visit.goTo(`/portal/apps/${appId}/tenants`);
  const row = page.getByRole('row', { name: new RegExp(String(tenantId)) });
  await row.getByText('Connected', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Add tenant' }).click();
  await page.getByLabel('Tenant ID').fill('4711');
  await page.getByLabel('Note (optional)').fill('Perhaps');
  await page.getByRole('dialog').getByRole('button', { name: 'Add tenant' }).click();
  const other = page.getByRole('row', { name: /4711/ });
  await other.getByText('Not Connected Yet').waitFor();
  await page.getByRole('button', { name: 'Remove tenant 4711' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Remove tenant 4711' }).click();
  await other.waitFor({ state: 'detached' });
  expect(await page.getByLabel('Invitation', { exact: true }).textContent()).toContain('press Allow');

  await page.getByRole('link', { name: 'Credentials' }).click();
  await page.getByRole('button', { name: `Secrets of tenant ${tenantId}` }).click();
  expect(page.url()).toContain(`tenant=${tenantId}`);
  const generate = page.getByRole('button', { name: 'Generate', exact: true });
  await generate.click();
  await page.getByText(/^cs2\./).waitFor();
  const first = await page.getByText(/^cs2\./).textContent();
  await expect.poll(() => generate.isEnabled()).toBe(true);
  await generate.click();
  await page.getByText('Two are active.').waitFor();
  expect(await generate.isDisabled()).toBe(true);
  await expectAccessible(page);
  await page.reload();
  await page.getByText('Two are active.').waitFor();
  expect(await page.getByText(/^cs2\./).count()).toBe(0);
  const name = `Revoke …${(first ?? '').slice(-4)}`;
  await page.getByRole('button', { name }).click();
  await page.getByRole('dialog').getByRole('button', { name }).click();
  await page.getByText('Revoked', { exact: true }).waitFor();
});

test('people are invited and removed', async () => {
  await using visit = await world.current.open({ as: developer.headers });
  const { page } = visit;
  await visit.goTo('/portal/people');
  await page.getByText('Robin Reed (you)').waitFor();
  await page.getByRole('button', { name: 'Invite' }).click();
  await page.getByLabel('E-mail address').fill('not an address');
  visit.expectStatus(400);
  await page.getByRole('dialog').getByRole('button', { name: 'Invite' }).click();
  await page.getByText(/Email must/).waitFor();
  await page.getByLabel('E-mail address').fill('sam@developer.test');
  await page.getByLabel('Name (optional)').fill('Sam');
  await page.getByRole('dialog').getByRole('button', { name: 'Invite' }).click();
  await page.getByText('sam@developer.test is in').waitFor();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Done' }).click();
  await page.getByRole('button', { name: 'Send the invitation of Sam again' }).click();
  await page.getByRole('button', { name: 'Send it again' }).click();
  await page.getByText('sam@developer.test is in').waitFor();
  await page.getByRole('button', { name: 'Done' }).click();
  await page.getByRole('button', { name: 'Remove Sam' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Remove Sam' }).click();
  await page.getByRole('row', { name: /sam@developer.test/ }).waitFor({ state: 'detached' });
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

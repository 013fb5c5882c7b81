import { beforeAll, expect, test } from 'vitest';
import { expectAccessible, expectFocus, useConsole } from '../../test/console-browser.ts';
import { createTenant } from '../../test/factories.ts';
import { signIn, type TestPerson } from '../../test/people.ts';
import { createOrganisation } from '../../test/portal.ts';
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
  await page.getByRole('button', { name: `Remove tenant ${tenantId}` }).click();
  await page.getByText('It stays connected and goes on receiving').waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Remove tenant 4711' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Remove tenant 4711' }).click();
  await other.waitFor({ state: 'detached' });
  // What opened the dialog is gone with its row: the focus is at the row before.
  await expectFocus(page.getByRole('button', { name: `Remove tenant ${tenantId}` }));
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
  // It is shown nowhere again: whoever goes is asked first, also when another tenant is chosen.
  const leave = page.getByRole('dialog', { name: 'Leave without the secret?' });
  await page.getByRole('link', { name: 'Overview' }).click();
  await leave.getByRole('button', { name: 'Stay' }).click();
  await page.getByRole('button', { name: `Secrets of tenant ${tenantId}` }).click();
  await leave.getByRole('button', { name: 'Stay' }).click();
  await page.getByText(/^cs2\./).waitFor();
  await page.getByRole('button', { name: 'I have stored it' }).click();
  await page.getByText(/^cs2\./).waitFor({ state: 'detached' });
  await page.reload();
  await page.getByText('Two are active.').waitFor();
  await page.getByRole('link', { name: 'Overview' }).click();
  await page.getByText('Credentials (done)').waitFor();
  await page.goBack();
  await page.getByText('Two are active.').waitFor();
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

import { beforeAll, expect, test } from 'vitest';
import { expectAccessible, expectNoSidewaysScroll, useConsole } from '../../test/console-browser.ts';
import { playVisit } from '../../test/console-visits.ts';
import { connect, createScheduler, createTenant, type TestTenant } from '../../test/factories.ts';
import { eventTypes } from '../../src/events/event-types.ts';
import { signIn, type TestPerson } from '../../test/people.ts';
import { addVersion, createNetwork, createOfferedApp } from '../../test/settings.ts';

const world = useConsole();
let tenant: TestTenant & { readonly schedulerId: string };
let admin: TestPerson;
let appId: string;

const [COMPLETED, ABANDONED] = eventTypes;

beforeAll(async () => {
  const { db } = world.current;
  const created = await createTenant(db, { name: 'Evergreen Heating', environment: 'integration' });
  const schedulerId = await createScheduler(db, created, { name: 'Repairs', creates: 'booking' });
  tenant = { ...created, schedulerId };
  admin = await signIn(db, {
    email: 'alex@evergreen.test',
    environment: 'integration',
    memberships: [{ tenantId: created.tenantId, role: 'administrator' }],
  });
  ({ appId } = await createOfferedApp(db, {
    tenants: [created.tenantId],
    url: 'https://hooks.developer.test/secret/path',
  }));
  await playVisit(world.current, tenant, {
    saves: [
      {
        milestone: 'customer',
        category: 'Heating',
        customer: { firstName: 'Zelda', phone: '(310) 555-0142' },
      },
    ],
    ends: 'completed',
  });
});

const at = (page: string): string => `/settings/tenants/${tenant.tenantId}/${page}`;
const connection = () =>
  world.current.db.selectFrom('connections').selectAll().where('app_id', '=', appId).executeTakeFirst();

test('an administrator connects an app, seeing what is shared, and hands over its credentials', async () => {
  const { db } = world.current;
  await using visit = await world.current.open({ as: admin.headers });
  const { page } = visit;
  visit.expectStatus(409);
  await visit.goTo(at('api-access'));
  await page.getByText('No app is connected yet').waitFor();
  await page.getByRole('link', { name: 'Connect New App' }).click();
  await page.getByRole('heading', { name: 'Connect New App' }).waitFor();
  await page.getByRole('searchbox').fill('nobody');
  await page.getByText('No app is called so').waitFor();
  await page.getByRole('searchbox').fill('develop');
  await page.getByText('Read schedulers, Session Completed, Qualified Abandoned Session').waitFor();
  await page.getByRole('link', { name: 'CRM' }).click();

  await page.getByRole('heading', { name: 'Connect CRM' }).waitFor();
  await page.getByText('hooks.developer.test').first().waitFor();
  expect(await page.getByText('secret/path').count()).toBe(0);
  await page.getByText('Zelda').first().waitFor();
  await page.getByRole('link', { name: 'session', exact: true }).waitFor();
  await page.getByText('Qualified Abandoned Session', { exact: true }).last().click();
  await page.getByText('Made up: Evergreen Heating has had no such session yet.').waitFor();
  expect(new URL(page.url()).searchParams.get('sample')).toBe(ABANDONED);
  await page.getByText('All of it, as the app gets it (JSON)').click();
  await page.getByText('"specversion": "1.0"').waitFor();
  await addVersion(db, appId, 2, { eventTypes: [COMPLETED] });
  await page.getByRole('button', { name: 'Allow' }).click();
  const alert = page.getByRole('alert').filter({ hasText: 'Version 2 came out while you were reading' });
  await alert.getByText('Removed:').waitFor();
  expect(await connection()).toBeUndefined();
  await page.getByRole('button', { name: 'Allow' }).click();

  await page.getByText('CRM is connected').waitFor();
  await page.getByText('Next: generate a client secret').waitFor();
  const { client_id, accepted_version } = (await connection())!;
  expect(accepted_version).toBe(2);
  await page.getByRole('group', { name: 'Client ID' }).getByText(client_id).waitFor();
  await page.getByRole('button', { name: 'Generate' }).click();
  const secret = await page.getByRole('group', { name: 'Client secret of CRM' }).locator('code').innerText();
  expect(secret).toMatch(/^cs2\./);
  // What is left without the page is left for good.
  await page.reload();
  await page.getByText(`••••${secret.slice(-4)}`).waitFor();
  expect(await page.getByText(secret).count()).toBe(0);
  await page.getByRole('button', { name: 'Generate' }).click();
  await page.getByText('Two are active. Revoke one').waitFor();
  const shown = page.getByRole('group', { name: 'Client secret of CRM' }).locator('code');
  const second = await shown.innerText();
  expect(await page.getByRole('button', { name: 'Generate' }).isDisabled()).toBe(true);
  await page.getByRole('button', { name: `Revoke …${secret.slice(-4)}` }).click();
  await page
    .getByRole('dialog', { name: `Revoke the secret …${secret.slice(-4)} of CRM?` })
    .getByRole('button', { name: /^Revoke/ })
    .click();
  await page.getByText('Revoked', { exact: true }).waitFor();
  // The new one has not been copied yet, perhaps.
  expect(await shown.innerText()).toBe(second);
  const rows = await db.selectFrom('client_secrets').select(['hint', 'revoked_at']).execute();
  expect(rows.filter(({ revoked_at }) => revoked_at === null)).toHaveLength(1);
  expect(rows.find(({ hint }) => secret.endsWith(hint))?.revoked_at).not.toBeNull();
});

test('what is connected is disabled, enabled and upgraded, and the audit log tells by whom', async () => {
  const { db } = world.current;
  await addVersion(db, appId, 3, { scopes: [], eventTypes: [COMPLETED, ABANDONED] });
  await using visit = await world.current.open({ as: admin.headers });
  const { page } = visit;
  await visit.goTo(at('api-access'));
  await page.getByText('newest is 3').waitFor();
  await page.getByRole('link', { name: 'CRM' }).click();

  await page.getByRole('button', { name: 'Disable…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Disable CRM for Evergreen Heating?' });
  await dialog.getByText('is refused, also with tokens already issued').waitFor();
  await dialog.getByRole('button', { name: 'Disable CRM' }).click();
  await page.getByText('CRM is disabled', { exact: true }).waitFor();
  expect((await connection())?.disabled_at).not.toBeNull();
  await playVisit(world.current, tenant, {
    saves: [{ milestone: 'customer', customer: { firstName: 'Sally', email: 'sally@example.com' } }],
    ends: 'completed',
  });
  await page.getByRole('button', { name: 'Enable…' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Enable CRM' }).click();
  await page.getByText('CRM is enabled again').waitFor();
  expect((await connection())?.disabled_at).toBeNull();
  await page.getByRole('link', { name: 'See what was skipped' }).click();
  await page.getByRole('table', { name: 'Deliveries' }).getByText('Skipped', { exact: true }).waitFor();
  expect(new URL(page.url()).searchParams.get('app')).toBe(appId);
  await page.goBack();

  await page.getByRole('link', { name: 'Upgrade to New Version' }).click();
  await page.getByRole('heading', { name: 'Upgrade CRM to version 3' }).waitFor();
  const changes = page.getByRole('listitem').filter({ hasText: 'Added:' });
  await changes.getByText('Qualified Abandoned Session').waitFor();
  await page.locator('del', { hasText: 'Read schedulers' }).waitFor();
  await page.getByRole('button', { name: 'Decline' }).click();
  await page.getByText('Declined: CRM keeps version 2.').waitFor();
  expect((await connection())?.accepted_version).toBe(2);
  await page.getByRole('link', { name: 'Upgrade to New Version' }).click();
  await page.getByRole('button', { name: 'Allow' }).click();
  await page.getByText('CRM is upgraded to version 3.').waitFor();
  expect((await connection())?.accepted_version).toBe(3);

  await page.getByRole('link', { name: 'Audit of this app' }).click();
  const log = page.getByRole('table', { name: 'Audit log' });
  await log.getByRole('row', { name: /Upgraded to a version.*CRM.*alex@evergreen\.test/ }).waitFor();
  const deeds = async () =>
    (await log.getByRole('row').allInnerTexts()).slice(1).map((row) => row.split(/[\n\t]/)[0]);
  expect(await deeds()).toEqual([
    'Upgraded to a version',
    'Declined the app',
    'Enabled the connection',
    'Disabled the connection',
    'Revoked a client secret',
    'Generated a client secret',
    'Generated a client secret',
    'Allowed the app',
  ]);
  await page.keyboard.press('j');
  await page.keyboard.press('Enter');
  await page.getByRole('dialog', { name: 'Upgraded to a version' }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('combobox', { name: 'What was done' }).click();
  await page.getByRole('option', { name: 'Declined the app' }).click();
  await page.waitForURL(/action=connection\.declined/);
  await expect.poll(deeds).toEqual(['Declined the app']);
  await page.getByRole('combobox', { name: 'Who did it' }).click();
  await page.getByRole('option', { name: 'alex@evergreen.test' }).click();
  await page.getByRole('button', { name: 'Details: Declined the app' }).click();
  await page.getByRole('dialog').getByText('"acceptedVersion": 2').waitFor();
});

test('an office employee is told whom to ask', async () => {
  const { headers } = await signIn(world.current.db, {
    environment: 'integration',
    memberships: [{ tenantId: tenant.tenantId, role: 'office_employee' }],
  });
  await using visit = await world.current.open({ as: headers, width: 360 });
  const { page } = visit;
  for (const path of ['api-access', `api-access/connect/${appId}`, `api-access/apps/${appId}`, 'audit']) {
    await visit.goTo(at(path));
    await page.getByRole('heading', { name: 'You may not manage API access' }).waitFor();
    await page.getByRole('link', { name: 'alex@evergreen.test' }).waitFor();
  }
  await expectNoSidewaysScroll(page);
  await expectAccessible(page);
  await page.getByRole('link', { name: 'See deliveries' }).click();
  await page.getByRole('heading', { name: 'Deliveries' }).waitFor();
});

test('without the preview, in a network, and where the developer configures, each is said', async () => {
  const { db } = world.current;
  const networkId = await createNetwork(db, 'integration');
  const { tenantId } = await createTenant(db, {
    name: 'Birch Plumbing',
    environment: 'integration',
    preview: false,
    network_id: networkId,
  });
  const { headers } = await signIn(db, {
    environment: 'integration',
    memberships: [{ tenantId, role: 'office_employee', mayManageApiAccess: true }],
  });
  const to = (page: string): string => `/settings/tenants/${tenantId}/api-access${page}`;
  await using visit = await world.current.open({ as: headers });
  const { page } = visit;
  await visit.goTo(to('/connect'));
  await page.getByText('No app has named your tenant yet').waitFor();
  await page.getByText('Private preview: webhooks are off for this tenant').waitFor();
  await page.getByRole('group', { name: 'Tenant ID' }).getByText(String(tenantId)).waitFor();
  await page.getByRole('group', { name: 'Network ID of Evergreen Group' }).waitFor();
  const offered = await createOfferedApp(db, { networks: [networkId], credentialMode: 'developer' });
  const own = await createOfferedApp(db, { tenants: [tenantId] });
  await visit.goTo(to(`/connect/${own.appId}`));
  await page.getByRole('button', { name: 'Allow' }).waitFor();
  await connect(db, { tenantId, brandId: '', dataApiKey: '' }, own);
  visit.expectStatus(409);
  await page.getByRole('button', { name: 'Allow' }).click();
  await page.getByText('Somebody else has connected CRM meanwhile.').waitFor();
  await page.getByRole('button', { name: 'Disable…' }).waitFor();
  await visit.goTo(to(`/connect/${offered.appId}`));
  await page.getByText('Shared within the network Evergreen Group').waitFor();
  await page.getByRole('button', { name: 'Decline' }).click();
  await page.getByText('CRM was declined; nothing is shared with it.').waitFor();
  await page
    .getByRole('row', { name: /Not connected/ })
    .getByRole('link', { name: 'CRM' })
    .click();
  await page.getByRole('button', { name: 'Allow' }).click();
  await page.getByText('There is nothing more for you to do').waitFor();
  await page.getByText('Events are not sent while the preview is off.').waitFor();
  await page.getByText('None of late').waitFor();
  await page.getByText('Developer configures the credentials on your behalf').waitFor();
  expect(await page.getByRole('button', { name: 'Generate' }).count()).toBe(0);
});

test('no page scrolls sideways on a telephone, and axe finds nothing on any', async () => {
  const { db } = world.current;
  const asking = await createOfferedApp(db, { tenants: [tenant.tenantId] });
  await addVersion(db, appId, 4);
  await using visit = await world.current.open({ as: admin.headers, width: 360 });
  const { page } = visit;
  const pages = {
    'api-access': 'New Version Available',
    'api-access/connect': 'Is an app missing?',
    [`api-access/connect/${asking.appId}`]: 'Looking at it here sends nothing.',
    [`api-access/apps/${appId}`]: 'Client Secret',
    [`api-access/apps/${appId}/upgrade`]: 'Looking at it here sends nothing.',
    audit: 'Allowed the app',
  };
  for (const [path, text] of Object.entries(pages)) {
    await visit.goTo(at(path));
    await page.getByText(text).first().waitFor();
    await expectNoSidewaysScroll(page);
    await expectAccessible(page);
  }
});

import type { Page } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import {
  type ConsolePage,
  expectAccessible,
  expectNoSidewaysScroll,
  useConsole,
} from '../../test/console-browser.ts';
import { createSubscribed, publishEvents } from '../../test/deliveries.ts';
import { createNetwork, createTenant } from '../../test/factories.ts';
import { signIn, type TestPerson } from '../../test/people.ts';
import { completed, createOrganisation } from '../../test/portal.ts';
import { addSeconds } from '../../src/lib/clock.ts';

const world = useConsole();
let operator: TestPerson;
let tenantId: number;

beforeAll(async () => {
  const { db } = world.current;
  const now = new Date();
  operator = await signIn(db, { email: 'olga@vendor.test', operator: true });
  const quiet = await createTenant(db, { name: 'Evergreen Heating', preview: false });
  tenantId = quiet.tenantId;
  await signIn(db, {
    email: 'alex@evergreen.test',
    memberships: [{ tenantId, role: 'administrator' }],
    organisationIds: [await createOrganisation(db)],
  });
  const busy = await createSubscribed(db, 'https://receiver.test/hook');
  await publishEvents(db, busy, now, 2);
  await db
    .insertInto('webhook_health')
    .values({
      webhook_id: busy.webhooks[completed] ?? '',
      failing_since: now,
      failed_attempts: 21,
      last_error: 'timeout',
      circuit: 'open',
      opened_at: now,
      probe_at: now,
    })
    .execute();
});

test('an operator turns the preview on with a note, which the audit log has', async () => {
  await using visit = await world.current.open({ as: operator.headers });
  const { page } = visit;
  await visit.goTo('/operator');
  await page.getByRole('searchbox').fill('evergreen');
  await page.getByRole('link', { name: 'Evergreen Heating' }).click();
  await page.getByRole('button', { name: 'Turn the preview on' }).click();
  await page.getByRole('button', { name: 'Turn it on' }).click();
  await page.getByText('Say who wanted it, and why.').waitFor();
  // A colleague is faster: the page follows, and the question under the hand stays the same.
  const { db } = world.current;
  await db.updateTable('tenants').set({ preview: true }).where('id', '=', tenantId).execute();
  await lookElsewhere(page);
  await page.getByText('Turn the preview off').waitFor();
  await page.getByLabel('Note').fill('Wanda of success management: they are ready.');
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Turn it on' }).click();
  await page.getByRole('button', { name: 'Turn the preview off' }).waitFor();
  await page.getByRole('link', { name: 'alex@evergreen.test' }).waitFor();
  await page.getByRole('main').getByRole('link', { name: 'Audit' }).click();
  await page.getByText('Wanda of success management: they are ready.').waitFor();
  expect(page.url()).toContain(`tenantId=${tenantId}`);
});

test('an operator makes a tenant and a network, approves an app, and disables a person', async () => {
  await using visit = await world.current.open({ as: operator.headers });
  const { page } = visit;
  await visit.goTo('/operator/tenants');
  await page.getByRole('button', { name: 'New tenant' }).click();
  await page.getByRole('textbox', { name: 'Name' }).fill('Birch Plumbing');
  await page.getByLabel('E-mail address of a first administrator').fill('bea@birch.test');
  await page.getByRole('button', { name: 'Make the tenant in Production' }).click();
  await page.getByText('fieldhook user reset-link bea@birch.test').waitFor();
  await page.getByRole('button', { name: 'Done' }).click();
  await page.getByRole('heading', { name: 'Birch Plumbing' }).waitFor();
  await inviteTwo(page);
  // By the palette, which offers what the page can do.
  await page.keyboard.press('Control+k');
  await page.getByLabel('Go to a page, an app or a tenant').fill('rename');
  await page.keyboard.press('Enter');
  await rename(page, 'Birch Plumbing & Sons');
  await visit.goTo('/operator/networks');
  await page.getByRole('button', { name: 'New network' }).first().click();
  await page.getByRole('textbox', { name: 'Name' }).fill('Birch Group');
  await page.getByRole('button', { name: 'Make the network' }).click();
  await page.getByRole('heading', { name: 'Birch Group' }).waitFor();
  await page.getByRole('button', { name: 'Rename' }).click();
  await rename(page, 'Birch Holding');
  await page.getByRole('main').getByRole('link', { name: 'Tenants' }).click();
  await page.getByRole('link', { name: /^Birch Plumbing/ }).click();
  await move(visit, 'Birch Holding');

  const { db } = world.current;
  const app = await db.selectFrom('apps').select(['id', 'name', 'organisation_id']).executeTakeFirstOrThrow();
  await db.updateTable('apps').set({ approved_at: null }).execute();
  await visit.goTo('/operator/apps');
  await page.getByRole('searchbox').fill('called otherwise');
  await page.getByText('No app here is called so').waitFor();
  await page.getByRole('searchbox').fill(app.name);
  await page.getByText('Session Completed').waitFor();
  await page.getByText('sent to receiver.test').waitFor();
  await page.getByRole('button', { name: `Refuse ${app.name}` }).click();
  const refusing = page.getByRole('dialog');
  await refusing.getByRole('button', { name: `Refuse ${app.name}` }).click();
  await page.getByText('Say why: the developers have nothing else to go by.').waitFor();
  await refusing.getByLabel('Reason').fill('Its website does not answer.');
  await refusing.getByRole('button', { name: `Refuse ${app.name}` }).click();
  await page.getByText('No app here is called so').waitFor();
  const developer = await signIn(db, { organisationIds: [app.organisation_id] });
  await using theirs = await world.current.open({ as: developer.headers });
  await theirs.goTo(`/portal/apps/${app.id}`);
  await theirs.page.getByText('Its website does not answer.').waitFor();
  await theirs.page.getByText('Refused', { exact: true }).waitFor();

  await page.getByText('Refused', { exact: true }).click();
  await page.getByRole('cell', { name: 'Its website does not answer.' }).waitFor();
  await theirs.page.getByRole('button', { name: 'Ask again' }).click();
  await theirs.page.getByText('The vendor looks at this app again').waitFor();
  await visit.goTo(`/operator/apps?search=${app.id}`);
  await page.getByText('Asked again').waitFor();
  await page.getByRole('button', { name: `Approve ${app.name}` }).click();
  await page.getByLabel('Note').fill('Looked at by Olga.');
  await page
    .getByRole('dialog')
    .getByRole('button', { name: `Approve ${app.name}` })
    .click();
  await page.getByText('No app here is called so').waitFor();
  await theirs.page.reload();
  await theirs.page.getByText('Approved', { exact: true }).waitFor();
  await page.getByText('Approved', { exact: true }).click();
  await page.getByRole('button', { name: `Withdraw the approval of ${app.name}` }).click();
  const withdrawing = page.getByRole('dialog', { name: `Withdraw the approval of ${app.name}?` });
  await withdrawing.getByLabel('Note').fill('Their contract has ended.');
  await withdrawing.getByRole('button', { name: 'Withdraw it' }).click();
  await page.getByText('No app here is called so').waitFor();
  await page.getByRole('searchbox').fill('');
  await page.getByText('No app is approved yet').waitFor();

  await visit.goTo('/operator/organisations');
  await page.getByRole('button', { name: 'New organisation' }).click();
  const making = page.getByRole('dialog');
  await making.getByLabel('Name').fill('Alder Apps');
  await making.getByLabel('E-mail address').fill('nobody');
  visit.expectStatus(400);
  await making.getByRole('button', { name: 'Make the organisation' }).click();
  await making.locator('[aria-invalid="true"]').waitFor();
  await making.getByLabel('E-mail address').fill('ann@alder.test');
  await making.getByRole('button', { name: 'Make the organisation' }).click();
  await making.getByText('ann@alder.test is in').waitFor();
  await making.getByRole('button', { name: 'Done' }).click();
  await page.getByRole('searchbox').fill('alder');
  await page.getByRole('button', { name: 'Copy ID of Alder Apps' }).waitFor();

  await visit.goTo('/operator/people?search=alex');
  await page.getByRole('button', { name: /^Disable/ }).waitFor();
  await page.getByRole('searchbox').blur();
  await page.keyboard.press('j');
  expect(await page.locator(':focus').evaluate((element) => element.tagName)).toBe('BUTTON');
  await page.getByRole('button', { name: /^Disable/ }).click();
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /^Disable/ })
    .click();
  await page.getByRole('button', { name: /^Enable/ }).waitFor();
});

/** Bea, whose mail got lost, once more; and somebody else. */
async function inviteTwo(page: Page): Promise<void> {
  const dialog = page.getByRole('dialog');
  await page.getByRole('button', { name: 'Send the invitation of bea again' }).click();
  await dialog.getByRole('button', { name: 'Send it again' }).click();
  await dialog.getByText('fieldhook user reset-link bea@birch.test').waitFor();
  await dialog.getByRole('button', { name: 'Done' }).click();
  await page.getByRole('button', { name: 'Invite an administrator' }).click();
  await dialog.getByLabel('E-mail address').fill('ben@birch.test');
  await dialog.getByRole('button', { name: 'Invite' }).click();
  await dialog.getByText('ben@birch.test is in').waitFor();
  await dialog.getByRole('button', { name: 'Done' }).click();
  await page.getByRole('link', { name: 'ben@birch.test' }).waitFor();
}

/** Into a network, while a colleague moves it into another one. */
async function move(visit: ConsolePage, network: string): Promise<void> {
  const { db } = world.current;
  const { page } = visit;
  await page.getByRole('button', { name: 'Change the network' }).click();
  const dialog = page.getByRole('dialog', { name: /^Network of Birch Plumbing/ });
  await dialog.getByRole('combobox', { name: 'Network' }).fill(network);
  await page.getByRole('option', { name: network }).click();
  const other = await createNetwork(db, []);
  await db
    .updateTable('tenants')
    .set((eb) => ({ network_id: other, revision: eb('revision', '+', 1) }))
    .where('name', 'like', 'Birch%')
    .execute();
  visit.expectStatus(412);
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.getByText(`${other}`).waitFor();
  await dialog.getByRole('button', { name: 'Save mine all the same' }).click();
  await dialog.waitFor({ state: 'detached' });
  const moved = db
    .selectFrom('tenants as t')
    .innerJoin('networks as n', 'n.id', 't.network_id')
    .select('n.name');
  expect(await moved.where('t.name', 'like', 'Birch%').execute()).toEqual([{ name: network }]);
}

/** As if one had done something else for a minute: what the page shows is read anew. */
async function lookElsewhere(page: Page): Promise<void> {
  const read = page.waitForResponse((answer) => answer.request().method() === 'GET');
  await page.evaluate(
    '{ const now = Date.now; Date.now = () => now() + 60_000; dispatchEvent(new Event("visibilitychange")) }',
  );
  await read;
}

async function rename(page: Page, name: string): Promise<void> {
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name').fill(name);
  await dialog.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('heading', { name, level: 1 }).waitFor();
}

test('the health of deliveries names who fails', async () => {
  await using visit = await world.current.open({ as: operator.headers });
  const { page } = visit;
  await visit.goTo('/operator/deliveries');
  const failing = page.getByRole('table', { name: 'Failing endpoints' });
  await failing.getByText('Open: nothing is sent').waitFor();
  await failing.getByText('No answer in time').waitFor();
  // It leads to whom to write to.
  await failing.getByRole('link', { name: 'Session Completed to receiver.test' }).click();
  await page.locator('a[href^="mailto:"]').waitFor();
});

test('what cannot be read again says how old it is, and that all is well no longer', async () => {
  await using visit = await world.current.open({ as: operator.headers });
  const { page } = visit;
  await world.current.db
    .insertInto('processes')
    .values({
      id: '01a209f7-ac3f-7708-87ff-c21ad8b28088',
      role: 'worker',
      host_name: 'big-machine',
      process_id: 1,
      version: '1.0.0',
      started_at: new Date(),
      beat_at: addSeconds(new Date(), 60),
    })
    .execute();
  await page.clock.install();
  let isAway = false;
  visit.expectStatus(429);
  await page.route(/operator\/(workers|deliveries\/health)$/, (route) =>
    isAway ? route.fulfill({ status: 429, body: '{}' }) : route.continue(),
  );
  // What `j` comes to: a row that has nothing to press takes the focus itself.
  const pages = { workers: ['Alive', 'TR'], deliveries: ['On time', 'A'] };
  for (const [name, [word = '', place]] of Object.entries(pages)) {
    isAway = false;
    await visit.goTo(`/operator/${name}`);
    await page.getByText(word).waitFor();
    await page.keyboard.press('j');
    expect(await page.locator(':focus').evaluate((element) => element.tagName)).toBe(place);
    isAway = true;
    await page.clock.fastForward(11_000);
    await page.getByText(/^Could not be read again; this is as of \d/).waitFor();
    expect(await page.getByText(word).count()).toBe(1);
    await page.clock.fastForward(35_000);
    await page.getByText('Not known now').waitFor();
    expect(await page.getByText(word).count()).toBe(0);
    // Else the page, which looks by itself, may be first.
    await page.clock.pauseAt(addSeconds(new Date(await page.evaluate('Date.now()')), 1));
    isAway = false;
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.clock.resume();
    await page.getByText(word).waitFor();
    expect(await page.getByText(/Could not be read again/).count()).toBe(0);
  }
});

test('no page scrolls sideways on a telephone, and axe finds nothing on any', async () => {
  await using visit = await world.current.open({ as: operator.headers, width: 360 });
  const { page } = visit;
  const pages = ['networks', 'apps', 'organisations', 'people', 'deliveries', 'workers', 'audit'];
  for (const name of [`tenants/${tenantId}`, ...pages]) {
    await visit.goTo(`/operator/${name}`);
    await page.waitForLoadState('networkidle');
    await expectNoSidewaysScroll(page);
    await expectAccessible(page);
  }
});

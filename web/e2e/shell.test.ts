import { beforeAll, expect, test } from 'vitest';
import {
  expectAccessible,
  expectFocus,
  expectFocusBack,
  expectNoSidewaysScroll,
  useConsole,
} from '../../test/console-browser.ts';
import { createTenant } from '../../test/factories.ts';
import { signIn, type TestPerson } from '../../test/people.ts';
import { createOrganisation } from '../../test/portal.ts';

const world = useConsole();
let everything: TestPerson;

beforeAll(async () => {
  const { db } = world.current;
  const { tenantId } = await createTenant(db, { name: 'Evergreen Heating' });
  await createTenant(db, { name: 'Birch Plumbing' });
  everything = await signIn(db, {
    operator: true,
    memberships: [{ tenantId, role: 'administrator' }],
    organisationIds: [await createOrganisation(db)],
  });
});

const focused = 'document.activeElement?.textContent';

test('a page stands after a reload, has a strict policy, and a missing asset is missing', async () => {
  await using visit = await world.current.open({ as: everything.headers });
  const { page } = visit;
  await visit.goTo('/operator/tenants?search=birch');
  await page.getByRole('link', { name: 'Birch Plumbing' }).waitFor();
  const answer = await page.reload();
  await page.getByRole('link', { name: 'Birch Plumbing' }).waitFor();
  expect(await page.getByRole('link', { name: 'Evergreen Heating' }).count()).toBe(0);
  const policy = answer?.headers()['content-security-policy'] ?? '';
  expect(policy).toMatch(/script-src 'self';style-src 'self' 'nonce-[\w-]{24}';/);
  expect(answer?.headers()['cache-control']).toBe('no-store');
  const { request } = visit.context;
  expect((await request.get('/console/nothing.js')).status()).toBe(404);
  expect((await request.get('/api/nothing')).status()).toBe(404);
  const script = /src="(\/console\/[^"]+\.js)"/.exec((await answer?.text()) ?? '')?.[1] ?? '';
  expect((await request.get(script)).headers()['cache-control']).toBe('public, max-age=31536000, immutable');
});

test('the palette finds pages, apps and tenants, and goes there', async () => {
  await using visit = await world.current.open({ as: everything.headers });
  const { page } = visit;
  await visit.goTo('/portal');
  await expectFocusBack(page.getByRole('button', { name: /^Go to/ }));
  await page.keyboard.press('Control+k');
  await page.getByLabel('Go to a page, an app or a tenant').fill('birch');
  await page
    .getByRole('option', { name: /Birch Plumbing/, selected: true })
    .first()
    .waitFor();
  await page.getByLabel('Go to a page, an app or a tenant').fill('personal access');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Personal access tokens' }).waitFor();
});

test('a token that is shown once is not lost by a press beside it', async () => {
  await using visit = await world.current.open({ as: everything.headers });
  const { page } = visit;
  await visit.goTo('/account/tokens');
  const make = page.getByRole('button', { name: 'New token' });
  await expectFocusBack(make);
  await make.click();
  const dialog = page.getByRole('dialog', { name: 'New personal access token' });
  await dialog.getByLabel('Name').fill('Of a script');
  await dialog.getByRole('button', { name: 'Make the token' }).click();
  await dialog.getByText(/^fht_/).waitFor();
  await page.keyboard.press('Escape');
  await page.mouse.click(5, 300);
  await dialog.getByText(/^fht_/).waitFor();
  await dialog.getByRole('button', { name: 'I have stored it' }).click();
  await dialog.waitFor({ state: 'detached' });
  // What opened it stood where the first token stands now.
  await expectFocus(page.getByRole('heading', { name: 'Personal access tokens' }));
});

test('shortcuts go to areas, the search and rows, and can be switched off', async () => {
  await using visit = await world.current.open({ as: everything.headers });
  const { page } = visit;
  await visit.goTo('/settings');
  await page.keyboard.press('g');
  await page.keyboard.press('o');
  await page.getByRole('link', { name: 'Birch Plumbing' }).waitFor();
  expect(await page.evaluate(focused)).toBe('Tenants');
  await page.keyboard.press('j');
  const first = await page.evaluate(focused);
  await page.keyboard.press('ArrowDown');
  expect(await page.evaluate(focused)).not.toBe(first);
  await page.keyboard.press('k');
  expect(await page.evaluate(focused)).toBe(first);
  await page.keyboard.press('/');
  await page.keyboard.type('birch');
  await page.waitForURL(/search=birch/);
  await page.getByRole('heading', { name: 'Tenants' }).click();
  await page.keyboard.press('?');
  await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
  await expectAccessible(page);
  await page.getByLabel('Single-key shortcuts').click();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await page.keyboard.press('?');
  await page.keyboard.press('g');
  await page.keyboard.press('s');
  expect(await page.getByRole('dialog').count()).toBe(0);
  expect(page.url()).toContain('/operator/tenants');
});

test('the colours that were chosen are remembered', async () => {
  await using visit = await world.current.open({ as: everything.headers, colorScheme: 'light' });
  const { page } = visit;
  const scheme = 'document.documentElement.dataset.mantineColorScheme';
  await visit.goTo('/settings');
  expect(await page.evaluate(scheme)).toBe('light');
  const button = page.getByRole('button', { name: /Colours/ });
  await button.press('Enter');
  await page.getByRole('menuitem', { name: 'Dark' }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('menu').waitFor({ state: 'detached' });
  await button.and(page.locator(':focus')).waitFor();
  await button.click();
  await page.getByRole('menuitem', { name: 'Dark' }).click();
  await page.reload();
  await page.locator('h1').waitFor();
  expect(await page.evaluate(scheme)).toBe('dark');
});

test('no page scrolls sideways on a telephone, and axe finds nothing on any', async () => {
  await using visit = await world.current.open({ as: everything.headers, width: 360 });
  const { page } = visit;
  const paths = [
    '/portal',
    '/portal/apps',
    '/portal/terms',
    '/settings',
    '/operator/tenants',
    '/account/password',
    '/account/second-factor',
    '/account/tokens',
    '/settings/no/such/page',
  ];
  for (const path of paths) {
    await visit.goTo(path);
    await expectNoSidewaysScroll(page);
    await expectAccessible(page);
  }
  await page.getByRole('button', { name: 'Open the navigation' }).click();
  await page.getByRole('link', { name: 'Developer portal' }).click();
  await page.getByRole('heading', { name: 'Developer portal' }).waitFor();
});

test('whoever has not accepted the terms reads them first, and goes on from there', async () => {
  const { db } = world.current;
  const organisationIds = [await createOrganisation(db)];
  const { headers } = await signIn(db, { organisationIds, acceptsTerms: false });
  await using visit = await world.current.open({ as: headers });
  const { page } = visit;
  await visit.goTo('/portal/apps');
  await page.getByRole('heading', { name: 'API Terms of Use' }).waitFor();
  await page.getByRole('button', { name: 'Accept' }).click();
  await page.getByRole('heading', { name: 'Applications' }).waitFor();
  await page.getByText('There is no application yet').waitFor();
});

test('a sign-in that ended leads to the sign-in screen and back', async () => {
  const { db } = world.current;
  const { headers, personId } = await signIn(db, { operator: true });
  await using visit = await world.current.open({ as: headers });
  const { page } = visit;
  await visit.goTo('/operator/tenants');
  await page.getByRole('link', { name: 'Birch Plumbing' }).waitFor();
  await db.deleteFrom('sign_ins').where('person_id', '=', personId).execute();
  visit.expectStatus(401);
  await page.getByRole('searchbox').fill('e');
  await page.getByRole('heading', { name: 'Choose your environment' }).waitFor();
  expect(new URL(page.url()).searchParams.get('back')).toContain('/operator/tenants');
});

import { expect, test } from 'vitest';
import { expectAccessible, expectNoSidewaysScroll, useConsole } from '../../test/console-browser.ts';
import { createTenant } from '../../test/factories.ts';
import { encode } from 'uqr';
import { nextTotpCode, totpCode } from '../../test/totp.ts';
import { createPersonWithPassword } from '../../src/people/people.ts';

const password = 'correct horse battery staple';
const [admin, nobody] = ['admin@tenant.test', 'nobody@else.test'];

const world = useConsole(async (db) => {
  const now = new Date();
  const { tenantId } = await createTenant(db);
  const personId = await createPersonWithPassword(db, { email: admin, name: 'Alex Admin', password }, now);
  await db
    .insertInto('tenant_members')
    .values({ tenant_id: tenantId, person_id: personId, role: 'administrator' })
    .execute();
  await createPersonWithPassword(db, { email: nobody, name: 'Noa Nobody', password }, now);
});

test('the way in: entry, environment, wrong password, password, back to where one came from', async () => {
  await using visit = await world.current.open();
  const { page } = visit;
  await visit.goTo('/settings');
  await expectAccessible(page);
  await page.getByRole('link', { name: 'Sign In & Create Apps' }).click();
  await expectAccessible(page);
  await page.getByRole('link', { name: /Production Environment User/ }).click();
  visit.expectStatus(401);
  await page.getByLabel('E-mail address').fill(admin);
  await page.getByRole('textbox', { name: 'Password' }).fill('a wrong one');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByText('The e-mail address or the password is not right.').first().waitFor();
  await expectAccessible(page);
  await page.getByRole('textbox', { name: 'Password' }).fill(password);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Settings' }).waitFor();
  expect(new URL(page.url()).pathname).toBe('/settings');
  expect(await page.title()).toBe('Settings · fieldhook');

  await page.getByRole('button', { name: 'Alex Admin: your account' }).click();
  await page.getByText('Production Environment').waitFor();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await page.getByText('You are signed out.').waitFor();
});

test('a deep link survives the sign-in; whoever has no area is told so', async () => {
  await using visit = await world.current.open({ width: 360 });
  const { page } = visit;
  await visit.goTo('/operator/tenants?search=ever');
  await expectNoSidewaysScroll(page);
  await page.getByRole('link', { name: /Integration Environment User/ }).click();
  await page.getByLabel('E-mail address').fill(nobody);
  await page.getByRole('textbox', { name: 'Password' }).fill(password);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Operator is not open to you' }).waitFor();
  expect(page.url()).toContain('/operator/tenants?search=ever');
  await expectNoSidewaysScroll(page);
  await expectAccessible(page);
});

test('a second factor is set up, and asked for at the next sign-in', async () => {
  await using visit = await world.current.open();
  const { page } = visit;
  const enter = async (): Promise<void> => {
    await page.getByLabel('E-mail address').fill(nobody);
    await page.getByRole('textbox', { name: 'Password' }).fill(password);
    await page.keyboard.press('Enter');
  };
  await visit.goTo('/sign-in/production?back=/account/second-factor');
  await enter();
  await page.getByLabel('Your password').fill(password);
  await page.keyboard.press('Enter');
  const uri = await page.getByRole('link', { name: 'open it in the app' }).getAttribute('href');
  const drawn = await page.getByRole('img', { name: 'QR code of the setup key' }).getAttribute('viewBox');
  // With the quiet zone, without which readers find nothing.
  expect(drawn).toBe(
    `0 0 ${encode(uri ?? '', { ecc: 'M' }).size + 6} ${encode(uri ?? '', { ecc: 'M' }).size + 6}`,
  );
  await page.getByLabel('The code that the app shows now').fill(totpCode(uri ?? ''));
  await page.keyboard.press('Enter');
  await page.getByText('On', { exact: true }).waitFor();

  await page.context().clearCookies();
  await visit.goTo('/sign-in/production');
  await enter();
  await page.getByRole('heading', { name: 'Your second factor' }).waitFor();
  visit.expectStatus(401);
  await page.getByRole('textbox', { name: 'Code' }).fill('000000');
  await page.keyboard.press('Enter');
  await page.getByText('The code is not right').first().waitFor();
  await page.getByRole('textbox', { name: 'Code' }).fill(nextTotpCode(uri ?? ''));
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'There is nothing for you here yet' }).waitFor();
});

test('too many guesses say how long to wait', async () => {
  await using visit = await world.current.open();
  const { page } = visit;
  visit.expectStatus(401, 429);
  const guess = () =>
    page.context().request.post('/api/people/sign-in', {
      data: { email: 'guessed@tenant.test', password: 'wrong', environment: 'production' },
    });
  for (let tries = 0; tries < 10; tries++) await guess();
  await visit.goTo('/sign-in/production');
  await page.getByLabel('E-mail address').fill('guessed@tenant.test');
  await page.getByRole('textbox', { name: 'Password' }).fill('wrong');
  await page.keyboard.press('Enter');
  await page.getByText(/You can try again in \d:\d\d/).waitFor();
});

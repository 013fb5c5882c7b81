import { expect, test } from 'vitest';
import { expectAccessible, expectNoSidewaysScroll, useConsole } from '../../test/console-browser.ts';

const world = useConsole(undefined, { more: { registration: { isOpen: true, makesTestTenant: true } } });

test('a developer makes an account, signs in with it and comes to the terms', async () => {
  await using visit = await world.current.open({ width: 360 });
  const { page } = visit;
  await visit.goTo('/sign-in');
  await page.getByRole('link', { name: 'Create an account' }).click();
  await page.getByLabel('Your name').fill('Dana Developer');
  await page.getByLabel('E-mail address').fill('dana@developer.test');
  await page.getByLabel('Organisation').fill('Developer Inc.');
  await page.getByRole('textbox', { name: 'Password' }).fill('short');
  await page.getByRole('button', { name: 'Create the account' }).click();
  await page.getByText('Type at least 12 characters.').waitFor();
  await expectNoSidewaysScroll(page);
  await expectAccessible(page);
  await page.getByRole('textbox', { name: 'Password' }).fill('correct horse battery');
  await page.getByRole('button', { name: 'Create the account' }).click();
  await page.getByRole('heading', { name: 'You can sign in now' }).and(page.locator(':focus')).waitFor();
  await page.getByRole('link', { name: 'Sign in' }).click();
  await page.getByLabel('E-mail address').fill('dana@developer.test');
  await page.getByRole('textbox', { name: 'Password' }).fill('correct horse battery');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'API Terms of Use' }).waitFor();
  await visit.goTo('/register/confirm');
  await page.getByRole('heading', { name: 'The link is not whole' }).waitFor();
  await visit.goTo('/register/confirm#token=wrong&environment=integration');
  await page.reload();
  visit.expectStatus(400);
  await page.getByRole('textbox', { name: 'Password' }).fill('correct horse battery');
  await page.keyboard.press('Enter');
  await page
    .getByText(/register again/)
    .first()
    .waitFor();
  await expectAccessible(page);
  expect(page.url()).toContain('/register/confirm');
});

import type { Page } from 'playwright-core';

/** What has to be done on a page before that is seen which is meant. */
export type Open = (page: Page) => Promise<void>;

/** Presses a button, which opens a dialog. */
export const press =
  (name: string): Open =>
  async (page) => {
    await page.getByRole('button', { name }).first().click();
    await seeDialog(page);
  };

/** Types a shortcut, which opens one. */
export const type =
  (keys: string): Open =>
  async (page) => {
    await page.keyboard.press(keys);
    await seeDialog(page);
  };

const seeDialog = (page: Page): Promise<void> => page.getByRole('dialog').waitFor();

/** E-mail address and password, after which the code is asked for. */
export const enter =
  ({ email, password }: { readonly email: string; readonly password: string }): Open =>
  async (page) => {
    await page.getByLabel('E-mail address').fill(email);
    await page.getByRole('textbox', { name: 'Password' }).fill(password);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Your second factor' }).waitFor();
  };

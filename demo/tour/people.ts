import type { Browser, BrowserContext, Page } from 'playwright-core';
import type { DemoPerson } from '../../src/demo/seed-people.ts';

const WAIT_MS = 20_000;

/** Somebody at a browser of their own. */
export interface Somebody {
  readonly page: Page;
  readonly context: BrowserContext;
}

export async function openBrowser(browser: Browser, baseUrl: string): Promise<Somebody> {
  const context = await browser.newContext({ baseURL: baseUrl, viewport: { width: 1280, height: 900 } });
  context.setDefaultTimeout(WAIT_MS);
  return { context, page: await context.newPage() };
}

/** From the front door: *Sign In & Create Apps*, the environment, e-mail address and password. */
export async function signIn(
  { page }: Somebody,
  { email, password }: Pick<DemoPerson, 'email' | 'password'>,
): Promise<void> {
  await page.goto('/sign-in');
  await page.getByRole('link', { name: 'Sign In & Create Apps' }).click();
  await page.getByRole('link', { name: 'Integration Environment User' }).click();
  await page.getByLabel('E-mail address').fill(email);
  await page.getByRole('textbox', { name: 'Password' }).fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL(({ pathname }) => !pathname.startsWith('/sign-in'));
}

/** A line of the navigation on the left. */
export const goTo = ({ page }: Somebody, name: string): Promise<void> =>
  page.getByRole('navigation', { name: 'Navigation' }).getByRole('link', { name, exact: true }).click();

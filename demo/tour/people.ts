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

/** Goes where they want to go, and is asked to sign in on the way. */
export async function signIn(
  { page }: Somebody,
  { email, password }: Pick<DemoPerson, 'email' | 'password'>,
  path: string,
): Promise<void> {
  await page.goto(`/sign-in/integration?back=${encodeURIComponent(path)}`);
  await page.getByLabel('E-mail address').fill(email);
  await page.getByRole('textbox', { name: 'Password' }).fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL(`**${path}`);
}

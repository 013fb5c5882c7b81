import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { findUnreachable } from '../../test/keyboard.ts';
import type { Screen } from './screens.ts';
import { findPoorContrast, findViolations } from '../../test/violations.ts';

export const widths = [1280, 360] as const;
export const schemes = ['light', 'dark'] as const;
const HEIGHTS = { 1280: 860, 360: 760 };
/** What is below is more of the same. */
const MOST_HEIGHT = 4_000;
const WEBP_QUALITY = 45;

export const fileOf = (name: string, width: number, scheme: string): string =>
  `${name}-${width}-${scheme}.webp`;

/** Takes the four pictures of a page, as high as it is, and returns what is wrong with it: axe, the keyboard, scrolling sideways, errors on its console. */
export async function capture(
  page: Page,
  { name, path, open }: Screen,
  directory: string,
): Promise<string[]> {
  const faults: string[] = [];
  const note = (what: string, found: readonly string[]): void =>
    void faults.push(...found.map((text) => `${name}, ${what}: ${text}`));
  const onError = (err: Error): void => note('uncaught', [err.message]);
  page.on('pageerror', onError);
  for (const width of widths) {
    await page.setViewportSize({ width, height: HEIGHTS[width] });
    // Light last: what the keyboard's walk there has scrolled is where it was when the page is loaded again.
    for (const scheme of schemes.toReversed()) {
      await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
      await page.goto(path);
      await page.locator('h1').first().waitFor();
      // A page that keeps a stream open is never idle.
      await page.waitForLoadState('networkidle', { timeout: 4_000 }).catch(() => undefined);
      // In place of what is being read still.
      const placeholders = page.locator('.mantine-Skeleton-root');
      await placeholders
        .first()
        .waitFor({ state: 'detached', timeout: 5_000 })
        .catch(() => undefined);
      await open?.(page);
      await writeFile(
        join(directory, fileOf(name, width, scheme)),
        await takePicture(page, open !== undefined),
      );
      const where = `${width} ${scheme}`;
      note(where, scheme === 'light' ? await findViolations(page) : await findPoorContrast(page));
      const excess = Number(await page.evaluate('document.documentElement.scrollWidth - window.innerWidth'));
      if (excess > 0) note(where, [`can be scrolled sideways by ${excess} px`]);
      if (scheme === 'light') note(`${where}, Tab does not reach`, await findUnreachable(page));
    }
  }
  page.off('pageerror', onError);
  return faults;
}

// Laid out and painted at that size, and nothing on its way there any more.
const settle = `(async () => {
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  const moving = document.getAnimations().filter((one) => one.effect?.getComputedTiming().iterations !== Infinity);
  await Promise.allSettled(moving.map((one) => one.finished));
})()`;

/** As WebP, a third of PNG's size, which Playwright itself does not write. */
async function takePicture(page: Page, isDialog: boolean): Promise<Buffer> {
  const { width, height } = page.viewportSize()!;
  const whole = Number(await page.evaluate('document.documentElement.scrollHeight'));
  // As high as the page, so that what sticks to an edge of the window is where it belongs; a dialog lies in the middle of the window.
  if (!isDialog) {
    await page.setViewportSize({ width, height: Math.min(Math.max(whole, height), MOST_HEIGHT) });
    await page.evaluate('scrollTo(0, 0)');
  }
  await page.evaluate(settle);
  const devtools = await page.context().newCDPSession(page);
  try {
    const { data } = await devtools.send('Page.captureScreenshot', { format: 'webp', quality: WEBP_QUALITY });
    return Buffer.from(data, 'base64');
  } finally {
    await devtools.detach();
    await page.setViewportSize({ width, height });
  }
}

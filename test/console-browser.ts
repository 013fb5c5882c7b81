import type { AddressInfo } from 'node:net';
import type { BrowserContext, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, vi } from 'vitest';
import { type AppDeps, buildApp } from '../src/app.ts';
import { Handover } from '../src/deliveries/handover.ts';
import { createSender } from '../src/deliveries/sending/sender.ts';
import { createPublisher } from '../src/events/publish.ts';
import type { Clock } from '../src/lib/clock.ts';
import { createLog } from '../src/lib/log.ts';
import { chromium } from './chromium.ts';
import { cloneDatabase } from './db.ts';
import { testSealer } from './factories.ts';
import { findUnreachable } from './keyboard.ts';
import { findPoorContrast, findViolations } from './violations.ts';

const WAIT_MS = 10_000;

type TestDatabase = Awaited<ReturnType<typeof cloneDatabase>>;

/** A browser that sees the real server on a database of its own. */
export interface ConsoleWorld {
  readonly db: TestDatabase['db'];
  /** For a worker of the test's own. */
  readonly pool: TestDatabase['pool'];
  readonly baseUrl: string;
  /** A page of somebody who has not been here; whatever goes wrong in it fails the test that ends it. */
  open(options?: OpenOptions): Promise<ConsolePage>;
}

export interface OpenOptions {
  readonly width?: number;
  readonly height?: number;
  readonly colorScheme?: 'light' | 'dark';
  /** The headers of a `signIn` of test/people.ts: signed in without the sign-in screen. */
  readonly as?: { readonly cookie: string };
}

export interface ConsolePage extends AsyncDisposable {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Goes to an address of the console and waits for its heading. */
  goTo(path: string): Promise<void>;
  /** For what a test provokes: answers with these statuses are no fault. */
  expectStatus(...statuses: readonly number[]): void;
}

/** Gives the tests of a file a server and a browser; read it inside the tests. `now` is the server's clock. */
export function useConsole(
  seed: (db: TestDatabase['db']) => Promise<void> = async () => undefined,
  given: { readonly now?: Clock; readonly more?: Partial<AppDeps> } = {},
): { readonly current: ConsoleWorld } {
  // A browser takes its time where others work, too; what it waits for has a bound of its own.
  vi.setConfig({ testTimeout: 90_000 });
  const holder = {} as { current: ConsoleWorld };
  const cleanup = new AsyncDisposableStack();
  beforeAll(async () => {
    const [database, browser] = await Promise.all([cloneDatabase(6), chromium()]);
    cleanup.defer(() => database.drop());
    const { db, pool } = database;
    await seed(db);
    let baseUrl = 'http://127.0.0.1';
    const app = await buildApp({
      db,
      hotDb: db,
      clock: given.now ?? (() => new Date()),
      log: createLog('silent'),
      publish: createPublisher(() => baseUrl),
      eventSource: () => baseUrl,
      testSender: createSender({ timeoutMs: 5_000, allowedOrigins: new Set() }),
      sealer: testSealer,
      allowedOrigins: new Set(),
      handover: new Handover(() => undefined),
      onCommitted: () => undefined,
      baseUrl: () => baseUrl,
      ...given.more,
    });
    cleanup.defer(() => app.close());
    await app.listen({ host: '127.0.0.1', port: 0 });
    baseUrl = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
    holder.current = {
      db,
      pool,
      baseUrl,
      open: async (options = {}) => {
        const context = await browser.newContext({
          baseURL: baseUrl,
          viewport: { width: options.width ?? 1280, height: options.height ?? 800 },
          colorScheme: options.colorScheme ?? 'light',
          reducedMotion: 'reduce',
          timezoneId: 'America/Los_Angeles',
          locale: 'en-GB',
        });
        // Sooner than the test's own, so that one reads what it waited for.
        context.setDefaultTimeout(WAIT_MS);
        if (options.as !== undefined) await context.addCookies([toCookie(options.as.cookie, baseUrl)]);
        return watch(context, await context.newPage(), baseUrl);
      },
    };
  }, 90_000);
  afterAll(() => cleanup.disposeAsync(), 30_000);
  return holder;
}

function toCookie(header: string, url: string) {
  const [name = '', value = ''] = header.split(/=(.*)/s);
  // The name that a server behind https gives it; this one is reached by http.
  return { name: name.replace(/^__Secure-/, ''), value, url };
}

/** Collects whatever a visitor would not notice, but is wrong; the end of the page fails for it. */
function watch(context: BrowserContext, page: Page, baseUrl: string): ConsolePage {
  const faults: string[] = [];
  const expected = new Set<number>();
  page.on('pageerror', (err) => faults.push(`uncaught: ${err.stack ?? err.message}`));
  page.on('console', (message) => {
    // The browser reports an answer such as 401 as an error of the page; those are judged below.
    const isAnswer = /Failed to load resource: the server responded/.test(message.text());
    if (message.type() === 'error' && !isAnswer) faults.push(`console: ${message.text()}`);
  });
  page.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(`${baseUrl}/`) && !/^(data|blob):/.test(url)) faults.push(`asked elsewhere: ${url}`);
  });
  page.on('requestfailed', (request) => {
    const why = request.failure()?.errorText ?? '';
    // A page that was left gives up what it was asking for.
    if (!context.isClosed() && why !== 'net::ERR_ABORTED') faults.push(`failed: ${request.url()} ${why}`);
  });
  page.on('response', (response) => {
    const [status, url] = [response.status(), response.url()];
    // Not being signed in is how a visit begins.
    const isNobody = status === 401 && url.endsWith('/api/people/me');
    if (status >= 400 && !expected.has(status) && !isNobody) faults.push(`answered ${status}: ${url}`);
  });
  return {
    page,
    context,
    goTo: async (path) => {
      await page.goto(path);
      await page.locator('h1').first().waitFor();
    },
    expectStatus: (...statuses) => {
      for (const status of statuses) expected.add(status);
    },
    [Symbol.asyncDispose]: async () => {
      await context.close();
      expect(faults).toEqual([]);
    },
  };
}

/**
 * Fails for whatever axe finds on the page as it is, by WCAG 2.2 AA, and for what the keyboard does not reach; in dark only colours can
 * differ from light.
 */
export async function expectAccessible(page: Page): Promise<void> {
  expect(await findViolations(page)).toEqual([]);
  await page.emulateMedia({ colorScheme: 'dark' });
  expect({ dark: await findPoorContrast(page) }).toEqual({ dark: [] });
  await page.emulateMedia({ colorScheme: 'light' });
  expect({ unreachable: await findUnreachable(page) }).toEqual({ unreachable: [] });
}

/** Fails when the page can be scrolled sideways, once it has taken the width that it was given. */
export async function expectNoSidewaysScroll(page: Page): Promise<void> {
  const excess = () => page.evaluate('document.documentElement.scrollWidth - window.innerWidth');
  await expect.poll(excess, { timeout: WAIT_MS }).toBeLessThanOrEqual(0);
}

/** Fails unless the focus comes to be there. */
export async function expectFocus(where: Locator): Promise<void> {
  const focused = where.and(where.page().locator(':focus'));
  await expect.poll(() => focused.count(), { timeout: WAIT_MS }).toBe(1);
}

/** Opens a dialog by the keyboard, leaves it by Escape, and fails unless the focus is back at what opened it. */
export async function expectFocusBack(opener: Locator): Promise<void> {
  const dialog = opener.page().getByRole('dialog');
  await opener.press('Enter');
  await dialog.waitFor();
  await opener.page().keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  await expectFocus(opener);
}

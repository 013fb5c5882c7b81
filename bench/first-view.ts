import type { Browser } from 'playwright-core';
import type { DemoPerson } from '../src/demo/seed-people.ts';
import { chromium } from '../test/chromium.ts';
import { startBenchDatabase } from './database.ts';
import { becomePhone, measurePhone, type Phone } from './phone.ts';
import { startFieldhook } from './processes.ts';
import { type Bench, type Result, sized } from './scenario.ts';
import { median, round } from './statistics.ts';
import { seedCompany } from './visitors.ts';

const GOAL_MS = 1_500;

interface View {
  readonly name: string;
  readonly role?: DemoPerson['role'];
  readonly path: (tenantId: number) => string;
}

const views: readonly View[] = [
  { name: 'sign-in', path: () => '/sign-in' },
  { name: 'portal', role: 'developer', path: () => '/portal/apps' },
  { name: 'settings', role: 'administrator', path: (id) => `/settings/tenants/${id}/api-access` },
  { name: 'sessions', role: 'administrator', path: (id) => `/settings/tenants/${id}/sessions` },
  { name: 'operator', role: 'operator', path: () => '/operator/deliveries' },
];

/**
 * The first page of each area, and the one with the most to make, on a mid-tier phone whose browser has nothing of it yet: from the
 * start of the navigation until its heading is there, and until no more of the page is still to come.
 */
export async function firstView(bench: Bench): Promise<Result> {
  const database = await startBenchDatabase(bench);
  const company = await seedCompany(database, 'https://hooks.developer.example/');
  const fieldhook = await startFieldhook(bench, 'start', { DATABASE_URL: database.url });
  const browser = await chromium();
  bench.cleanup.defer(() => browser.close());
  const phone = await measurePhone(browser);
  bench.say(`a mid-tier phone is ${phone.slowdown} times slower than this machine`);
  const measured: ({ name: string } & Visit)[] = [];
  for (const view of views) {
    const person = company.people.find(({ role }) => role === view.role);
    const rounds: Visit[] = [];
    for (let left = sized(bench, 5, 1); left > 0; left--)
      rounds.push(await visit(browser, phone, fieldhook.baseUrl, view.path(company.tenantId), person));
    const of = (name: keyof Visit): number => median(rounds.map((one) => one[name]));
    measured.push({
      name: view.name,
      frame: of('frame'),
      heading: of('heading'),
      whole: of('whole'),
      bytes: of('bytes'),
    });
    bench.say(`${view.name}: heading after ${round(of('heading'), 0)} ms`);
  }
  return {
    table: [
      ['first page', 'first paint ms', 'heading ms', 'whole ms', 'KB received'],
      ...measured.map(({ name, frame, heading, whole, bytes }) => [
        name,
        round(frame, 0),
        round(heading, 0),
        round(whole, 0),
        round(bytes / 1024, 0),
      ]),
    ],
    figures: {
      ...phone,
      ...Object.fromEntries(measured.map(({ name, heading }) => [`${name}Ms`, round(heading, 0)])),
    },
    isWhole: true,
    meetsGoals: measured.every(({ heading }) => heading <= GOAL_MS),
  };
}

interface Visit {
  /** Milliseconds since the navigation began: the first content that is painted, what the page is called, all of it. */
  readonly frame: number;
  readonly heading: number;
  readonly whole: number;
  /** As they came through the wire. */
  readonly bytes: number;
}

async function visit(
  browser: Browser,
  phone: Phone,
  baseUrl: string,
  path: string,
  person: DemoPerson | undefined,
): Promise<Visit> {
  const context = await browser.newContext({ baseURL: baseUrl, viewport: { width: 412, height: 915 } });
  try {
    if (person !== undefined) {
      const { email, password } = person;
      const data = { environment: 'integration', email, password };
      const answer = await context.request.post('/api/people/sign-in', {
        data,
        headers: { origin: baseUrl },
      });
      if (!answer.ok()) throw new Error(`signing in answered ${answer.status()}: ${await answer.text()}`);
    }
    const page = await context.newPage();
    const devtools = await becomePhone(page, phone);
    let bytes = 0;
    devtools.on('Network.loadingFinished', ({ encodedDataLength }) => (bytes += encodedDataLength));
    await page.addInitScript(noteHeading);
    await page.goto(path);
    await page.locator('h1').first().waitFor();
    await page.waitForLoadState('networkidle');
    const [frame, heading, whole] = (await page.evaluate(
      '[performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? NaN, window.headingAt, Math.max(...performance.getEntriesByType("resource").map((entry) => entry.responseEnd))]',
    )) as [number, number, number];
    return { frame, heading, whole: Math.max(heading, whole), bytes };
  } finally {
    await context.close();
  }
}

// As a text: it runs in the page. The next frame is when it is painted.
const noteHeading = `new MutationObserver((_, observer) => {
  if (document.querySelector('h1') === null) return;
  observer.disconnect();
  requestAnimationFrame(() => (window.headingAt = performance.now()));
}).observe(document, { childList: true, subtree: true })`;

import { beforeAll, expect, test } from 'vitest';
import { useConsole } from '../../test/console-browser.ts';
import { createScheduler, createTenant } from '../../test/factories.ts';
import { insertPastSession } from '../../test/past-sessions.ts';
import { signIn, type TestPerson } from '../../test/people.ts';
import { addSeconds } from '../../src/lib/clock.ts';

const world = useConsole();
let employee: TestPerson;
let tenantId: number;
let oldId: string;

beforeAll(async () => {
  const { db } = world.current;
  const tenant = await createTenant(db, { name: 'Evergreen Heating' });
  ({ tenantId } = tenant);
  employee = await signIn(db, { memberships: [{ tenantId, role: 'office_employee' }] });
  const entry = { scheduler_id: await createScheduler(db, tenant) };
  const dana = { first_name: 'Dana', last_name: 'Whitfield' };
  const past = (secondsAgo: number) =>
    insertPastSession(db, tenantId, entry, { ...dana, created_at: addSeconds(new Date(), -secondsAgo) });
  await past(60);
  await past(120);
  oldId = await past(40 * 86_400);
});

const at = (rest: string): string => `/settings/tenants/${tenantId}/${rest}`;
const patient = { timeout: 10_000 };

test('a search that breaks off claims nothing, and what is old shows that it is', async () => {
  await using visit = await world.current.open({ as: employee.headers });
  const { page } = visit;
  visit.expectStatus(429);
  const told = page.locator('[role=status]');
  const table = page.getByRole('table', { name: 'Sessions' });
  let answer: (() => void) | undefined;
  let isAway = true;
  await page.route(/\/sessions\?/, async (route, request) => {
    const asked = new URL(request.url()).searchParams;
    const isOpen = asked.get('outcome') === 'open';
    if (!isOpen && asked.get('cursor') === null) {
      const response = await route.fetch();
      return route.fulfill({ response, json: { ...(await response.json()), nextCursor: 'further' } });
    }
    if (asked.get('cursor') === null) {
      await new Promise<void>((resolve) => {
        answer = resolve;
      });
      return route.fulfill({ json: { data: [], nextCursor: 'further' } });
    }
    return isAway
      ? route.fulfill({ status: 429, body: '{}' })
      : route.fulfill({ json: { data: [], nextCursor: null } });
  });
  await visit.goTo(at('sessions'));
  await page.getByRole('link', { name: 'Dana Whitfield' }).first().waitFor();
  await page.getByRole('alert').filter({ hasText: 'No more could be loaded' }).waitFor();
  await told.filter({ hasText: /^2 rows, more can be loaded$/ }).waitFor({ state: 'attached' });
  isAway = false;
  await page.getByRole('button', { name: 'Load more' }).click();
  await told.filter({ hasText: /^2 rows$/ }).waitFor({ state: 'attached' });
  isAway = true;
  await page.getByRole('combobox', { name: 'Outcome' }).click();
  await page.getByRole('option', { name: 'Open', exact: true }).click();
  await expect.poll(() => table.getAttribute('aria-busy'), patient).toBe('true');
  await told.filter({ hasText: /^Loading$/ }).waitFor({ state: 'attached' });
  expect(await table.getByRole('link', { name: 'Dana Whitfield' }).count()).toBe(2);
  await expect.poll(() => answer).toBeDefined();
  answer?.();
  await page.getByText('The search broke off before anything was found').waitFor();
  expect(await page.getByText('No session fits').count()).toBe(0);
  isAway = false;
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByText('No session fits').waitFor();
  await told.filter({ hasText: /^Nothing found$/ }).waitFor({ state: 'attached' });
});

test('Back undoes a choice, Clear also drops what was just typed, and an id is found whenever it was', async () => {
  await using visit = await world.current.open({ as: employee.headers });
  const { page } = visit;
  const search = () => new URL(page.url()).search;
  const rows = page.getByRole('table', { name: 'Sessions' }).getByRole('link', { name: 'Dana Whitfield' });
  const time = page.getByRole('combobox', { name: 'Time' });
  await visit.goTo(at('sessions?range=constructor'));
  await expect.poll(() => rows.count(), patient).toBe(2);
  await page.getByRole('combobox', { name: 'Outcome' }).click();
  await page.getByRole('option', { name: 'Booked (job)' }).click();
  await page.getByText('No session fits').waitFor();
  await time.click();
  await page.getByRole('option', { name: 'Chosen days' }).click();
  await page.getByRole('button', { name: /^First and last day/ }).waitFor();
  await page.goBack();
  await page.getByRole('button', { name: /^First and last day/ }).waitFor({ state: 'detached' });
  expect(await time.inputValue()).toBe('Last 30 days');
  await page.goBack();
  await expect.poll(() => rows.count(), patient).toBe(2);
  expect(search()).toBe('?range=constructor');

  await page.clock.install();
  await page.clock.pauseAt(addSeconds(new Date(), 60));
  await page.getByRole('searchbox').fill('Dan');
  await page.getByRole('button', { name: 'Clear', exact: true }).click();
  await expect.poll(search, patient).toBe('');
  await page.clock.runFor(1_000);
  expect(await page.getByRole('searchbox').inputValue()).toBe('');
  expect(search()).toBe('');
  await page.clock.resume();

  await page.getByRole('searchbox').fill(oldId);
  await page.waitForURL(/search=sess_/);
  await expect.poll(() => rows.count(), patient).toBe(1);
  expect(await time.inputValue()).toBe('Any time');
});

test('the time that is looked at stands still while one looks', async () => {
  await using visit = await world.current.open({ as: employee.headers });
  const { page } = visit;
  const asked: (string | null)[] = [];
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (url.pathname.endsWith('/deliveries') && url.pathname.startsWith('/api'))
      asked.push(url.searchParams.get('from'));
  });
  await page.clock.install();
  await visit.goTo(at('deliveries'));
  await page.getByText('Nothing was sent in this time').waitFor();
  await page.clock.fastForward('04:00:00');
  await expect.poll(() => asked.length, patient).toBeGreaterThan(1);
  await page.waitForLoadState('networkidle');
  expect(new Set(asked).size).toBe(1);
});

import { beforeAll, expect, test } from 'vitest';
import { useConsole } from '../../test/console-browser.ts';
import { createScheduler, createTenant } from '../../test/factories.ts';
import { insertPastSession } from '../../test/past-sessions.ts';
import { signIn, type TestPerson } from '../../test/people.ts';
import { addSeconds } from '../../src/lib/clock.ts';

const world = useConsole();
let employee: TestPerson;
let tenantId: number;

beforeAll(async () => {
  const { db } = world.current;
  const tenant = await createTenant(db, { name: 'Evergreen Heating' });
  ({ tenantId } = tenant);
  employee = await signIn(db, { memberships: [{ tenantId, role: 'office_employee' }] });
  const entry = { scheduler_id: await createScheduler(db, tenant) };
  const dana = { first_name: 'Dana', last_name: 'Whitfield' };
  for (const secondsAgo of [60, 120])
    await insertPastSession(db, tenantId, entry, {
      ...dana,
      created_at: addSeconds(new Date(), -secondsAgo),
    });
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
    if (asked.get('outcome') !== 'open') return route.continue();
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
  await told.filter({ hasText: /^2 rows$/ }).waitFor({ state: 'attached' });
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

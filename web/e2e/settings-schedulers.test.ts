import type { Page } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { expectAccessible, expectNoSidewaysScroll, useConsole } from '../../test/console-browser.ts';
import {
  browserUserAgent,
  createRouter,
  createScheduler,
  createTenant,
  type TestTenant,
} from '../../test/factories.ts';
import { signIn, type TestPerson } from '../../test/people.ts';
import { durationOf, formatDuration, secondsOf } from '../console/settings/schedulers/duration.ts';
import { isShadowed, newRule } from '../console/settings/schedulers/routers/router-values.ts';

const world = useConsole();
let tenant: TestTenant;
let repairs: string;
let admin: TestPerson;
let employee: TestPerson;

beforeAll(async () => {
  const { db } = world.current;
  tenant = await createTenant(db, { name: 'Evergreen Heating', environment: 'integration' });
  const { tenantId } = tenant;
  repairs = await createScheduler(db, tenant, { name: 'Repairs', is_default: true });
  const of = (role: 'administrator' | 'office_employee', email: string) =>
    signIn(db, { environment: 'integration', email, memberships: [{ tenantId, role }] });
  admin = await of('administrator', 'robin@evergreen.test');
  employee = await of('office_employee', 'dana@evergreen.test');
});

const at = (page = ''): string => `/settings/tenants/${tenant.tenantId}/schedulers${page}`;
const stored = (id: string) =>
  world.current.db.selectFrom('schedulers').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
const choose = async (page: Page, field: string, option: string | RegExp): Promise<void> => {
  await page.getByRole('combobox', { name: field }).click();
  await page.getByRole('option', { name: option }).click();
};

test('a brand and its first scheduler are made, and the default that is replaced is named before', async () => {
  const { db } = world.current;
  await using visit = await world.current.open({ as: admin.headers });
  const { page } = visit;
  await visit.goTo(at('/brands'));
  await page.getByRole('button', { name: 'New brand' }).click();
  const dialog = page.getByRole('dialog', { name: 'New brand' });
  await dialog.getByRole('button', { name: 'Make the brand' }).click();
  await dialog.getByText('Type the name of the brand.').waitFor();
  await dialog.getByLabel('Name').fill('Birch Plumbing');
  await dialog.getByRole('button', { name: 'Make the brand' }).click();
  await page.getByRole('button', { name: 'Copy install key of Birch Plumbing' }).waitFor();

  await page.getByRole('link', { name: 'Schedulers' }).last().click();
  await page.getByRole('link', { name: 'Repairs' }).waitFor();
  await expectAccessible(page);
  await page.keyboard.press('c');
  await page.getByRole('heading', { name: 'New scheduler' }).waitFor();
  await page.getByRole('checkbox', { name: 'The default of Evergreen' }).check();
  await page.getByText('It takes the place of “Repairs”, which is the default now.').waitFor();
  await page.getByRole('textbox', { name: 'Page closed: how long' }).fill('5');
  await page.getByRole('button', { name: 'Make the scheduler' }).click();
  await page.getByText('Name the scheduler.').waitFor();
  await page.getByText('Between 10 s and 60 min.').waitFor();
  await page.getByLabel('Name').fill('Tune-up');
  await page.getByRole('textbox', { name: 'Page closed: how long' }).fill('1.5');
  await choose(page, 'Page closed: unit', 'minutes');
  await page.getByRole('radio', { name: 'A job' }).check();
  // What was typed survives a reload.
  // The last thing typed: what came before may have been kept already.
  const kept = () =>
    page.evaluate(`Object.values(localStorage).some((text) => text.includes('"creates":"job"'))`);
  await expect.poll(kept).toBe(true);
  await page.reload();
  await page.getByText(/^What you typed/).waitFor();
  await page.getByRole('button', { name: 'Make the scheduler' }).click();
  await page.getByRole('heading', { name: 'Tune-up' }).waitFor();
  const made = await db
    .selectFrom('schedulers')
    .selectAll()
    .where('name', '=', 'Tune-up')
    .executeTakeFirstOrThrow();
  expect(made).toMatchObject({ creates: 'job', is_default: true, closed_after_seconds: 90 });
  expect(await stored(repairs)).toMatchObject({ is_default: false });
});

test('of two who change a scheduler the later one sees what the other wrote, and keeps both', async () => {
  const { db } = world.current;
  await using visit = await world.current.open({ as: admin.headers });
  const { page } = visit;
  await visit.goTo(at(`/${repairs}`));
  await page.getByLabel('Name').fill('Repairs and service');
  await page.getByText('Not saved yet: name').waitFor();
  const theirs = { name: 'Emergency repairs', hidden_after_seconds: 120 };
  await db
    .updateTable('schedulers')
    .set((eb) => ({ ...theirs, revision: eb('revision', '+', 1) }))
    .where('id', '=', repairs)
    .execute();
  visit.expectStatus(412);
  await page.getByRole('button', { name: 'Save' }).click();
  const alert = page.getByRole('alert').filter({ hasText: 'Somebody else changed this scheduler meanwhile' });
  await alert.getByText('Emergency repairs').waitFor();
  expect(await page.getByRole('textbox', { name: 'Page hidden: how long' }).inputValue()).toBe('2');
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Save mine all the same' }).click();
  await page.getByRole('heading', { name: 'Repairs and service' }).waitFor();
  expect(await stored(repairs)).toMatchObject({ name: 'Repairs and service', hidden_after_seconds: 120 });
  await page.getByRole('radio', { name: 'Inactive' }).check();
  await page.getByRole('button', { name: 'Discard' }).click();
  expect(await page.getByRole('radio', { name: 'Active', exact: true }).isChecked()).toBe(true);
});

test('the rules of a router are put in order, and it goes when nobody has opened it', async () => {
  const { db } = world.current;
  await using visit = await world.current.open({ as: admin.headers });
  const { page } = visit;
  await page.route('**/brands', (route) => route.fulfill({ status: 403, json: {} }));
  visit.expectStatus(403);
  await visit.goTo(at('/routers'));
  await page.getByRole('link', { name: 'New router' }).click();
  await page.getByText('The brands could not be read').waitFor();
  await page.unroute('**/brands');
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByText('The brands could not be read').waitFor({ state: 'detached' });
  await page.getByLabel('Name').fill('All regions');
  const rules = page.getByRole('list', { name: 'Rules' }).getByRole('listitem');
  for (const index of [0, 1]) {
    await page.getByRole('button', { name: 'Add rule' }).click();
    const rule = rules.nth(index);
    await rule.getByRole('combobox', { name: 'Leads to' }).click();
    await page.getByRole('option', { name: /Repairs and service/ }).click();
  }
  await page.getByText('No visitor gets here: a rule above takes them all.').waitFor();
  await rules.nth(1).getByRole('textbox', { name: 'ZIP begins with' }).fill('902 ');
  await page.getByRole('button', { name: 'Move rule 2 up' }).click();
  await page.getByText('No visitor gets here').waitFor({ state: 'detached' });
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Make the router' }).click();
  await page.getByRole('heading', { name: 'All regions', exact: true }).waitFor();
  const prefixes = await db.selectFrom('router_rules').select('zip_prefix').orderBy('position').execute();
  expect(prefixes.map(({ zip_prefix }) => zip_prefix)).toEqual(['902', null]);

  // What is typed is kept; typed back, it is forgotten. What is restored does not overwrite what somebody else saved meanwhile.
  const drafts = () =>
    page.evaluate<number>(`Object.keys(localStorage).filter((key) => key.includes('.router.')).length`);
  await page.getByLabel('Name').fill('All');
  await expect.poll(drafts).toBe(1);
  await page.getByLabel('Name').fill('All regions');
  await expect.poll(drafts).toBe(0);
  await page.getByLabel('Name').fill('Everywhere');
  await expect.poll(drafts).toBe(1);
  await db.updateTable('router_rules').set({ zip_prefix: '913' }).where('zip_prefix', '=', '902').execute();
  await db
    .updateTable('routers')
    .set((eb) => ({ revision: eb('revision', '+', 1) }))
    .execute();
  await page.reload();
  await page.getByText(/^What you typed/).waitFor();
  visit.expectStatus(412);
  await page.getByRole('button', { name: 'Save' }).click();
  const alert = page.getByRole('alert').filter({ hasText: 'Somebody else changed this router meanwhile' });
  await alert.getByText(/^913 → /).waitFor();
  await alert.getByRole('button', { name: 'Take what is there now' }).click();
  expect(await rules.first().getByRole('textbox', { name: 'ZIP begins with' }).inputValue()).toBe('913');
  await expect.poll(drafts).toBe(0);
  await page.getByRole('button', { name: 'Delete…' }).click();
  await page.getByRole('button', { name: 'Delete All regions' }).click();
  await page.getByText('There is no router').waitFor();
  expect(await db.selectFrom('routers').select('id').execute()).toEqual([]);
});

test('what does not exist is not there, and is not tried again', async () => {
  await using visit = await world.current.open({ as: admin.headers });
  for (const path of ['/sched_unknown', '/routers/router_unknown']) {
    visit.expectStatus(404);
    await visit.goTo(at(path));
    await visit.page.getByRole('heading', { name: 'There is nothing here' }).waitFor();
  }
});

test('an employee sees how all of it is set, and whom to ask; nothing scrolls sideways', async () => {
  const { db } = world.current;
  const routerId = await createRouter(db, tenant, [{ schedulerId: repairs }], { name: 'North' });
  await using visit = await world.current.open({ as: employee.headers, width: 360 });
  const { page } = visit;
  const paths = ['', '/new', `/${repairs}`, '/brands', '/routers', `/routers/${routerId}`, '/routers/new'];
  for (const path of paths) {
    await visit.goTo(at(path));
    await page.getByRole('link', { name: 'robin@evergreen.test' }).waitFor();
    await expectNoSidewaysScroll(page);
    const buttons = page.getByRole('main').getByRole('button', { name: /^(New|Make|Save|Rename|Delete)/ });
    expect([path, await buttons.count()]).toEqual([path, 0]);
  }
  await visit.goTo(at(`/${repairs}`));
  await page.getByText('after 2 min').waitFor();
  await using wide = await world.current.open({ as: admin.headers, width: 360 });
  for (const path of ['/new', `/${repairs}`, `/routers/${routerId}`]) {
    await wide.goTo(at(path));
    await wide.page.locator('[role=cell], form').first().waitFor();
    await expectNoSidewaysScroll(wide.page);
  }
});

test('the call that is shown opens a session, and what there is not is not promised', async () => {
  const { db } = world.current;
  await createScheduler(db, tenant, { name: 'Winter check', status: 'Draft' });
  await using visit = await world.current.open({ as: employee.headers });
  const { page } = visit;
  await visit.goTo(`/settings/tenants/${tenant.tenantId}/install?scheduler=${repairs}`);
  const call = page.getByRole('figure', { name: 'Open a session' });
  const [url = '', body = ''] =
    /curl (\S+)[\s\S]+-d '([\s\S]+)'/.exec(await call.innerText())?.slice(1) ?? [];
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'user-agent': browserUserAgent },
    body,
  });
  const { sessionId } = (await answer.json()) as { sessionId: string };
  const session = db.selectFrom('sessions').select(['is_test', 'is_bot']).where('id', '=', sessionId);
  expect(await session.executeTakeFirst()).toEqual({ is_test: true, is_bot: false });

  await page.getByRole('checkbox', { name: 'As a test' }).uncheck();
  await page.waitForURL(/test=no/);
  expect(await call.innerText()).not.toContain('isTest');
  await page.getByText('Not available yet').waitFor();
  const snippet = page.getByRole('figure', { name: 'Embed snippet' });
  expect(await snippet.innerText()).toContain('class="se-booking-show"');
  await page.getByRole('combobox', { name: 'Scheduler' }).click();
  await page.getByRole('option', { name: /Winter check/ }).click();
  await page.getByText('It is a draft: nobody is let in.').waitFor();
  await page.getByRole('checkbox', { name: 'Open by itself' }).check();
  await page.waitForURL(/open=auto/);
  expect(await snippet.innerText()).toContain('data-auto-open="true"');
  await expectAccessible(page);
  await page.setViewportSize({ width: 360, height: 800 });
  await page.reload();
  await snippet.waitFor();
  await expectNoSidewaysScroll(page);
});

test('times are read as they are typed, and written as one says them', () => {
  expect(secondsOf({ amount: '1,5', unit: 'min' })).toBe(90);
  for (const amount of ['', '-1', '1e3', '0.5']) expect(secondsOf({ amount, unit: 's' })).toBeNaN();
  expect([45, 60, 90, 3_600].map(formatDuration)).toEqual(['45 s', '1 min', '1 min 30 s', '60 min']);
  expect(durationOf(90)).toEqual({ amount: '90', unit: 's' });
});

test('a rule is out of reach when one above takes all that it would', () => {
  const rule = (zipPrefix: string, brandId = '') => ({ ...newRule(), zipPrefix, brandId });
  expect(isShadowed([rule('9'), rule('902')], 1)).toBe(true);
  expect(isShadowed([rule('902'), rule('9')], 1)).toBe(false);
  expect(isShadowed([rule('', 'a'), rule('902', 'b')], 1)).toBe(false);
  expect(isShadowed([rule('', 'a'), rule('902', 'a')], 1)).toBe(true);
});

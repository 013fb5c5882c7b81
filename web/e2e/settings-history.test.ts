import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { expectAccessible, expectNoSidewaysScroll, useConsole } from '../../test/console-browser.ts';
import { decideSoon, playVisit } from '../../test/console-visits.ts';
import { startTestWorker } from '../../test/deliveries.ts';
import {
  connect,
  createApp,
  createRouter,
  createScheduler,
  createTenant,
  type TestTenant,
} from '../../test/factories.ts';
import { insertPastSession } from '../../test/past-sessions.ts';
import { signIn, type TestPerson } from '../../test/people.ts';
import { startReceiver } from '../../test/receiver.ts';
import { addSeconds } from '../../src/lib/clock.ts';

const world = useConsole();
let tenant: TestTenant & { readonly schedulerId: string };
let admin: TestPerson;
let employee: TestPerson;
const ids = { suppressed: '', blocked: '', bob: '' };

/** The least that a scheduler can be set to. */
const CLOSED_SECONDS = 10;

const dana = { firstName: 'Dana', lastName: 'Whitfield', phone: '(310) 555-0142' };
const bob = { firstName: 'Bob', lastName: 'Reed', email: 'bob@example.com' };
const google = { sourceTracking: { utmSource: 'google' } };

beforeAll(async () => {
  const { db } = world.current;
  const created = await createTenant(db, { name: 'Evergreen Heating', environment: 'integration' });
  const schedulerId = await createScheduler(db, created, {
    name: 'Repairs',
    creates: 'booking',
    closed_after_seconds: CLOSED_SECONDS,
  });
  tenant = { ...created, schedulerId };
  const of = (role: 'administrator' | 'office_employee') =>
    signIn(db, { environment: 'integration', memberships: [{ tenantId: created.tenantId, role }] });
  [admin, employee] = [await of('administrator'), await of('office_employee')];
  const play = (given: Parameters<typeof playVisit>[2]) => playVisit(world.current, tenant, given);
  const told = (customer: object) => ({ milestone: 'customer', category: 'Heating', customer });
  await play({ open: google, saves: [told(dana)], ends: 'completed' });
  ids.suppressed = await play({ open: google, saves: [told(dana)], ends: 'closed' });
  ids.blocked = await play({
    saves: [
      {
        milestone: 'zipcode',
        blockerType: 'OutOfServiceArea',
        blockerToBookAdditionalData: 'The nearest is 91203.',
      },
    ],
    ends: 'closed',
  });
  ids.bob = await play({ saves: [told(bob)], ends: 'closed' });
  await decideSoon(db, CLOSED_SECONDS);
});

const at = (page: string): string => `/settings/tenants/${tenant.tenantId}/${page}`;
const search = (page: Page) => new URL(page.url()).searchParams;

test('the filters of the sessions stand in the address, and the export is of just those', async () => {
  await using visit = await world.current.open({ as: employee.headers });
  const { page } = visit;
  await visit.goTo(at('sessions'));
  await page.getByRole('link', { name: 'Dana Whitfield' }).first().waitFor();
  await page.getByRole('combobox', { name: 'Outcome' }).click();
  await page.getByRole('option', { name: 'Abandoned, not qualified' }).click();
  await page.getByRole('combobox', { name: 'Source' }).click();
  const sources = page.getByRole('listbox', { name: 'Source' }).getByRole('option');
  await sources.first().waitFor();
  expect(await sources.allInnerTexts()).toEqual(['Direct', 'google']);
  await page.getByRole('option', { name: 'google' }).click();
  await page.waitForURL(/source=google/);
  expect(search(page).get('outcome')).toBe('not-qualified');
  await page.getByText('Unknown visitor').waitFor({ state: 'detached' });
  await page.reload();
  const rows = page.getByRole('table', { name: 'Sessions' }).getByRole('row');
  await page.getByRole('link', { name: 'Dana Whitfield' }).waitFor();
  expect(await rows.count()).toBe(2);
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Export what fits of these 30 days as CSV' }).click(),
  ]);
  const lines = (await readFile(await file.path(), 'utf8')).trim().split('\r\n');
  expect(lines).toHaveLength(2);
  expect(lines[1]).toContain(ids.suppressed);
  await page.route('**/sessions?**', (route) => route.fulfill({ status: 503, json: {} }));
  visit.expectStatus(503);
  await page.getByRole('button', { name: /^Export what fits/ }).click();
  await page.getByRole('alert').getByText('Nothing was exported').waitFor();
  await page.unroute('**/sessions?**');
  await page.getByRole('button', { name: 'Clear', exact: true }).click();
  await page.getByText('Unknown visitor').waitFor();
  expect([...search(page).keys()]).toEqual([]);
});

test('a session tells in plain words why it was suppressed, or not qualified', async () => {
  await using visit = await world.current.open({ as: employee.headers });
  const { page } = visit;
  await visit.goTo(at(`sessions/${ids.suppressed}`));
  const timeline = page.getByRole('list', { name: 'Timeline' });
  await timeline.getByText('Suppressed: no event').waitFor();
  await timeline.getByText(/completed another session within the 60 minutes before/).waitFor();
  await page.getByText('No event was made of this session.').waitFor();
  expect(await page.getByRole('button', { name: 'Erase…' }).count()).toBe(0);
  await visit.goTo(at(`sessions/${ids.blocked}`));
  await timeline.getByText(/Neither a phone number nor an e-mail address was left/).waitFor();
  await timeline.getByText('Could not go on').waitFor();
  await timeline.getByText('The ZIP code is outside the service area.').waitFor();
  await page.getByText('The nearest is 91203.').waitFor();
});

test('a lead is followed up by the keyboard, taken back, and says who was faster', async () => {
  const { db } = world.current;
  await using visit = await world.current.open({ as: employee.headers });
  const { page } = visit;
  const stateOf = async () =>
    (await db.selectFrom('leads').select('follow_up').executeTakeFirst())?.follow_up;
  await visit.goTo(at('leads'));
  await page.getByRole('link', { name: 'Bob Reed' }).waitFor();
  await page.getByRole('searchbox', { name: 'Name, phone or e-mail' }).fill('nobody');
  await page.getByText('No lead fits').waitFor();
  expect(search(page).get('search')).toBe('nobody');
  await page.getByRole('button', { name: 'Clear', exact: true }).click();
  await page.getByRole('link', { name: 'Bob Reed' }).waitFor();
  await page.keyboard.press('j');
  await page.keyboard.press('c');
  await page.getByRole('button', { name: 'Follow-up of Bob Reed: Contacted. Change it' }).waitFor();
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByText('Bob Reed: Open again').waitFor();
  expect(await stateOf()).toBe('open');

  await db.updateTable('leads').set({ follow_up: 'won' }).execute();
  visit.expectStatus(412);
  await page.getByRole('button', { name: 'Follow-up of Bob Reed: Open. Change it' }).click();
  await page.getByRole('menuitemradio', { name: /Lost/ }).waitFor();
  await expectAccessible(page);
  await page.getByRole('menuitemradio', { name: /Lost/ }).click();
  await page.getByText('Bob Reed stays Open').waitFor();
  await page.getByText(/Somebody else has changed this meanwhile/).waitFor();
  await page.getByRole('button', { name: 'Follow-up of Bob Reed: Won. Change it' }).waitFor();
  await db.updateTable('leads').set({ follow_up: 'open' }).execute();
});

test('the funnel says the same as its table and its file, and no comparison stands in the address', async () => {
  const { db } = world.current;
  const router_id = await createRouter(db, tenant, [], { name: 'All regions' });
  const created_at = addSeconds(new Date(), -60);
  const sentOn = { created_at, interacted_at: created_at, sent_on_scheduler_id: tenant.schedulerId };
  await insertPastSession(db, tenant.tenantId, { router_id }, { created_at });
  await insertPastSession(db, tenant.tenantId, { router_id }, sentOn);
  await using visit = await world.current.open({ as: employee.headers });
  const { page } = visit;
  await visit.goTo(at('performance'));
  const funnel = page.getByRole('list', { name: 'From opening to booking' });
  await funnel.waitFor();
  const [opened, , , , , , , booked] = await funnel.getByRole('listitem').allInnerTexts();
  expect(opened).toMatch(/Opened[\s\S]*4\s+100%[\s\S]*before 0/);
  expect(booked).toMatch(/Booked[\s\S]*1\s+25%/);
  await page.getByRole('combobox', { name: 'Compared with' }).click();
  await page.getByRole('option', { name: 'Without comparison' }).click();
  await page.waitForURL(/compare=none/);
  await page.getByRole('radiogroup', { name: 'From opening to booking as' }).getByText('Table').click();
  const table = page.getByRole('table', { name: 'From opening to booking' });
  await table.waitFor();
  expect(await table.getByRole('row', { name: /^Booked/ }).innerText()).toMatch(/Booked\s+1\s+25%/);
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'From opening to booking as CSV' }).click(),
  ]);
  expect(file.suggestedFilename()).toMatch(/^funnel-\d+-\d{4}-\d\d-\d\d-\d{4}-\d\d-\d\d\.csv$/);
  const csv = await readFile(await file.path(), 'utf8');
  expect(csv).toContain('"Milestone","Sessions","Share of those opened"');
  expect(csv).toContain('"Booked",1,0.25');
  const routers = page.getByRole('table', { name: 'By router' });
  const row = await routers.getByRole('row', { name: /^All regions/ }).innerText();
  expect(row.split(/\s*\t\s*/)).toEqual(['All regions', '2', '1', '50%', '1', '1']);
  await routers.getByRole('columnheader', { name: /^To Repairs/ }).waitFor();
  await page.getByRole('button', { name: 'By router as CSV' }).waitFor();
});

test('a visitor is simulated, decided about and told of, as one looks on', async () => {
  const { db, pool } = world.current;
  const receiver = await startReceiver((res, _received, index) =>
    res.writeHead(index === 0 ? 500 : 204).end(),
  );
  await connect(db, tenant, await createApp(db, `${receiver.origin}/hook`));
  await createScheduler(db, tenant, { name: 'By phone', mode: 'Call_Center' });
  await using visit = await world.current.open({ as: employee.headers });
  const { page } = visit;
  await visit.goTo(at('simulate'));
  await page.getByRole('radio', { name: 'Abandons' }).check();
  const choose = async (scheduler: string): Promise<void> => {
    await page.getByRole('combobox', { name: 'Scheduler' }).click();
    await page.getByRole('option', { name: scheduler }).click();
  };
  await choose('By phone');
  await page.getByText(/Call center: no event/).waitFor();
  await choose('Repairs');
  await page.getByText(`A contact is left: Qualified Abandoned Session after ${CLOSED_SECONDS} s.`).waitFor();
  await page.getByRole('button', { name: 'With a contact of my own' }).click();
  await page.getByLabel('First name').fill('Sally');
  await page.getByRole('button', { name: 'Play the visitor' }).click();
  const phases = page.getByRole('list', { name: 'What follows' });
  await phases.getByText(/It counts as abandoned, unless something is heard before, in/).waitFor();
  await phases.getByText(/^0:\d\d$/).waitFor();
  await phases.getByText(/^Qualified Abandoned Session is to be expected at/).waitFor();
  expect(search(page).get('session')).toMatch(/^sess_/);
  await decideSoon(db, CLOSED_SECONDS);
  await phases.getByText('Abandoned, qualified').waitFor();
  await phases.getByText('It is about to be sent.').waitFor();
  startTestWorker(pool, [receiver.origin], () => addSeconds(new Date(), CLOSED_SECONDS + 1));
  await phases.getByText(/Tried once without success/).waitFor();
  await phases.getByRole('link', { name: 'CRM' }).click();
  await page.getByRole('heading', { name: 'Qualified Abandoned Session to CRM' }).waitFor();
  await page.getByText('Refused (500)').waitFor();
  await page.getByText('The server answered with an error; any 2xx status means success.').waitFor();
  await page.getByText('"firstName": "Sally"').waitFor();
  await receiver.close();
});

test('what a visitor told is erased once it was confirmed', async () => {
  await using visit = await world.current.open({ as: admin.headers });
  const { page } = visit;
  await visit.goTo(at(`sessions/${ids.bob}`));
  await page.getByRole('button', { name: 'Erase…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Erase what Bob Reed told?' });
  await dialog.getByRole('button', { name: 'Erase for good' }).click();
  await page.getByRole('heading', { name: 'Erased visitor' }).waitFor();
  expect(await page.getByText('bob@example.com').count()).toBe(0);
  await page.getByText('Erased by the office').waitFor();
});

test('in production nobody is simulated, and what is empty says what to do', async () => {
  const { db } = world.current;
  const { tenantId } = await createTenant(db, { name: 'Birch Plumbing' });
  const { headers } = await signIn(db, { memberships: [{ tenantId, role: 'office_employee' }] });
  await using visit = await world.current.open({ as: headers, width: 360 });
  const { page } = visit;
  const words = {
    sessions: 'No session in this time',
    leads: 'Nobody is to be followed up',
    performance: 'There is nothing to measure in this period',
    deliveries: 'Nothing was sent in this time',
    simulate: 'Only test tenants simulate visitors',
  };
  for (const [path, text] of Object.entries(words)) {
    await visit.goTo(`/settings/tenants/${tenantId}/${path}`);
    await page.getByText(text).waitFor();
    await expectNoSidewaysScroll(page);
  }
  await expectAccessible(page);
});

test('no page scrolls sideways on a telephone, and axe finds nothing on any', async () => {
  const { db } = world.current;
  const { id: deliveryId } = await db.selectFrom('deliveries').select('id').executeTakeFirstOrThrow();
  await using visit = await world.current.open({ as: admin.headers, width: 360 });
  const { page } = visit;
  const paths = [
    'sessions',
    `sessions/${ids.suppressed}`,
    'leads',
    'performance',
    'performance?funnel=table',
    'deliveries',
    `deliveries/${deliveryId}`,
    'simulate',
  ];
  for (const path of paths) {
    await visit.goTo(at(path));
    await page.locator('[role=cell], main ol, form').first().waitFor();
    await expectNoSidewaysScroll(page);
    await expectAccessible(page);
  }
});

test('every place that the navigation names is a page', async () => {
  await using visit = await world.current.open({ as: admin.headers });
  const { page } = visit;
  await visit.goTo(at('sessions'));
  const links = page.getByRole('navigation', { name: 'Navigation' }).getByRole('link');
  await links.first().waitFor();
  const places = await links.evaluateAll((all) => all.map((one) => one.getAttribute('href') ?? ''));
  expect(places.length).toBeGreaterThan(3);
  const nowhere: string[] = [];
  for (const place of places) {
    await visit.goTo(place);
    await page.getByRole('heading', { level: 1 }).waitFor();
    if ((await page.getByText('There is nothing here').count()) > 0) nowhere.push(place);
  }
  expect(nowhere).toEqual([]);
});

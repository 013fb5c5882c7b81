import { beforeAll, expect, test } from 'vitest';
import {
  expectAccessible,
  expectFocus,
  expectNoSidewaysScroll,
  useConsole,
} from '../../test/console-browser.ts';
import { playVisit } from '../../test/console-visits.ts';
import { createScheduler, createTenant } from '../../test/factories.ts';
import { signIn, type TestPerson } from '../../test/people.ts';
import { findShortening } from '../console/settings/privacy/retention-values.ts';

const world = useConsole();
let tenantId: number;
let admin: TestPerson;
const sessionIds: string[] = [];

beforeAll(async () => {
  const { db } = world.current;
  const tenant = await createTenant(db);
  ({ tenantId } = tenant);
  const schedulerId = await createScheduler(db, tenant);
  admin = await signIn(db, {
    email: 'robin@evergreen.test',
    memberships: [{ tenantId, role: 'administrator' }],
  });
  const customers = [
    { firstName: 'Dana', phone: '(310) 555-0142' },
    { firstName: 'D.', lastName: 'Whitfield', phone: '310.555.0142' },
    { firstName: 'Ada', email: 'ada@example.com' },
  ];
  for (const customer of customers) {
    const saves = [{ milestone: 'customer' as const, customer }];
    sessionIds.push(await playVisit(world.current, { ...tenant, schedulerId }, { saves, ends: 'closed' }));
  }
});

const at = (): string => `/settings/tenants/${tenantId}/privacy`;
const erased = async () => {
  const rows = await world.current.db
    .selectFrom('sessions')
    .select(['id', 'erased_at'])
    .where('tenant_id', '=', tenantId)
    .execute();
  return sessionIds.map((id) => rows.find((row) => row.id === id)?.erased_at !== null);
};

test('a person is found, looked at and erased; only their number was typed, and nothing stands in the address', async () => {
  await using visit = await world.current.open({ as: admin.headers });
  const { page } = visit;
  await visit.goTo(at());
  await page.getByText('Nothing has been erased').waitFor();
  await page.getByRole('button', { name: 'Find visits' }).click();
  await page.getByText('Type an e-mail address or a phone number.').waitFor();
  await page.getByLabel('E-mail address').fill('ada@example.com');
  await page.getByLabel('Phone number').fill('+1 310 555 0142');
  await page.getByRole('button', { name: 'Find visits' }).click();
  await page.getByRole('button', { name: 'Erase 3 visits…' }).click();
  const both = page.getByRole('dialog', { name: 'Erase 3 visits of ada@example.com or +1 310 555 0142?' });
  await both.getByLabel('Type ada@example.com or +1 310 555 0142 to confirm').waitFor();
  await both.getByRole('button', { name: 'Cancel' }).click();
  await page.getByLabel('E-mail address').fill('');
  await page.getByRole('button', { name: 'Find visits' }).click();
  const found = page.getByRole('table', { name: 'Visits to be erased' });
  await found.getByRole('link', { name: 'D. Whitfield' }).waitFor();
  expect(await found.getByRole('row').count()).toBe(3);
  expect(await erased()).toEqual([false, false, false]);
  await page.getByRole('button', { name: 'Erase 2 visits…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Erase 2 visits of +1 310 555 0142?' });
  expect(await dialog.getByRole('button', { name: 'Erase for good' }).isDisabled()).toBe(true);
  await dialog.getByLabel('Type +1 310 555 0142 to confirm').fill('+1 310 555 0142');
  // However many calls it takes: only the last answer says that nothing is left.
  let answered = 0;
  await page.route('**/erasures', async (route) => {
    answered += 1;
    if (answered > 101) return route.fallback();
    return route.fulfill({ json: { erasedCount: 1, sessionIds: [], hasMore: true } });
  });
  await dialog.getByRole('button', { name: 'Erase for good' }).click();
  await page.getByText('103 sessions are erased.').waitFor();
  // The dialog is gone, and what opened it.
  await expectFocus(page.getByRole('heading', { name: 'Erase a person' }));
  await page.unroute('**/erasures');
  expect(await erased()).toEqual([true, true, false]);
  const list = page.getByRole('table', { name: 'Erased sessions' });
  await list.getByRole('link', { name: sessionIds[0]! }).waitFor();
  expect(await list.getByText('robin@evergreen.test').count()).toBe(2);
  expect(page.url()).not.toMatch(/555/);
  await expectAccessible(page);
  await page.getByLabel('Session ID').fill(sessionIds[2]!);
  await page.getByRole('button', { name: 'Open', exact: true }).click();
  await page.getByRole('heading', { name: 'Ada' }).waitFor();
});

test('how long data is kept is changed, what would go is said before, and two do not overwrite each other', async () => {
  const { db } = world.current;
  const kept = () =>
    db
      .selectFrom('tenants')
      .select(['retention_days', 'payload_retention_days'])
      .where('id', '=', tenantId)
      .executeTakeFirst();
  await using visit = await world.current.open({ as: admin.headers });
  const { page } = visit;
  await visit.goTo(at());
  await page.getByText('30 days').waitFor();
  await page.getByRole('button', { name: 'Change', exact: true }).click();
  await expectFocus(page.getByLabel('Events, deliveries and attempts, in days'));
  await page.getByRole('checkbox', { name: 'Erase what is in them sooner' }).check();
  await page.getByLabel('What is in them, in days').fill('31');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Not longer than the events themselves.').last().waitFor();
  await page.getByLabel('What is in them, in days').fill('3');
  await page.getByText('With less than 4 days the extended retry schedule is cut short.').waitFor();
  await db
    .updateTable('tenants')
    .set((eb) => ({ retention_days: 60, revision: eb('revision', '+', 1) }))
    .where('id', '=', tenantId)
    .execute();
  visit.expectStatus(412);
  const confirm = page.getByRole('dialog', { name: 'Keep what is in events for 3 days?' });
  const erase = 'Save, and erase what is older';
  await page.getByRole('button', { name: 'Save' }).click();
  await confirm.getByRole('button', { name: erase }).click();
  await page.getByText('60 days').waitFor();
  expect(await kept()).toEqual({ retention_days: 60, payload_retention_days: null });
  await page.getByRole('button', { name: 'Save mine all the same' }).click();
  const events = page.getByRole('dialog', { name: 'Keep events for 30 days?' });
  await events.getByRole('button', { name: erase }).click();
  await page.getByText('How long data is kept is saved.').waitFor();
  expect(await kept()).toEqual({ retention_days: 30, payload_retention_days: 3 });
});

test('without the permission one sees how long, and whom to ask', async () => {
  const memberships = [{ tenantId, role: 'office_employee' as const }];
  const { headers } = await signIn(world.current.db, { memberships });
  await using visit = await world.current.open({ as: headers, width: 360 });
  const { page } = visit;
  await visit.goTo(at());
  await page.getByRole('link', { name: 'robin@evergreen.test' }).waitFor();
  await page.getByText('Until they are erased').waitFor();
  expect(await page.getByRole('button', { name: /Find|Change$/ }).count()).toBe(0);
  await expectNoSidewaysScroll(page);
  await using permitted = await world.current.open({ as: admin.headers, width: 360 });
  await permitted.goTo(at());
  await permitted.page.getByRole('table', { name: 'Erased sessions' }).waitFor();
  await expectNoSidewaysScroll(permitted.page);
});

test('before something is kept for a shorter time it is said what that is', () => {
  const kept = (retentionDays: number, payloadRetentionDays: number | null) => ({
    retentionDays,
    payloadRetentionDays,
  });
  expect(findShortening(kept(30, 7), kept(60, 7))).toBeUndefined();
  expect(findShortening(kept(30, null), kept(30, 30))).toBeUndefined();
  const payload = findShortening(kept(30, null), kept(30, 3));
  expect(payload?.question).toBe('Keep what is in events for 3 days?');
  expect(payload?.consequence).toMatch(/^What is in those older than 3 days, .* stays\.$/);
  const events = findShortening(kept(30, 7), kept(14, 7));
  expect(events?.question).toBe('Keep events for 14 days?');
  expect(events?.consequence).not.toContain('7 days');
  expect(findShortening(kept(30, null), kept(14, 7))?.consequence).toContain('older than 7 days');
  // Longer events with what is in them gone sooner.
  expect(findShortening(kept(30, null), kept(60, 7))?.question).toBe('Keep what is in events for 7 days?');
});

import { beforeAll, expect, test } from 'vitest';
import { expectAccessible, expectNoSidewaysScroll, useConsole } from '../../test/console-browser.ts';
import { browserUserAgent, createScheduler, createTenant, type TestTenant } from '../../test/factories.ts';
import { signIn, type TestPerson } from '../../test/people.ts';

const world = useConsole();
let tenant: TestTenant;
let employee: TestPerson;

beforeAll(async () => {
  const { db } = world.current;
  tenant = await createTenant(db);
  await createScheduler(db, tenant, { name: 'Repairs', is_default: true });
  await createScheduler(db, tenant, { name: 'Tune-up', status: 'Draft' });
  const memberships = [{ tenantId: tenant.tenantId, role: 'office_employee' as const }];
  employee = await signIn(db, { memberships });
});

test('the call that is shown opens a session, and what there is not is not promised', async () => {
  const { db } = world.current;
  await using visit = await world.current.open({ as: employee.headers });
  const { page } = visit;
  await visit.goTo(`/settings/tenants/${tenant.tenantId}/install`);
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

  await page.getByText('Not available yet').waitFor();
  const snippet = page.getByRole('figure', { name: 'Embed snippet' });
  expect(await snippet.innerText()).toContain('class="se-booking-show"');
  await page.getByRole('combobox', { name: 'Scheduler' }).click();
  await page.getByRole('option', { name: /Tune-up/ }).click();
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

import { beforeAll, expect, test } from 'vitest';
import { expectAccessible, expectNoSidewaysScroll, useConsole } from '../../test/console-browser.ts';
import { createTenant } from '../../test/factories.ts';
import { signIn, type TestPerson } from '../../test/people.ts';

const world = useConsole();
let tenantId: number;
let robin: TestPerson;
let dana: TestPerson;

beforeAll(async () => {
  const { db } = world.current;
  ({ tenantId } = await createTenant(db, { name: 'Evergreen Heating' }));
  const of = async (name: string, role: 'administrator' | 'office_employee') => {
    const email = `${name.toLowerCase()}@evergreen.test`;
    const person = await signIn(db, { email, memberships: [{ tenantId, role }] });
    await db.updateTable('people').set({ name }).where('id', '=', person.personId).execute();
    return person;
  };
  [robin, dana] = [await of('Robin', 'administrator'), await of('Dana', 'office_employee')];
});

const at = (): string => `/settings/tenants/${tenantId}/people`;
const members = () =>
  world.current.db
    .selectFrom('tenant_members as m')
    .innerJoin('people as p', 'p.id', 'm.person_id')
    .select(['p.email', 'role', 'may_manage_api_access', 'may_generate_app_key'])
    .where('tenant_id', '=', tenantId)
    .orderBy('p.email')
    .execute();

test('permissions are granted and withdrawn, people invited, made administrators and removed', async () => {
  await using visit = await world.current.open({ as: robin.headers });
  const { page } = visit;
  await visit.goTo(at());
  const granted = page.getByRole('switch', { name: 'Manage API Application Access: Dana' });
  const header = page.getByRole('columnheader', { name: 'Manage API Application Access' });
  const [inner, outer] = [await granted.boundingBox(), await header.boundingBox()];
  // Under its header: the cell's padding is 14.4 px.
  expect((inner?.x ?? 0) - (outer?.x ?? 0)).toBeCloseTo(14.4, 0);
  await granted.click();
  await page.getByText('Dana may: Manage API Application Access.').waitFor();
  expect(await members()).toMatchObject([{ may_manage_api_access: true }, {}]);
  await expectAccessible(page);

  await page.keyboard.press('c');
  const dialog = page.getByRole('dialog', { name: 'Invite into Evergreen Heating' });
  await dialog.getByLabel('E-mail address').fill('dana@evergreen.test');
  await dialog.getByRole('checkbox', { name: 'Generate API Application Key' }).check();
  visit.expectStatus(409);
  await dialog.getByRole('button', { name: 'Invite' }).click();
  await dialog.getByText('They work here already.').waitFor();
  await dialog.getByLabel('E-mail address').fill('sam@evergreen.test');
  await dialog.getByRole('button', { name: 'Invite' }).click();
  await dialog.getByText('sam@evergreen.test is in').waitFor();
  await dialog.getByText('fieldhook user reset-link sam@evergreen.test').waitFor();
  await dialog.getByRole('button', { name: 'Done' }).click();
  expect(await members()).toMatchObject([
    { email: 'dana@evergreen.test' },
    { email: 'robin@evergreen.test' },
    { email: 'sam@evergreen.test', may_generate_app_key: true, may_manage_api_access: false },
  ]);

  await page.getByRole('searchbox').fill('SAM');
  await page.getByRole('button', { name: 'Change Dana' }).waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Change sam' }).waitFor();
  await page.getByRole('searchbox').fill('');
  // Whoever has signed in has nothing to be sent again.
  await page.getByRole('button', { name: 'Change Dana' }).click();
  await page.getByRole('menuitem', { name: 'Remove…' }).waitFor();
  expect(await page.getByRole('menuitem', { name: 'Send the invitation again…' }).count()).toBe(0);
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Change sam' }).click();
  await page.getByRole('menuitem', { name: 'Send the invitation again…' }).click();
  const again = page.getByRole('dialog', { name: 'Send the invitation of sam again?' });
  await again.getByRole('button', { name: 'Send it again' }).click();
  await again.getByText('sam@evergreen.test is in').waitFor();
  await again.getByRole('button', { name: 'Done' }).click();
  await page.getByRole('button', { name: 'Change sam' }).click();
  await page.getByRole('menuitem', { name: 'Remove…' }).click();
  await page.getByRole('button', { name: 'Remove sam' }).click();
  await page.getByRole('button', { name: 'Change sam' }).waitFor({ state: 'detached' });
  expect(await members()).toHaveLength(2);
});

test('the last administrator stays, and knows why', async () => {
  await using visit = await world.current.open({ as: robin.headers });
  const { page } = visit;
  await visit.goTo(at());
  await page.getByRole('button', { name: 'Change Robin' }).click();
  await page.getByRole('menuitem', { name: 'Make office employee…' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('You are the only administrator: make somebody else one before.').waitFor();
  visit.expectStatus(409);
  await dialog.getByRole('button', { name: 'Make Robin an office employee' }).click();
  await dialog.getByText('A tenant keeps at least one administrator.').waitFor();
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await page.getByRole('button', { name: 'Change Dana' }).click();
  await page.getByRole('menuitem', { name: 'Make administrator…' }).click();
  await page.getByRole('button', { name: 'Make Dana an administrator' }).click();
  await page.getByText('Always').nth(3).waitFor();
  expect(await members()).toMatchObject([{ role: 'administrator' }, { role: 'administrator' }]);
  // Somebody who is no administrator any more sees what is left to them.
  await page.getByRole('button', { name: 'Change Robin' }).click();
  await page.getByRole('menuitem', { name: 'Make office employee…' }).click();
  await dialog.getByText('You cannot take that back yourself.').waitFor();
  await dialog.getByRole('button', { name: 'Make Robin an office employee' }).click();
  await page.getByRole('heading', { name: 'What you may do' }).waitFor();
  await page.getByRole('link', { name: 'dana@evergreen.test' }).waitFor();
});

test('on a telephone an employee sees what was granted, and an administrator everybody', async () => {
  for (const [person, seen] of [
    [robin, 'Not granted'],
    [dana, 'robin@evergreen.test'],
  ] as const) {
    await using visit = await world.current.open({ as: person.headers, width: 360 });
    await visit.goTo(at());
    await visit.page.getByText(seen).first().waitFor();
    await expectNoSidewaysScroll(visit.page);
  }
});

import { beforeAll, expect, test } from 'vitest';
import { expectAccessible, expectNoSidewaysScroll, useConsole } from '../../test/console-browser.ts';
import { signIn, type TestPerson } from '../../test/people.ts';
import { createOrganisation } from '../../test/portal.ts';
import { eventCatalogue } from '../../src/events/catalogue.ts';
import { findMembers, listMembers, type Schema } from '../console/portal/events/list-members.ts';

const world = useConsole();
let developer: TestPerson;

beforeAll(async () => {
  const { db } = world.current;
  developer = await signIn(db, { organisationIds: [await createOrganisation(db)] });
});

test('every member of a body is listed by its object, with its type and whether it may be null', () => {
  const groups = listMembers(eventCatalogue[0]?.schema as Schema);
  expect(groups.map(({ path }) => path)).toEqual([
    '',
    'data',
    'data.session',
    'data.session.customer',
    'data.session.customer.address',
    'data.session.sourceTracking',
  ]);
  const member = (path: string, name: string) =>
    groups.find((group) => group.path === path)?.members.find((one) => one.name === name);
  expect(member('', 'type')).toMatchObject({ type: '"tn.sp.session-completed"', isNullable: false });
  expect(member('data.session', 'timeslotStart')).toMatchObject({ type: 'instant', isNullable: true });
  expect(member('data.session', 'jobId')).toMatchObject({ type: 'int64', isNullable: true });
  expect(member('data.session', 'customerResponses')).toMatchObject({ type: 'list of strings' });
  const found = findMembers(groups, ' GCLID ');
  expect(found.map(({ path, members }) => [path, members.map(({ name }) => name)])).toEqual([
    ['data.session.sourceTracking', ['gclid']],
  ]);
  expect(findMembers(groups, 'customer.address.').map(({ members }) => members.length)).toEqual([6]);
});

test('a developer learns when an event fires, when not and why nothing is sent, and copies its schema', async () => {
  const entry = eventCatalogue[1]!;
  await using visit = await world.current.open({ as: developer.headers });
  const { page } = visit;
  await visit.context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await visit.goTo('/portal');
  await page.getByRole('navigation').getByRole('link', { name: 'Event catalogue' }).click();
  await page.getByRole('link', { name: entry.title }).click();
  await page.getByRole('heading', { name: entry.title, level: 1 }).waitFor();
  const { fires, firesNot, withoutDelivery } = entry;
  for (const sentence of [...fires, ...firesNot, ...withoutDelivery.map(({ text }) => text)])
    expect(await page.getByText(sentence, { exact: true }).count()).toBe(1);
  await expectAccessible(page);

  await page.keyboard.press('/');
  await page.keyboard.type('gclid');
  await page.getByRole('table', { name: 'Members of the body' }).waitFor({ state: 'detached' });
  await page.getByRole('cell', { name: 'Click id of Google Ads.' }).waitFor();
  await page.getByText('JSON Schema', { exact: true }).click();
  await page.reload();
  await page.getByRole('cell', { name: 'Click id of Google Ads.' }).waitFor();
  await page.getByRole('button', { name: `Copy JSON Schema of ${entry.title}` }).click();
  await page.getByText('Copied', { exact: true }).first().waitFor();
  expect(JSON.parse(await page.evaluate<string>('navigator.clipboard.readText()'))).toEqual(
    JSON.parse(JSON.stringify(entry.schema)),
  );

  await page.setViewportSize({ width: 360, height: 740 });
  await expectNoSidewaysScroll(page);
  await visit.goTo('/portal/events');
  await page.getByRole('link', { name: entry.title }).waitFor();
  await expectNoSidewaysScroll(page);
  await visit.goTo('/portal/events/tn.sp.other');
  await page.getByText('There is nothing here').waitFor();
});

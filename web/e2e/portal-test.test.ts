import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectAccessible, expectNoSidewaysScroll, useConsole } from '../../test/console-browser.ts';
import { ConsoleCaller } from '../../test/console-caller.ts';
import { publishEvents } from '../../test/deliveries.ts';
import { connect, createTenant } from '../../test/factories.ts';
import { signIn, type TestPerson } from '../../test/people.ts';
import { abandoned, completed, createOrganisation } from '../../test/portal.ts';
import { type Receiver, startReceiver } from '../../test/receiver.ts';
import { createSender } from '../../src/deliveries/sending/sender.ts';
import { ownInboxes } from '../../src/inbox/own-inbox.ts';

const allowedOrigins = new Set<string>();
const isOwnInbox = ownInboxes(() => world.current.baseUrl);
const testSender = createSender({ timeoutMs: 5_000, allowedOrigins, isOwnInbox });
const world = useConsole(undefined, { more: { allowedOrigins, testSender } });
let developer: TestPerson;
let caller: ConsoleCaller;
let receiver: Receiver;
let status = 200;

beforeAll(async () => {
  receiver = await startReceiver(
    (res) => void res.writeHead(status, { 'x-mine': 'yes' }).end('{"said":"hello"}'),
  );
  allowedOrigins.add(receiver.origin);
  const { db, baseUrl } = world.current;
  developer = await signIn(db, { organisationIds: [await createOrganisation(db)] });
  caller = new ConsoleCaller(baseUrl, developer);
});
afterAll(() => receiver.close());

const sent = (index: number) =>
  JSON.parse(receiver.received[index]!.body.toString()) as { data: object; type: string };

test('a test is edited, sent and explained; what does not fit is said with its line, before and after sending', async () => {
  const { db } = world.current;
  const tenant = await createTenant(db, { name: 'Evergreen' });
  const appId = await caller.createApp({
    name: 'Lead Beacon',
    events: [completed, abandoned].map((eventType) => ({
      eventType,
      deliveryUrl: `${receiver.origin}/hook`,
    })),
  });
  await connect(db, tenant, { appId, webhooks: {} as never });
  await publishEvents(db, tenant, new Date());
  await using visit = await world.current.open({ as: developer.headers });
  const { page } = visit;
  const data = page.getByRole('textbox', { name: 'Data' });
  const send = page.getByRole('button', { name: 'Send test' });
  await visit.goTo(`/portal/apps/${appId}/webhooks`);
  await page.getByRole('link', { name: `Send a test to Qualified Abandoned Session` }).click();
  await data.waitFor();
  expect(page.url()).toContain(`type=${abandoned}`);
  await page.getByText('Nothing was sent yet').waitFor();

  // What was edited is still there after a reload, and after a look at another event.
  const example = await data.inputValue();
  await data.fill(`${example}  `);
  await page.reload();
  await page.getByText('Edited.').waitFor();
  expect(await data.inputValue()).toBe(`${example}  `);
  await page.getByRole('combobox', { name: 'Event' }).click();
  await page.getByRole('option', { name: 'Session Completed' }).click();
  await page.getByText('As it is in the payload.').waitFor();
  await page.getByRole('combobox', { name: 'Event' }).click();
  await page.getByRole('option', { name: 'Qualified Abandoned Session' }).click();
  await page.getByText('Edited.').waitFor();
  await page.getByRole('button', { name: 'Undo the edits' }).click();
  await page.getByText('As it is in the payload.').waitFor();

  // By the keyboard, from within the text.
  await data.press('Control+Enter');
  await page.getByText(/^Your server took it in \d+ ms\.$/).waitFor();
  expect(receiver.received[0]?.headers).toMatchObject({ 'webhook-test': 'true' });
  expect(sent(0).type).toBe(abandoned);
  await page.getByText('Verifies with the current key').waitFor();
  await page.getByLabel('Headers of the answer').getByText('x-mine').waitFor();
  await page.getByLabel('Body of the answer').getByText('"said": "hello"').waitFor();
  await page.getByLabel('Where the time went').getByText('First byte').waitFor();

  await page.getByRole('combobox', { name: 'Event' }).click();
  await page.getByRole('option', { name: 'Session Completed' }).click();
  await page.getByRole('combobox', { name: 'Payload' }).click();
  await page.getByRole('option', { name: new RegExp(`tenant ${tenant.tenantId}`) }).click();
  await expect.poll(() => data.inputValue(), { timeout: 10_000 }).toContain(`"tenantId": ${tenant.tenantId}`);
  const text = await data.inputValue();
  const line = text.split('\n').findIndex((one) => one.includes('"isNewCustomer"')) + 1;

  await data.fill(text.replace('"isNewCustomer": true', '"isNewCustomer": '));
  await page.getByText(`Line ${line}, column`).waitFor();
  await send.click();
  expect(receiver.received).toHaveLength(1);
  await data.fill(text.replace('"isNewCustomer": true', '"isNewCustomer": "yes"'));
  visit.expectStatus(400);
  await send.click();
  await page.getByText('The data does not fit the schema of the event').waitFor();
  await page.getByRole('button', { name: `Line ${line}`, exact: true }).click();
  expect(
    await page.evaluate(
      'document.activeElement.value.slice(0, document.activeElement.selectionStart).split("\\n").length',
    ),
  ).toBe(line);
  await expectAccessible(page);

  // Of the past session all but what was edited is sent, and a refusal is explained.
  status = 503;
  await data.fill(text.replace('"isNewCustomer": true', '"isNewCustomer": false'));
  await send.click();
  await page.getByText('The server or the proxy before it is overloaded or down').waitFor();
  expect(sent(1)).toMatchObject({
    type: completed,
    data: { tenantId: tenant.tenantId, session: { customer: { isNewCustomer: false } } },
  });
  const tests = page.getByRole('listitem').filter({ hasText: 'to the webhook' });
  expect(await tests.count()).toBe(2);
  await tests.last().getByRole('button').click();
  await page.getByText(/^Your server took it in/).waitFor();

  await page.getByLabel('The built-in inbox').check();
  await send.click();
  await page.getByText(/^The inbox took it in/).waitFor();
  expect(receiver.received).toHaveLength(2);
  const inbox = await caller.get(`/api/portal/apps/${appId}/inbox`);
  expect(inbox.body['arrivals']).toMatchObject([{ eventType: completed, isTest: true, verdict: 'verified' }]);

  await page.setViewportSize({ width: 360, height: 800 });
  await page.reload();
  await data.waitFor();
  expect(await page.getByLabel('The built-in inbox').isChecked()).toBe(true);
  await send.click();
  await page.getByText(/^The inbox took it in/).waitFor();
  // Below the form, and yet in sight.
  const heading = page.getByRole('heading', { name: 'Answer', exact: true });
  await expect.poll(async () => (await heading.boundingBox())?.y, { timeout: 10_000 }).toBeLessThan(700);
  await expectNoSidewaysScroll(page);
  await page.getByRole('link', { name: 'See what arrived' }).click();
  await page.getByRole('heading', { name: /See a signed event arrive/ }).waitFor();
});

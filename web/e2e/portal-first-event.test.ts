import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { expectAccessible, expectNoSidewaysScroll, useConsole } from '../../test/console-browser.ts';
import { ConsoleCaller } from '../../test/console-caller.ts';
import { signIn, type TestPerson } from '../../test/people.ts';
import { abandoned, completed, createOrganisation } from '../../test/portal.ts';
import { createSender } from '../../src/deliveries/sending/sender.ts';
import { ownInboxes } from '../../src/inbox/own-inbox.ts';
import { localServers } from '../../src/start/local-servers.ts';
import { ApiProblem, NetworkFailure } from '../console/api/problem.ts';
import { lookAgainIn } from '../console/api/look-again.ts';
import { hasDelivered } from '../console/portal/app/has-delivered.ts';
import { planFirstEvent } from '../console/portal/app/first-event/plan-first-event.ts';

// As a server that is only tried, which may send to others on the same machine.
const baseUrl = (): string => world.current.baseUrl;
const policy = {
  allowedOrigins: new Set<string>(),
  isOwnInbox: ownInboxes(baseUrl),
  isLocalServer: localServers(() => [Number(new URL(baseUrl()).port)]),
};
const world = useConsole(undefined, {
  more: { ...policy, testSender: createSender({ timeoutMs: 5_000, ...policy }) },
});
let developer: TestPerson;
let caller: ConsoleCaller;

beforeAll(async () => {
  developer = await signIn(world.current.db, {
    organisationIds: [await createOrganisation(world.current.db)],
  });
  caller = new ConsoleCaller(baseUrl(), developer);
});

test('the first step that is not done is next; a later one that is done closes those before it', () => {
  const plan = (hasArrived: boolean, hasOwnAnswer: boolean, hasDelivery: boolean) =>
    planFirstEvent({ hasArrived, hasOwnAnswer, hasDelivery });
  expect(plan(false, false, false)).toEqual(['next', 'later', 'later']);
  expect(plan(true, false, false)).toEqual(['done', 'next', 'later']);
  expect(plan(false, true, false)).toEqual(['done', 'done', 'next']);
  expect(plan(false, false, true)).toEqual(['done', 'done', 'done']);
});

test('a developer sees a test in the inbox, starts the receiver that is shown, and sees its answer', async () => {
  const appId = await caller.createApp({ name: 'Lead Beacon' });
  await using visit = await world.current.open({ as: developer.headers });
  const { page } = visit;
  await visit.goTo(`/portal/apps/${appId}`);
  await page.getByRole('link', { name: 'Send a test' }).click();
  await page.getByRole('button', { name: 'Send a test to the inbox' }).click();
  const arrival = page.getByRole('status', { name: 'Newest arrival' });
  await arrival.getByText('Signature verified').waitFor();
  await arrival.getByText(/webhook-signature: v1,/).waitFor();
  // Nothing was changed for it.
  expect((await caller.get(`/api/portal/apps/${appId}`)).body).toMatchObject({
    webhooks: [{ deliveryUrl: 'https://hooks.developer.example/' }],
  });

  await page.getByText('No server yet? Start with this one').click();
  await page.getByRole('button', { name: 'Put in the HMAC key' }).click();
  const start = page.getByRole('figure', { name: 'Start it' });
  await start.getByText(/whsec_/).waitFor();
  await expectAccessible(page);
  const receiver = await startReceiver(
    (await page.getByRole('figure', { name: 'receiver.mjs' }).locator('code').textContent()) ?? '',
    /HMAC_KEY='(.*)'/.exec((await start.locator('code').textContent()) ?? '')?.[1] ?? '',
  );

  const url = page.getByLabel('Delivery URL');
  await url.fill(`${baseUrl()}/api/people/me`);
  visit.expectStatus(400);
  await page.getByRole('button', { name: 'Save and send a test' }).click();
  await page.getByText('Delivery url must begin with https://.').waitFor();
  await url.fill(receiver.url);
  await page.getByRole('button', { name: 'Save and send a test' }).click();
  const answer = page.getByRole('status', { name: 'Answer of your server' });
  await answer.getByText('Your server answered 204').waitFor();
  await answer.getByText(/The signature is right for the current key/).waitFor();
  await receiver.said('verified: tn.sp.session-completed');
  expect((await caller.get(`/api/portal/apps/${appId}`)).body).toMatchObject({
    webhooks: [{ deliveryUrl: receiver.url }],
  });

  // A server that is down.
  receiver.process.kill();
  await new Promise((resolve) => receiver.process.once('exit', resolve));
  await page.getByRole('button', { name: 'Send a test', exact: true }).click();
  await answer.getByText('No answer', { exact: true }).waitFor();

  // Left and come back to: what was done is done.
  await page.setViewportSize({ width: 360, height: 740 });
  await page.reload();
  const stepOf = (number: number) => page.locator('main ol > li').nth(number - 1);
  await stepOf(1).getByText('Signature verified').waitFor();
  await stepOf(2).getByText('Done', { exact: true }).waitFor();
  await stepOf(3).getByText('Next', { exact: true }).waitFor();
  await page.getByRole('link', { name: 'Name a tenant' }).waitFor();
  await expectNoSidewaysScroll(page);
});

test('each event has its key, a colleague’s URL is not overwritten unseen, and the inbox is not one’s own server', async () => {
  const events = [completed, abandoned].map((eventType) => ({
    eventType,
    deliveryUrl: 'https://hooks.developer.example/',
  }));
  const appId = await caller.createApp({ name: 'Call Scribe', events });
  const urlOf = async (index: number) =>
    ((await caller.get(`/api/portal/apps/${appId}`)).body['webhooks'] as { deliveryUrl: string }[])[index]
      ?.deliveryUrl;
  await using visit = await world.current.open({ as: developer.headers });
  const { page } = visit;
  await visit.goTo(`/portal/apps/${appId}/first-event`);
  await page.getByText('No server yet? Start with this one').click();
  await page.getByRole('button', { name: 'Put in the HMAC key' }).click();
  await page.getByText(/HMAC_KEY='whsec_/).waitFor();
  await page.getByRole('combobox', { name: 'Event' }).click();
  await page.getByRole('option', { name: 'Qualified Abandoned Session' }).click();
  await page.getByText('No server yet? Start with this one').click();
  await page.getByText("HMAC_KEY='…' node receiver.mjs").waitFor();

  await page.getByRole('button', { name: 'Send a test to the inbox' }).click();
  await page.getByRole('status', { name: 'Newest arrival' }).getByText('Signature verified').waitFor();
  const inbox = (await caller.get(`/api/portal/apps/${appId}/inbox`)).body['url'] as string;
  const url = page.getByLabel('Delivery URL');
  await url.fill(inbox);
  const theirs = 'https://theirs.developer.example/';
  const app = `/api/portal/apps/${appId}`;
  await caller.patch(`${app}/webhooks/${abandoned}`, { deliveryUrl: theirs }, app);
  visit.expectStatus(412);
  await page.getByRole('button', { name: 'Save and send a test' }).click();
  await page.getByText('Somebody else changed this app meanwhile').waitFor();
  await page.locator('dd', { hasText: theirs }).waitFor();
  expect(await urlOf(1)).toBe(theirs);
  expect(await url.inputValue()).toBe(inbox);
  await page.getByRole('button', { name: 'Save and send a test' }).click();
  await page
    .getByRole('status', { name: 'Answer of your server' })
    .getByText('Your server answered')
    .waitFor();
  expect(await urlOf(1)).toBe(inbox);
  const second = page.locator('main ol > li').nth(1);
  await second.getByText('Next', { exact: true }).waitFor();

  // Where nothing can be copied nobody is told that it was.
  await page.evaluate(
    'navigator.clipboard.writeText = () => Promise.reject(new Error("no")); document.execCommand = () => false;',
  );
  await page.keyboard.press('Control+k');
  await page.getByLabel('Go to a page, an app or a tenant').fill('copy app key');
  await page.keyboard.press('Enter');
  await page.getByText('The app key is not copied').waitFor();
});

test('what was delivered once stays seen when the key is a new one', () => {
  const webhook = { keyLastUsedAt: null };
  expect(hasDelivered(webhook)).toBe(false);
  expect(hasDelivered({ ...webhook, health: { lastSuccessAt: null } })).toBe(false);
  expect(hasDelivered({ ...webhook, health: { lastSuccessAt: '2026-11-29T08:00:00Z' } })).toBe(true);
  expect(hasDelivered({ keyLastUsedAt: '2026-11-29T08:00:00Z' })).toBe(true);
});

test('nobody goes on asking for what is refused; a failure of the server or the network is another thing', () => {
  const next = (error: unknown) => lookAgainIn(2_000)({ state: { error } });
  expect(next(null)).toBe(2_000);
  expect(next(new NetworkFailure())).toBe(2_000);
  expect([503, 429].map((status) => next(new ApiProblem(status, {}, undefined)))).toEqual([2_000, 2_000]);
  expect([403, 404].map((status) => next(new ApiProblem(status, {}, undefined)))).toEqual([false, false]);
});

/** What the page shows, run as it says. */
async function startReceiver(code: string, key: string) {
  const directory = await mkdtemp(join(tmpdir(), 'fieldhook-receiver-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  const file = join(directory, 'receiver.mjs');
  await writeFile(file, code);
  const port = await findFreePort();
  const child = spawn(process.execPath, [file], { env: { HMAC_KEY: key, PORT: String(port) } });
  onTestFinished(() => void child.kill());
  const said = listenTo(child);
  await said('waiting at');
  return { process: child, url: `http://localhost:${port}/`, said };
}

async function findFreePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

function listenTo(child: ChildProcess): (text: string) => Promise<void> {
  let output = '';
  child.stdout?.on('data', (part) => (output += String(part)));
  child.stderr?.on('data', (part) => (output += String(part)));
  return async (text) => {
    await expect.poll(() => output, { timeout: 10_000 }).toContain(text);
  };
}

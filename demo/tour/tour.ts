import { Visitor } from '../visitor.ts';
import { tomorrow } from '../visits.ts';
import { callAs, callPublicly } from './calls.ts';
import { createApp, register } from './developer.ts';
import { approve, switchPreview } from './operator.ts';
import { openBrowser, signIn, type Somebody } from './people.ts';
import type { Tour } from './set-up.ts';

interface App {
  readonly appId: string;
  readonly appKey: string;
}
interface Listed {
  readonly data: readonly { readonly id: string; readonly state: string }[];
}

/** From a developer without an account to an app that reads what it heard of. */
export async function playTour(tour: Tour): Promise<void> {
  const { browser, baseUrl, credentials, tenantId } = tour;
  const [developer, operator, administrator] = await Promise.all([
    openBrowser(browser, baseUrl),
    openBrowser(browser, baseUrl),
    openBrowser(browser, baseUrl),
  ]);
  const personOf = (role: 'operator' | 'administrator') =>
    credentials.people.find((person) => person.role === role)!;
  await register(developer, tour);
  const app = await createApp(developer, tour);
  await signIn(operator, personOf('operator'), '/operator/tenants');
  await switchPreview(operator, tour, 'off');
  await approve(operator, tour);
  await signIn(administrator, personOf('administrator'), `/settings/tenants/${tenantId}/api-access`);
  const secrets = await connect(administrator, tour, app);
  await switchPreview(operator, tour, 'on');
  await playVisitors(tour);
  await seeDeliveries(developer, tour, app, 'delivered', 2);
  tour.step('Both deliveries are in the log of the app, and at the receiver, which verified them.');
  await breakAndMend(developer, tour, app);
  await readSessions(tour, app, secrets);
}

interface Secrets {
  readonly clientId: string;
  readonly clientSecret: string;
}

/** Allow, the client id, the client secret. */
async function connect(
  administrator: Somebody,
  { baseUrl, tenantId, step }: Tour,
  { appId }: App,
): Promise<Secrets> {
  const url = `/api/settings/tenants/${tenantId}/apps/${appId}`;
  const app = await callAs<{ newest: { version: number } }>(administrator, baseUrl, ['GET', url]);
  step('The administrator of the tenant sees what the app asks for.');
  await callAs(administrator, baseUrl, ['POST', `${url}/connection`, { version: app.newest.version }]);
  step('The administrator allows it.');
  const { clientId, clientSecret } = await callAs<Secrets>(administrator, baseUrl, [
    'POST',
    `${url}/secrets`,
  ]);
  step('The administrator copies the client ID and generates the client secret.');
  return { clientId, clientSecret };
}

/** One completes, another leaves a phone number and goes. */
async function playVisitors(tour: Tour): Promise<void> {
  const { client, credentials, receiver, waits, step, nextContact } = tour;
  const abandoning = await Visitor.open(client, credentials);
  await abandoning.save('customer', { customer: { firstName: 'Dana', phone: nextContact().phone } });
  await abandoning.hint('closed');
  step('A visitor leaves a phone number and closes the scheduler.');
  const completing = await book(tour, { firstName: 'Ada', lastName: 'Alvarez' });
  step('Another visitor books.');
  for (const [visitor, type] of [
    [completing, 'tn.sp.session-completed'],
    [abandoning, 'tn.sp.session-abandoned-qualified'],
  ] as const) {
    await waits.poll(`${type} at the receiver`, async () =>
      receiver.accepted.find((event) => event.type === type && event.data.session.id === visitor.sessionId),
    );
    step(`The receiver has verified ${type}.`);
  }
}

async function book(
  { client, credentials, nextContact }: Tour,
  name: { readonly firstName: string; readonly lastName: string },
): Promise<Visitor> {
  const visitor = await Visitor.open(client, credentials);
  await visitor.save('schedule', tomorrow(new Date()));
  await visitor.save('customer', { customer: { ...name, ...nextContact() } });
  await visitor.complete();
  return visitor;
}

async function seeDeliveries(
  developer: Somebody,
  { baseUrl, waits }: Tour,
  { appId }: App,
  state: string,
  count: number,
): Promise<readonly string[]> {
  return waits.poll(`${count} ${state} in the log of the app`, async () => {
    const url = `/api/portal/apps/${appId}/deliveries?state=${state}`;
    const { data } = await callAs<Listed>(developer, baseUrl, ['GET', url]);
    return data.length >= count ? data.map(({ id }) => id) : undefined;
  });
}

/** What fails while the receiver is broken is replayed once it is mended. */
async function breakAndMend(developer: Somebody, tour: Tour, app: App): Promise<void> {
  const { receiver, baseUrl, waits, step } = tour;
  receiver.isBroken = true;
  step('The receiver breaks.');
  await book(tour, { firstName: 'Grace', lastName: 'Green' });
  const [failed = ''] = await seeDeliveries(developer, tour, app, 'failed', 1);
  step(`After ${receiver.refused} attempts the delivery is among the failed events.`);
  receiver.isBroken = false;
  await callAs(developer, baseUrl, ['POST', `/api/portal/apps/${app.appId}/deliveries/${failed}/replay`]);
  step('The receiver is mended, and the developer replays the delivery.');
  await waits.poll('the replayed delivery at the receiver', async () =>
    receiver.accepted.find(({ id }) => id === failed),
  );
  await seeDeliveries(developer, tour, app, 'delivered', 3);
  step('The replayed delivery has arrived.');
}

/** With the credentials that the administrator generated. */
async function readSessions(
  { baseUrl, tenantId, credentials: { schedulerId }, step }: Tour,
  { appKey }: App,
  { clientId, clientSecret }: Secrets,
): Promise<void> {
  const { access_token: token } = await callPublicly<{ access_token: string }>(`${baseUrl}/connect/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: clientId,
      client_secret: clientSecret,
    }),
  });
  const { data } = await callPublicly<{ data: readonly { sessionOutcome: string | null }[] }>(
    `${baseUrl}/schedulingpro/v2/tenant/${tenantId}/schedulers/${schedulerId}/sessions`,
    { headers: { authorization: token, 'ST-App-Key': appKey } },
  );
  const outcomes = data.map(({ sessionOutcome }) => sessionOutcome ?? 'open').toSorted();
  if (outcomes.join() !== 'abandoned,booked,booked')
    throw new Error(`The public API has the sessions ${outcomes.join(', ')}.`);
  step(`The app reads its ${data.length} sessions through the public API: ${outcomes.join(', ')}.`);
}

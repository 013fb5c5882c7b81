import pg from 'pg';
import { bookedAt, insertPastSession } from '../../test/past-sessions.ts';
import { createOfferedApp } from '../../test/settings.ts';
import { openDatabase } from '../../src/lib/db.ts';
import { silentLog } from '../../src/lib/log.ts';
import { DemoFailure } from '../failure.ts';
import type { Somebody } from '../tour/people.ts';
import type { Tour } from '../tour/set-up.ts';
import { type Contact, Visitor } from '../visitor.ts';
import { COMPLETED, tomorrow } from '../visits.ts';
import { makeNetwork, makeRouter, setUpSecondFactor } from './make-more.ts';
import type { Viewer } from './screens.ts';

const DAY_MS = 24 * 60 * 60 * 1_000;
const PAST_DAYS = 60;

/** What the addresses of the pages name. */
export interface Scene {
  readonly tenantId: number;
  readonly schedulerId: string;
  readonly appId: string;
  /** Of another developer, who asks the tenant to let it in. */
  readonly offeredAppId: string;
  readonly deliveredId: string;
  readonly failedId: string;
  readonly bookedSessionId: string;
  readonly abandonedSessionId: string;
  readonly routerId: string;
  readonly networkId: number;
  /** Who is asked for a second factor. */
  readonly careful: { readonly email: string; readonly password: string };
}

/** After the tour: two months of visits, some visitors of today, a delivery that failed, an app on offer and a new version of another. */
export async function setScene(tour: Tour, as: (viewer: Viewer) => Somebody): Promise<Scene> {
  const { credentials, tenantId, waits, receiver } = tour;
  await insertPast(tour);
  for (const name of ['Grace Green', 'Tom Okafor', 'Lucía Fernández']) await visit(tour, name, 'books');
  for (const name of ['Henry Wu', 'Priya Nair']) await visit(tour, name, 'leaves');
  receiver.isBroken = true;
  await visit(tour, 'Samira Haddad', 'books');
  const client = new pg.Client({ connectionString: credentials.databaseUrl });
  await client.connect();
  try {
    const ask = async (text: string): Promise<string | undefined> =>
      (await client.query<{ id: string }>(text)).rows[0]?.id;
    const need = (what: string, text: string): Promise<string> => waits.poll(what, () => ask(text));
    const appId = await need('the app', `select id from apps where name = 'Call Back'`);
    const ofApp = (state: string): string =>
      `select id from deliveries where app_id = '${appId}' and state = '${state}' order by created_at desc limit 1`;
    const session = (outcome: string): string =>
      `select id from sessions where session_outcome = '${outcome}' order by created_at desc limit 1`;
    // The last of those who leave is decided about ten seconds later.
    await waits.poll('all to be decided', () =>
      ask(`select 'none' as id where not exists (select from session_pulses where due_at is not null)`),
    );
    await makeNewVersion(tour, as('developer'), appId);
    return {
      tenantId,
      schedulerId: credentials.schedulerId,
      appId,
      offeredAppId: await offerApp(tour),
      deliveredId: await need('a delivered one', ofApp('delivered')),
      failedId: await need('a failed one', ofApp('failed')),
      bookedSessionId: await need('a booked session', session('booked')),
      abandonedSessionId: await need('an abandoned session', session('abandoned')),
      routerId: await makeRouter(tour, as('administrator')),
      networkId: await makeNetwork(tour, as('operator')),
      careful: await setUpSecondFactor(tour),
    };
  } finally {
    receiver.isBroken = false;
    await client.end();
  }
}

/** One event fewer: the tenant is asked to upgrade. */
async function makeNewVersion(
  { baseUrl }: Tour,
  { context: { request } }: Somebody,
  appId: string,
): Promise<void> {
  const path = `/api/portal/apps/${appId}`;
  const etag = (await request.get(path)).headers()['etag'] ?? '';
  const answer = await request.patch(path, {
    data: { events: [{ eventType: COMPLETED }] },
    headers: { origin: baseUrl, 'if-match': etag },
  });
  if (!answer.ok()) throw new DemoFailure(`${path} answered ${answer.status()}: ${await answer.text()}`);
}

async function visit(tour: Tour, name: string, ends: 'books' | 'leaves'): Promise<void> {
  const [firstName = '', lastName = ''] = name.split(' ');
  const contact: Contact = tour.nextContact();
  const visitor = await Visitor.open(tour.client, tour.credentials);
  const address = {
    street: '9 Sunset Blvd',
    city: 'Beverly Hills',
    state: 'CA',
    zip: '90210',
    country: 'US',
  };
  await visitor.save('zipcode', { customer: { address } });
  await visitor.save('issue', { category: 'Heating', customerResponses: ['The furnace does not start.'] });
  await visitor.save('schedule', tomorrow(new Date()));
  await visitor.save('customer', { customer: { firstName, lastName, ...contact } });
  if (ends === 'books') await visitor.complete();
  else await visitor.hint('closed');
}

/** Its keys are never used: nobody connects it. */
async function offerApp({ credentials, tenantId }: Tour): Promise<string> {
  const database = openDatabase({ url: credentials.databaseUrl, log: silentLog, poolSize: 1 });
  try {
    const url = 'https://hooks.reviewdesk.example/fieldhook';
    const { appId } = await createOfferedApp(database.db, { tenants: [tenantId], url });
    await database.db
      .updateTable('apps')
      .set({
        name: 'Review Desk',
        description:
          'Asks customers for a review after the visit, and calls those back who left before they booked.',
        category: 'Customer Communication',
        organization_name: 'Review Desk Inc.',
        website: 'https://reviewdesk.example',
        email: 'integrations@reviewdesk.example',
      })
      .where('id', '=', appId)
      .execute();
    return appId;
  } finally {
    await database.close();
  }
}

/** A fixed pattern, so that the pictures differ only where the pages do. */
async function insertPast({ credentials, tenantId }: Tour): Promise<void> {
  const database = openDatabase({ url: credentials.databaseUrl, log: silentLog, poolSize: 1 });
  const { schedulerId } = credentials;
  const now = Date.now();
  try {
    for (let day = 1; day <= PAST_DAYS; day++) {
      for (let index = 0; index < 2 + ((day * 7) % 5); index++) {
        const at = new Date(now - day * DAY_MS + index * 47 * 60_000);
        await insertPastSession(
          database.db,
          tenantId,
          { scheduler_id: schedulerId },
          pastVisit(day + index * 3, at),
        );
      }
    }
  } finally {
    await database.close();
  }
}

const steps = [
  ['zipcode_at', 'Location'],
  ['interacted_at', 'Location'],
  ['issue_at', 'Service Selection'],
  ['schedule_at', 'Availability'],
  ['customer_at', 'Contact Info'],
  ['details_at', 'Contact Info'],
] as const;

function pastVisit(seed: number, at: Date) {
  const later = (minutes: number): Date => new Date(at.getTime() + minutes * 60_000);
  const reached = steps.slice(0, 1 + ((seed * 5) % 9));
  const common = {
    ...Object.fromEntries(reached.map(([milestone], index) => [milestone, later(index)])),
    created_at: at,
    last_step: reached.at(-1)?.[1] ?? null,
    utm_source: ['google', 'facebook', 'newsletter', null][seed % 4] ?? null,
  };
  return reached.length === steps.length && seed % 4 !== 0
    ? {
        ...common,
        ...bookedAt(later(7), 'booked'),
        interacted_at: later(1),
        last_step: 'Booking Confirmation' as const,
      }
    : { ...common, session_outcome: 'abandoned' as const, abandoned_at: later(12) };
}

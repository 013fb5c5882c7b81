import { beforeAll, describe, expect, test } from 'vitest';
import { useDatabase } from '../../test/db.ts';
import { connect, createTenant } from '../../test/factories.ts';
import { signIn } from '../../test/people.ts';
import {
  abandoned,
  completed,
  hookUrl,
  type Json,
  type Portal,
  type PortalApp,
  setPortal,
} from '../../test/portal.ts';
import { expectProblem } from '../../test/visitor.ts';

const database = useDatabase();
let portal: Portal;

beforeAll(async () => {
  portal = await setPortal(database.current.db);
});

const patch = (app: PortalApp, body: Json) => portal.change(app, 'PATCH', '', body);
const events = (...eventTypes: string[]) => ({ events: eventTypes.map((eventType) => ({ eventType })) });
const versionsOf = async ({ path }: PortalApp) => (await portal.call('GET', `${path}/versions`)).json().data;

describe('changing an app', () => {
  test('changes what was given, counts the revision up and tells the audit log', async () => {
    const app = await portal.createApp();
    portal.clock.advance(60);
    const answer = await patch(app, {
      name: ' Better CRM ',
      website: 'https://bücher.example',
      description: 'x',
    });
    expect(answer.statusCode).toBe(200);
    expect(answer.headers.etag).toBe('"2"');
    const { hmacKeys: _, ...before } = app.body;
    const { hmacKeys, ...after } = answer.json();
    expect(hmacKeys).toEqual([]);
    expect(after).toEqual({
      ...before,
      name: 'Better CRM',
      website: 'https://xn--bcher-kva.example/',
      description: 'x',
      modifiedAt: portal.clock.now().toISOString(),
    });
    expect((await portal.audit(app.id)).slice(1)).toEqual([
      {
        action: 'app.changed',
        person_id: portal.developer.personId,
        detail: {
          changes: {
            name: { from: 'CRM', to: 'Better CRM' },
            website: { from: 'https://developer.test/', to: 'https://xn--bcher-kva.example/' },
            description: { from: 'Keeps customers.', to: 'x' },
          },
        },
      },
    ]);
  });

  test('to what it is already changes nothing', async () => {
    const app = await portal.createApp();
    for (const body of [
      {},
      { name: 'CRM' },
      { scopes: ['tn.sp.schedulers:r'] },
      events(abandoned, completed),
    ]) {
      expect((await patch(app, body)).headers.etag).toBe('"1"');
    }
    expect(await portal.audit(app.id)).toHaveLength(1);
  });

  test.each<[string, Json, string[]]>([
    ['a blank name', { name: ' ' }, ['name']],
    ['a name taken away', { name: null }, ['name']],
    ['no scopes', { scopes: [] }, ['scopes']],
    ['an unknown event', events('x'), ['events.0.eventType']],
    [
      'a key for a webhook that has one',
      { events: [{ eventType: completed, hmacKey: 'x'.repeat(32) }] },
      ['events.0.hmacKey'],
    ],
    ['an organisation', { organisationId: 'x' }, ['organisationId']],
    ['tenants', { tenants: [] }, ['tenants']],
    ['a version', { version: 7 }, ['version']],
  ])('refuses %s', async (_what, body, fields) => {
    const app = await portal.createApp();
    expectProblem(await patch(app, body), 400, 'validation_failed', fields);
    expect((await portal.call('GET', app.path)).headers.etag).toBe('"1"');
  });

  test('needs a URL for an event that is new', async () => {
    const app = await portal.createApp({ events: [] });
    expectProblem(await patch(app, events(completed)), 400, 'validation_failed', ['events.0.deliveryUrl']);
  });
});

describe('a version', () => {
  test('is made by another set of events, with its author, time and difference', async () => {
    const app = await portal.createApp({ events: [{ eventType: completed, deliveryUrl: hookUrl }] });
    portal.clock.advance(60);
    const { personId, email, headers } = await signIn(portal.db, {
      organisationIds: [portal.organisationId],
    });
    const answer = await portal.call('PATCH', app.path, {
      etag: app.etag,
      headers,
      body: { events: [{ eventType: abandoned, deliveryUrl: `${hookUrl}/2` }] },
    });
    expect(answer.json()).toMatchObject({
      version: 2,
      eventTypes: [abandoned],
      hmacKeys: [{ eventType: abandoned, hmacKey: expect.stringMatching(/^whsec_/) }],
    });
    expect(await versionsOf(app)).toEqual([
      {
        version: 2,
        scopes: ['tn.sp.schedulers:r'],
        eventTypes: [abandoned],
        createdAt: portal.clock.now().toISOString(),
        createdBy: { name: 'Robin Reed', email },
        diff: {
          addedScopes: [],
          removedScopes: [],
          addedEventTypes: [abandoned],
          removedEventTypes: [completed],
        },
      },
      {
        version: 1,
        scopes: ['tn.sp.schedulers:r'],
        eventTypes: [completed],
        createdAt: app.body['createdAt'],
        createdBy: { name: 'Robin Reed', email: portal.developer.email },
        diff: {
          addedScopes: ['tn.sp.schedulers:r'],
          removedScopes: [],
          addedEventTypes: [completed],
          removedEventTypes: [],
        },
      },
    ]);
    expect((await portal.audit(app.id)).slice(1)).toMatchObject([
      { action: expect.any(String), person_id: personId },
      { action: expect.any(String), person_id: personId },
    ]);
    const actions = (await portal.audit(app.id)).map(({ action }) => action);
    expect(actions.toSorted()).toEqual(['app.created', 'app.version_created', 'webhook.changed']);
  });

  test('is made by nothing else', async () => {
    const app = await portal.createApp();
    await patch(app, { name: 'Other', credentialMode: 'developer', externalDataGuid: null });
    await patch(app, {
      events: [{ eventType: completed, deliveryUrl: `${hookUrl}/2` }, { eventType: abandoned }],
    });
    await portal.change(app, 'PUT', '/tenants', { tenants: [{ tenantId: 5 }] });
    await portal.change(app, 'PUT', '/networks', { networks: [{ networkId: 5 }] });
    await portal.change(app, 'PATCH', `/webhooks/${completed}`, { retrySchedule: 'extended' });
    await portal.change(app, 'POST', `/webhooks/${completed}/key-rotation`, {});
    expect(await versionsOf(app)).toHaveLength(1);
    expect((await portal.call('GET', app.path)).headers.etag).toBe('"7"');
  });
});

describe('the webhook of an event that was removed', () => {
  const webhooksOf = async ({ path }: PortalApp) =>
    (await portal.call('GET', `${path}/webhooks`)).json().data;

  test('is gone when nobody accepted a version with it, and new with a new key when the event comes back', async () => {
    const app = await portal.createApp();
    await patch(app, events(completed));
    expect(await webhooksOf(app)).toMatchObject([{ eventType: completed }]);
    const { path } = app;
    const reveal = await portal.call('POST', `${path}/webhooks/${abandoned}/key-reveal`);
    expectProblem(reveal, 404, 'not_found', []);
    expectProblem(await patch(app, events(completed, abandoned)), 400, 'validation_failed', [
      'events.1.deliveryUrl',
    ]);
    const hmacKey = 'another-key-of-thirty-two-letters';
    const answer = await patch(app, {
      events: [{ eventType: completed }, { eventType: abandoned, deliveryUrl: hookUrl, hmacKey }],
    });
    expect(answer.json()).toMatchObject({ version: 3, hmacKeys: [{ eventType: abandoned, hmacKey }] });
    // It is the same row, and what was sealed for it opens.
    const again = await portal.call('POST', `${path}/webhooks/${abandoned}/key-reveal`);
    expect(again.json()).toMatchObject({ hmacKey });
  });

  test('begins afresh when the event comes back: nothing of the old one stands against it or goes along with it', async () => {
    const app = await portal.createApp();
    const webhook = `/webhooks/${abandoned}`;
    const [, { id }] = await webhooksOf(app);
    await portal.change(app, 'PATCH', webhook, {
      asymmetric: true,
      customHeaders: [{ name: 'X-Route', value: 'blue' }],
      rateLimitPerSecond: 5,
      retrySchedule: 'extended',
      contentType: 'application/cloudevents+json',
    });
    await portal.change(app, 'POST', `${webhook}/key-rotation`, {});
    const at = portal.clock.now();
    const used = { key_last_used_at: at, previous_key_last_used_at: at, key_pair_last_used_at: at };
    const failing = { failing_since: at, failed_attempts: 30, warned_days: 3, failure_weight: 90 };
    const open = { circuit: 'open', opened_at: at, probe_at: at, failed_probes: 4, throttled_until: at };
    await portal.db
      .insertInto('webhook_health')
      .values({ webhook_id: id, ...used, ...failing, ...open })
      .execute();
    const gone = { disabled_at: at, disabled_reason: 'gone' };
    await portal.db.updateTable('webhooks').set(gone).where('id', '=', id).execute();
    await patch(app, events(completed));
    await patch(app, {
      events: [{ eventType: completed }, { eventType: abandoned, deliveryUrl: `${hookUrl}/new` }],
    });
    const [, again] = await webhooksOf(app);
    expect(again).toMatchObject({
      id,
      deliveryUrl: `${hookUrl}/new`,
      enabled: true,
      disabledReason: null,
      keyLastUsedAt: null,
      previousKeyUntil: null,
      asymmetric: false,
      publicKey: null,
      customHeaders: [],
      rateLimitPerSecond: null,
      retrySchedule: 'standard',
      contentType: 'application/json',
      health: { circuit: 'closed', failingSince: null, failedAttempts: 0, willBeDisabledAt: null },
    });
    const row = portal.db.selectFrom('webhooks').selectAll().where('id', '=', id);
    expect(await row.executeTakeFirst()).toMatchObject({ renewals: 1 });
    expect(
      await portal.db.selectFrom('webhook_health').selectAll().where('webhook_id', '=', id).execute(),
    ).toMatchObject([
      {
        key_last_used_at: null,
        previous_key_last_used_at: null,
        key_pair_last_used_at: null,
        warned_days: 0,
        throttled_until: null,
      },
    ]);
  });

  test('stays with its key while a connected tenant has accepted a version with it', async () => {
    const app = await portal.createApp();
    const tenant = await createTenant(portal.db);
    await connect(portal.db, tenant, { appId: app.id, webhooks: {} as never });
    await patch(app, events(completed));
    expect(await webhooksOf(app)).toMatchObject([
      { eventType: completed, inNewestVersion: true },
      { eventType: abandoned, inNewestVersion: false },
    ]);
    const changed = await portal.change(app, 'PATCH', `/webhooks/${abandoned}`, {
      deliveryUrl: `${hookUrl}/3`,
    });
    expect(changed.json()).toMatchObject({ deliveryUrl: `${hookUrl}/3`, inNewestVersion: false });

    const back = await patch(app, events(completed, abandoned));
    expect(back.json()).toMatchObject({ version: 3, hmacKeys: [] });
    const { hmacKey } = (await portal.call('POST', `${app.path}/webhooks/${abandoned}/key-reveal`)).json();
    expect(hmacKey).toBe(app.keys[abandoned]);

    await patch(app, events(completed));
    await portal.db
      .updateTable('connections')
      .set({ accepted_version: 4 })
      .where('app_id', '=', app.id)
      .execute();
    expect(await webhooksOf(app)).toMatchObject([{ eventType: completed }]);
  });
});

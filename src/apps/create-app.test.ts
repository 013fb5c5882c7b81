import { beforeAll, describe, expect, test } from 'vitest';
import { useDatabase } from '../../test/db.ts';
import { signIn } from '../../test/people.ts';
import {
  abandoned,
  completed,
  createOrganisation,
  hookUrl,
  type Json,
  newAppBody,
  type Portal,
  portalPath,
  setPortal,
  unasked,
} from '../../test/portal.ts';
import { expectProblem } from '../../test/visitor.ts';

const database = useDatabase();
let portal: Portal;

beforeAll(async () => {
  portal = await setPortal(database.current.db, ['http://127.0.0.1:4000']);
});

const post = (body: unknown, headers?: Record<string, string>) =>
  portal.call('POST', portalPath, { body, ...(headers && { headers }) });

const unlimited = { rateLimitPerSecond: null, disabledAt: null, disabledReason: null };

describe('registering an app', () => {
  test('answers everything that was sent, the app key, and the keys of its webhooks once', async () => {
    const answer = await post({
      ...newAppBody,
      externalDataGuid: '1F0B6A4E-9d2c-4f02-cc1d-5f0c2f6d8e11',
      events: [
        {
          eventType: abandoned,
          deliveryUrl: 'https://bücher.example/hook',
          hmacKey: 'typed-key-of-thirty-two-letters!',
          contentType: 'application/cloudevents+json',
          retrySchedule: 'extended',
        },
        { eventType: completed, deliveryUrl: hookUrl },
      ],
      tenants: [
        { tenantId: 9_007_199_254_740_991, note: ' the largest ' },
        { tenantId: 1, note: null },
      ],
      networks: [{ networkId: 5 }],
      credentialMode: 'developer',
    });
    expect(answer.statusCode).toBe(201);
    expect(answer.headers).toMatchObject({ etag: '"1"', 'cache-control': 'no-store' });
    const app = answer.json<Json & { id: string; hmacKeys: { eventType: string; hmacKey: string }[] }>();
    expect(answer.headers.location).toBe(`${portalPath}/${app.id}`);
    const { hmacKeys, ...rest } = app;
    expect(rest).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      organisationId: portal.organisationId,
      appKey: expect.stringMatching(/^ak1\.[a-z0-9]{32}$/),
      organizationName: 'Developer Inc.',
      website: 'https://developer.test/',
      email: 'hello@developer.test',
      name: 'CRM',
      description: 'Keeps customers.',
      category: 'CRM & Lead Management',
      externalDataGuid: '1f0b6a4e-9d2c-4f02-cc1d-5f0c2f6d8e11',
      version: 1,
      scopes: ['tn.sp.schedulers:r'],
      eventTypes: [completed, abandoned],
      webhooks: [
        {
          eventType: completed,
          deliveryUrl: hookUrl,
          maskedKey: expect.stringMatching(/^whsec_••••.{4}$/),
          ...unasked,
          contentType: 'application/json',
          retrySchedule: 'standard',
          ...unlimited,
          enabled: true,
        },
        {
          eventType: abandoned,
          deliveryUrl: 'https://xn--bcher-kva.example/hook',
          maskedKey: '••••ers!',
          ...unasked,
          contentType: 'application/cloudevents+json',
          retrySchedule: 'extended',
          ...unlimited,
          enabled: true,
        },
      ],
      tenants: [
        { tenantId: 1, note: null },
        { tenantId: 9_007_199_254_740_991, note: 'the largest' },
      ],
      networks: [{ networkId: 5, note: null }],
      credentialMode: 'developer',
      approved: false,
      approvedAt: null,
      refusal: null,
      createdAt: portal.clock.now().toISOString(),
      modifiedAt: portal.clock.now().toISOString(),
    });
    expect(hmacKeys).toEqual([
      { eventType: abandoned, hmacKey: 'typed-key-of-thirty-two-letters!' },
      { eventType: completed, hmacKey: expect.stringMatching(/^whsec_[A-Za-z0-9+/]{43}=$/) },
    ]);

    const read = await portal.call('GET', `${portalPath}/${app.id}`);
    expect(read.json()).toEqual(rest);
    expect(read.headers.etag).toBe('"1"');
    for (const { hmacKey } of hmacKeys) expect(read.body).not.toContain(hmacKey);
  });

  test('needs no events, tenants or networks', async () => {
    const { events: _, ...body } = newAppBody;
    expect((await post(body)).json()).toMatchObject({
      eventTypes: [],
      webhooks: [],
      tenants: [],
      networks: [],
    });
  });

  test('may send to an origin that the operator allows', async () => {
    const events = [{ eventType: completed, deliveryUrl: 'http://127.0.0.1:4000/hook' }];
    expect((await post({ ...newAppBody, events })).statusCode).toBe(201);
  });

  test('is told in the audit log, without any key', async () => {
    const app = await portal.createApp({ tenants: [{ tenantId: 7 }] });
    expect(await portal.audit(app.id)).toEqual([
      {
        action: 'app.created',
        person_id: portal.developer.personId,
        detail: {
          name: 'CRM',
          version: 1,
          scopes: ['tn.sp.schedulers:r'],
          webhooks: [completed, abandoned].map((eventType) => ({
            eventType,
            deliveryOrigin: 'https://hooks.developer.test',
            key: 'generated',
          })),
          tenantIds: [7],
          networkIds: [],
        },
      },
    ]);
  });
});

const event = (given: Json) => ({ events: [{ eventType: completed, deliveryUrl: hookUrl, ...given }] });
const twice = { eventType: completed, deliveryUrl: hookUrl };

describe('what is wrong with a new app is named', () => {
  test.each<[string, Json, string[]]>([
    ['a blank organisation', { organizationName: ' ' }, ['organizationName']],
    ['a name of two lines', { name: 'a\nb' }, ['name']],
    ['an empty name', { name: '' }, ['name']],
    ['a long name', { name: 'x'.repeat(201) }, ['name']],
    ['a name that is a number', { name: 5 }, ['name']],
    ['a blank description', { description: '\n' }, ['description']],
    ['a long description', { description: 'x'.repeat(2_001) }, ['description']],
    ['a website without a scheme', { website: 'developer.test' }, ['website']],
    ['a website that runs', { website: 'javascript:alert(1)' }, ['website']],
    ['an e-mail address without a domain', { email: 'hello' }, ['email']],
    ['an e-mail address of a host', { email: 'hello@localhost' }, ['email']],
    ['an unknown category', { category: 'Games' }, ['category']],
    ['a GUID too short', { externalDataGuid: '1f0b6a4e' }, ['externalDataGuid']],
    [
      'a GUID as a URN',
      { externalDataGuid: 'urn:uuid:1f0b6a4e-9d2c-4f02-8c1d-5f0c2f6d8e11' },
      ['externalDataGuid'],
    ],
    ['an unknown scope', { scopes: ['tn.sp.schedulers:w'] }, ['scopes.0']],
    ['no scope', { scopes: [] }, ['scopes']],
    ['a scope twice', { scopes: ['tn.sp.schedulers:r', 'tn.sp.schedulers:r'] }, ['scopes']],
    ['an unknown event', event({ eventType: 'tn.sp.session-opened' }), ['events.0.eventType']],
    ['an event twice', { events: [twice, twice] }, ['events.1.eventType']],
    ['no URL', { events: [{ eventType: completed }] }, ['events.0.deliveryUrl']],
    ['an http URL', event({ deliveryUrl: 'http://hooks.developer.test/' }), ['events.0.deliveryUrl']],
    ['a URL with user info', event({ deliveryUrl: 'https://a:b@developer.test/' }), ['events.0.deliveryUrl']],
    ['an IP literal', event({ deliveryUrl: 'https://0x7f.1/' }), ['events.0.deliveryUrl']],
    ['localhost', event({ deliveryUrl: 'https://localhost/' }), ['events.0.deliveryUrl']],
    ['a long URL', event({ deliveryUrl: `${hookUrl}/${'x'.repeat(2_000)}` }), ['events.0.deliveryUrl']],
    ['a key of 31', event({ hmacKey: 'x'.repeat(31) }), ['events.0.hmacKey']],
    ['a key of 65', event({ hmacKey: 'x'.repeat(65) }), ['events.0.hmacKey']],
    ['a key with a space at its end', event({ hmacKey: `${'x'.repeat(32)} ` }), ['events.0.hmacKey']],
    ['an unknown content type', event({ contentType: 'text/xml' }), ['events.0.contentType']],
    ['an unknown schedule', event({ retrySchedule: 'never' }), ['events.0.retrySchedule']],
    ['tenant 0', { tenants: [{ tenantId: 0 }] }, ['tenants.0.tenantId']],
    ['tenant 2^53', { tenants: [{ tenantId: 2 ** 53 }] }, ['tenants.0.tenantId']],
    ['a tenant as text', { tenants: [{ tenantId: '7' }] }, ['tenants.0.tenantId']],
    ['half a tenant', { tenants: [{ tenantId: 1.5 }] }, ['tenants.0.tenantId']],
    [
      'a tenant twice',
      { tenants: [{ tenantId: 7 }, { tenantId: 8 }, { tenantId: 7 }] },
      ['tenants.2.tenantId'],
    ],
    ['a network twice', { networks: [{ networkId: 7 }, { networkId: 7 }] }, ['networks.1.networkId']],
    ['a negative network', { networks: [{ networkId: -1 }] }, ['networks.0.networkId']],
    ['a long note', { tenants: [{ tenantId: 7, note: 'x'.repeat(201) }] }, ['tenants.0.note']],
    ['an unknown credential mode', { credentialMode: 'both' }, ['credentialMode']],
    ['an unknown member', { appKey: 'ak1.mine' }, ['appKey']],
    ['a member left out', { email: undefined }, ['email']],
    [
      'several at once',
      { email: 'x', website: 'y', ...event({ hmacKey: 'z' }) },
      ['email', 'events.0.hmacKey', 'website'],
    ],
  ])('%s', async (_what, wrong, fields) => {
    const before = await portal.db.selectFrom('apps').select('id').execute();
    expectProblem(await post({ ...newAppBody, ...wrong }), 400, 'validation_failed', fields);
    expect(await portal.db.selectFrom('apps').select('id').execute()).toEqual(before);
  });
});

describe('the organisation of a new app', () => {
  test('has to be chosen by who acts for several', async () => {
    const other = await createOrganisation(portal.db);
    const { headers } = await signIn(portal.db, { organisationIds: [portal.organisationId, other] });
    expectProblem(await post(newAppBody, headers), 400, 'validation_failed', ['organisationId']);
    const answer = await post({ ...newAppBody, organisationId: other }, headers);
    expect(answer.json()).toMatchObject({ organisationId: other });
  });

  test('cannot be one that the developer does not act for, whether it exists or not', async () => {
    const other = await createOrganisation(portal.db);
    for (const organisationId of [other, '1f0b6a4e-9d2c-4f02-8c1d-5f0c2f6d8e11', 'x']) {
      expectProblem(await post({ ...newAppBody, organisationId }), 404, 'not_found', []);
    }
  });

  test('is missing for who acts for none', async () => {
    const { headers } = await signIn(portal.db);
    expectProblem(await post(newAppBody, headers), 403, 'permission_missing', []);
  });
});

describe('the list of apps', () => {
  test('shows those of the own organisations only', async () => {
    const one = await setPortal(database.current.db);
    expect((await one.call('GET', portalPath)).json()).toEqual({ data: [], nextCursor: null });
    const app = await one.createApp({ tenants: [{ tenantId: 7 }, { tenantId: 8 }] });
    expect((await one.call('GET', portalPath)).json()).toMatchObject({
      data: [
        {
          id: app.id,
          organisationId: one.organisationId,
          name: 'CRM',
          category: 'CRM & Lead Management',
          version: 1,
          approved: false,
          approvedAt: null,
          refused: false,
          createdAt: one.clock.now().toISOString(),
          modifiedAt: one.clock.now().toISOString(),
          tenants: { notConnectedYet: 2, connected: 0, disabled: 0 },
        },
      ],
    });
  });
});

test('the catalogue has every scope, event type, category and retry schedule', async () => {
  const answer = await portal.call('GET', '/api/portal/catalogue');
  expect(answer.json()).toMatchObject({
    products: [{ product: 'Scheduling Pro', scopes: [{ scope: 'tn.sp.schedulers:r', part: 'Schedulers' }] }],
    eventTypes: [
      { eventType: completed, title: 'Session Completed', neededScope: 'tn.sp.schedulers:r' },
      { eventType: abandoned, title: 'Qualified Abandoned Session', neededScope: 'tn.sp.schedulers:r' },
    ],
  });
  expect(answer.json().localDeliveryUrls).toBe(false);
  expect(answer.json().categories).toHaveLength(8);
  expect(answer.json().retrySchedules.standard).toEqual([10, 30, 60, 300]);
});

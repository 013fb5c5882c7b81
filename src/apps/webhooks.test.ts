import { createHmac } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { beforeAll, describe, expect, test } from 'vitest';
import { useDatabase } from '../../test/db.ts';
import { claimAt, deliverTo, publishEvents } from '../../test/deliveries.ts';
import { connect, createTenant } from '../../test/factories.ts';
import { type Received, startReceiver } from '../../test/receiver.ts';
import {
  abandoned,
  completed,
  hookUrl,
  type Json,
  type Portal,
  type PortalApp,
  setPortal,
  unasked,
} from '../../test/portal.ts';
import { expectProblem } from '../../test/visitor.ts';

const database = useDatabase();
let portal: Portal;

beforeAll(async () => {
  portal = await setPortal(database.current.db, ['http://127.0.0.1:4000']);
});

const webhook = `/webhooks/${completed}`;
const change = (app: PortalApp, body: Json) => portal.change(app, 'PATCH', webhook, body);
const rotate = (app: PortalApp, body: Json) => portal.change(app, 'POST', `${webhook}/key-rotation`, body);
const reveal = (app: PortalApp) => portal.call('POST', `${app.path}${webhook}/key-reveal`);
const lastAudit = async (app: PortalApp) => (await portal.audit(app.id)).at(-1);

describe('a webhook', () => {
  test('is changed, paused and resumed', async () => {
    const app = await portal.createApp();
    portal.clock.advance(60);
    const changed = await change(app, {
      deliveryUrl: 'https://Other.developer.test/secret-path?token=1',
      contentType: 'application/cloudevents+json',
      retrySchedule: 'extended',
      rateLimitPerSecond: 25,
      enabled: false,
    });
    expect(changed.headers.etag).toBe('"2"');
    expect(changed.json()).toEqual({
      eventType: completed,
      deliveryUrl: 'https://other.developer.test/secret-path?token=1',
      maskedKey: expect.stringMatching(/^whsec_••••/),
      ...unasked,
      contentType: 'application/cloudevents+json',
      retrySchedule: 'extended',
      rateLimitPerSecond: 25,
      enabled: false,
      disabledAt: portal.clock.now().toISOString(),
      disabledReason: 'paused',
      health: expect.any(Object),
    });
    // Of URLs the log has the origins: what follows often holds a secret of the receiver.
    expect(await lastAudit(app)).toEqual({
      action: 'webhook.changed',
      person_id: portal.developer.personId,
      detail: {
        eventType: completed,
        deliveryUrl: 'changed',
        deliveryOrigin: { from: 'https://hooks.developer.test', to: 'https://other.developer.test' },
        contentType: { from: 'application/json', to: 'application/cloudevents+json' },
        retrySchedule: { from: 'standard', to: 'extended' },
        rateLimitPerSecond: { from: null, to: 25 },
        enabled: { from: true, to: false },
      },
    });
    expect((await change(app, { enabled: false })).headers.etag).toBe('"2"');
    expect((await change(app, { enabled: true })).json()).toMatchObject({ enabled: true });
    const list = await portal.call('GET', `${app.path}/webhooks`);
    expect(list.headers.etag).toBe('"3"');
    expect(list.json().data).toMatchObject([
      { eventType: completed },
      { eventType: abandoned, deliveryUrl: hookUrl },
    ]);
  });

  test('may point to an origin that the operator allows', async () => {
    const app = await portal.createApp();
    expect((await change(app, { deliveryUrl: 'http://127.0.0.1:4000/x' })).statusCode).toBe(200);
  });

  test.each<[string, Json, string[]]>([
    ['an IP literal', { deliveryUrl: 'https://10.0.0.1/' }, ['deliveryUrl']],
    ['http', { deliveryUrl: 'http://hooks.developer.test/' }, ['deliveryUrl']],
    ['an unknown content type', { contentType: 'text/plain' }, ['contentType']],
    ['an unknown schedule', { retrySchedule: 'often' }, ['retrySchedule']],
    ['enabled as text', { enabled: 'yes' }, ['enabled']],
    ['a rate limit of none a second', { rateLimitPerSecond: 0 }, ['rateLimitPerSecond']],
    ['a rate limit that is none', { rateLimitPerSecond: 1_001 }, ['rateLimitPerSecond']],
    ['half a POST a second', { rateLimitPerSecond: 0.5 }, ['rateLimitPerSecond']],
    ['a key', { hmacKey: 'x'.repeat(32) }, ['hmacKey']],
  ])('refuses %s', async (_what, body, fields) => {
    const app = await portal.createApp();
    expectProblem(await change(app, body), 400, 'validation_failed', fields);
  });

  test('of an unknown event is not found', async () => {
    const app = await portal.createApp({ events: [{ eventType: completed, deliveryUrl: hookUrl }] });
    for (const eventType of [abandoned, 'x', '%00', 'a'.repeat(300)]) {
      const path = `${app.path}/webhooks/${eventType}`;
      const answers = [
        await portal.call('PATCH', path, { etag: app.etag, body: { enabled: true } }),
        await portal.call('POST', `${path}/key-rotation`, { etag: app.etag, body: {} }),
        await portal.call('POST', `${path}/key-reveal`),
      ];
      for (const answer of answers) expectProblem(answer, 404, 'not_found', []);
    }
  });
});

describe('rotating a key', () => {
  test('answers the new key once and lets the old one sign along for a day', async () => {
    const app = await portal.createApp();
    const answer = await rotate(app, {});
    const until = new Date(portal.clock.now().getTime() + 24 * 3_600_000).toISOString();
    expect(answer.headers).toMatchObject({ etag: '"2"', 'cache-control': 'no-store' });
    expect(answer.json()).toEqual({
      eventType: completed,
      hmacKey: expect.stringMatching(/^whsec_[A-Za-z0-9+/]{43}=$/),
      previousKeyUntil: until,
    });
    const { hmacKey } = answer.json();
    expect((await reveal(app)).json()).toEqual({
      eventType: completed,
      hmacKey,
      previousHmacKey: app.keys[completed],
      previousKeyUntil: until,
    });
    portal.clock.advance(24 * 3_600);
    expect((await reveal(app)).json()).toMatchObject({
      hmacKey,
      previousHmacKey: null,
      previousKeyUntil: null,
    });
    expect((await portal.call('GET', `${app.path}/webhooks`)).json().data[0].previousKeyUntil).toBeNull();
  });

  test('can be finished before its time, once, and by nobody else', async () => {
    const app = await portal.createApp();
    const { hmacKey, previousKeyUntil } = (await rotate(app, {})).json();
    const end = () => portal.change(app, 'DELETE', `${webhook}/previous-key`);
    const ended = await end();
    expect(ended.headers).toMatchObject({ etag: '"3"', 'cache-control': 'no-store' });
    expect(ended.json()).toMatchObject({ eventType: completed, previousKeyUntil: null });
    expect((await reveal(app)).json()).toMatchObject({ hmacKey, previousHmacKey: null });
    const audit = (await portal.audit(app.id)).filter(({ action }) => action === 'webhook.key_overlap_ended');
    expect(audit).toMatchObject([{ detail: { eventType: completed, wouldHaveEndedAt: previousKeyUntil } }]);
    // There is nothing more to end, nor was there anything for an old entity tag.
    expect((await end()).headers.etag).toBe('"3"');
    const path = `${app.path}${webhook}/previous-key`;
    expectProblem(await portal.call('DELETE', path, { etag: '"2"' }), 412, 'changed_meanwhile', ['If-Match']);
    expectProblem(await portal.call('DELETE', path), 428, 'if_match_required', ['If-Match']);
    const gone = `${app.path}/webhooks/x/previous-key`;
    expectProblem(await portal.call('DELETE', gone, { etag: '"3"' }), 404, 'not_found', []);
  });

  test('takes a typed key and another overlap, or none', async () => {
    const app = await portal.createApp();
    const typed = 'typed-key-of-thirty-two-letters!';
    const week = new Date(portal.clock.now().getTime() + 168 * 3_600_000).toISOString();
    expect((await rotate(app, { hmacKey: typed, overlapHours: 168 })).json()).toEqual({
      eventType: completed,
      hmacKey: typed,
      previousKeyUntil: week,
    });
    expectProblem(await rotate(app, { hmacKey: typed }), 400, 'validation_failed', ['hmacKey']);
    const { hmacKey } = (await rotate(app, { overlapHours: 0 })).json();
    expect((await reveal(app)).json()).toEqual({
      eventType: completed,
      hmacKey,
      previousHmacKey: null,
      previousKeyUntil: null,
    });
  });

  test.each<[string, Json, string[]]>([
    ['a key of 31', { hmacKey: 'x'.repeat(31) }, ['hmacKey']],
    ['a key of 65', { hmacKey: 'x'.repeat(65) }, ['hmacKey']],
    ['a key that is no ASCII', { hmacKey: 'é'.repeat(32) }, ['hmacKey']],
    ['another overlap', { overlapHours: 12 }, ['overlapHours']],
  ])('refuses %s', async (_what, body, fields) => {
    const app = await portal.createApp();
    expectProblem(await rotate(app, body), 400, 'validation_failed', fields);
    expect(await portal.audit(app.id)).toHaveLength(1);
  });
});

test('an app made here and connected receives events, signed with both keys while they overlap', async () => {
  const { db, pool } = database.current;
  const receiver = await startReceiver();
  const own = await setPortal(db, [receiver.origin]);
  const app = await own.createApp({
    events: [{ eventType: completed, deliveryUrl: `${receiver.origin}/hook` }],
  });
  const tenant = await createTenant(db);
  await connect(db, tenant, { appId: app.id, webhooks: {} as never });
  // Received within the tolerance of the library, which looks at the real clock.
  own.clock.advance((Date.now() - own.clock.now().getTime()) / 1000);
  const deliver = deliverTo([receiver.origin], own.clock.now);
  const receive = async (): Promise<Received> => {
    await publishEvents(db, tenant, own.clock.now());
    for (const claimed of await claimAt(pool, own.clock.now())) await deliver(claimed);
    const received = receiver.received.at(-1);
    if (received === undefined) throw new Error('nothing was received');
    return received;
  };
  const verifies = ({ body, headers }: Received, key: string | undefined): boolean => {
    try {
      new Webhook(key ?? '').verify(body.toString(), headers as Record<string, string>);
      return true;
    } catch {
      return false;
    }
  };
  const old = app.keys[completed];
  expect(verifies(await receive(), old)).toBe(true);

  const rotated = await own.change(app, 'POST', `${webhook}/key-rotation`, {});
  const { hmacKey } = rotated.json<{ hmacKey: string }>();
  const during = await receive();
  expect([verifies(during, hmacKey), verifies(during, old)]).toEqual([true, true]);
  await own.change(app, 'DELETE', `${webhook}/previous-key`);
  const ended = await receive();
  expect([verifies(ended, hmacKey), verifies(ended, old)]).toEqual([true, false]);
  const hex = createHmac('sha256', hmacKey).update(ended.body).digest('hex');
  expect(ended.headers['x-servicetitan-signature']).toBe(hex);

  await own.change(app, 'POST', `${webhook}/key-rotation`, { hmacKey: old, overlapHours: 0 });
  const after = await receive();
  expect([verifies(after, hmacKey), verifies(after, old)]).toEqual([false, true]);
  await receiver.close();
});

describe('revealing a key', () => {
  test('answers it and stands in the audit log, and nothing secret does', async () => {
    const typed = 'typed-key-of-thirty-two-letters!';
    const app = await portal.createApp({
      events: [
        { eventType: completed, deliveryUrl: `${hookUrl}?token=of-the-receiver` },
        { eventType: abandoned, deliveryUrl: hookUrl, hmacKey: typed },
      ],
    });
    portal.clock.advance(60);
    const answer = await reveal(app);
    expect(answer.headers['cache-control']).toBe('no-store');
    expect(answer.json()).toMatchObject({ hmacKey: app.keys[completed], previousHmacKey: null });
    expect(await lastAudit(app)).toEqual({
      action: 'webhook.key_revealed',
      person_id: portal.developer.personId,
      detail: { eventType: completed },
    });
    const rotated = (await rotate(app, {})).json<{ hmacKey: string }>().hmacKey;
    await rotate(app, { hmacKey: `another-${typed}` });
    await change(app, { deliveryUrl: `${hookUrl}?token=of-the-new-receiver` });
    await portal.change(app, 'PATCH', '', { events: [] });

    const lines = await portal.db.selectFrom('audit_log').selectAll().execute();
    expect(lines.filter((line) => line.app_id === app.id).length).toBeGreaterThan(5);
    const log = JSON.stringify(lines);
    for (const key of [...Object.values(app.keys), rotated, typed]) {
      expect(log).not.toContain(key);
      expect(log).not.toContain(key.slice(-8));
    }
    expect(log).not.toContain('receiver');
    // Nor does a key stand open anywhere else that the portal writes to.
    const rows = JSON.stringify([
      await portal.db.selectFrom('webhooks').selectAll().execute(),
      await portal.db.selectFrom('app_versions').selectAll().execute(),
      await portal.db.selectFrom('apps').selectAll().execute(),
    ]);
    for (const key of [...Object.values(app.keys), rotated, typed]) expect(rows).not.toContain(key);
  });

  test('whose key was sealed with a lost one is shown all the same, and gets a new key without an overlap', async () => {
    const app = await portal.createApp();
    await portal.db
      .updateTable('webhooks')
      .set({ signing_key: 'gone.AAAA' })
      .where('app_id', '=', app.id)
      .execute();
    const [shown] = (await portal.call('GET', `${app.path}/webhooks`)).json<{ data: Json[] }>().data;
    expect(shown).toMatchObject({ maskedKey: '••••' });
    expectProblem(await reveal(app), 409, 'key_lost', ['hmacKey']);
    const rotated = await rotate(app, {});
    expect(rotated.statusCode).toBe(200);
    expect(rotated.json()).toMatchObject({ previousKeyUntil: null });
  });
});

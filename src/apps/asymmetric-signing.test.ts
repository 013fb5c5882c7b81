import { beforeAll, describe, expect, test } from 'vitest';
import { useDatabase } from '../../test/db.ts';
import { testSealer } from '../../test/factories.ts';
import { completed, type Json, type Portal, type PortalApp, setPortal } from '../../test/portal.ts';
import { expectProblem } from '../../test/visitor.ts';
import { openWebhookSecret } from '../deliveries/signing/webhook-secret.ts';

const database = useDatabase();
let portal: Portal;
beforeAll(async () => {
  portal = await setPortal(database.current.db);
});

const webhook = `/webhooks/${completed}`;
const set = async (app: PortalApp, asymmetric: boolean) =>
  (await portal.change(app, 'PATCH', webhook, { asymmetric })).json<Json & Record<string, string>>();
const rotate = (app: PortalApp, body: Json = {}) =>
  portal.change(app, 'POST', `${webhook}/key-pair-rotation`, body);
const rowOf = (app: PortalApp) =>
  portal.db
    .selectFrom('webhooks')
    .selectAll()
    .where('app_id', '=', app.id)
    .where('event_type', '=', completed)
    .executeTakeFirstOrThrow();
const publicKeysOf = (id: string | undefined) =>
  portal.app.inject({ method: 'GET', url: `/api/webhooks/${id}/public-keys` });

describe('asymmetric signing', () => {
  test('is switched on with a key pair of its own, whose secret half nobody is shown', async () => {
    const app = await portal.createApp();
    portal.clock.advance(60);
    const shown = await set(app, true);
    expect(shown).toMatchObject({
      asymmetric: true,
      publicKey: expect.stringMatching(/^whpk_[A-Za-z0-9+/]{43}=$/),
      previousPublicKey: null,
      publicKeysPath: `/api/webhooks/${shown['id']}/public-keys`,
    });
    const row = await rowOf(app);
    const secretKey = openWebhookSecret(testSealer, 'key_pair', row.id, row.key_pair ?? '');
    expect(secretKey).toMatch(/^whsk_/);
    const everything = JSON.stringify([
      (await portal.call('GET', app.path)).json(),
      (await publicKeysOf(row.id)).json(),
      await portal.audit(app.id),
      row,
    ]);
    expect(everything).not.toContain(secretKey.slice('whsk_'.length));
    expect((await portal.audit(app.id)).at(-1)).toMatchObject({
      action: 'webhook.changed',
      detail: { eventType: completed, asymmetric: { from: false, to: true } },
    });
  });

  test('off and on again keeps the public key; while off nothing is published', async () => {
    const app = await portal.createApp();
    const { publicKey, id } = await set(app, true);
    expect(await set(app, false)).toMatchObject({ asymmetric: false, publicKey: null, publicKeysPath: null });
    expectProblem(await publicKeysOf(id), 404, 'not_found', []);
    expect(await set(app, true)).toMatchObject({ publicKey });
    const { etag } = (await portal.call('GET', app.path)).headers;
    await set(app, true);
    expect((await portal.call('GET', app.path)).headers.etag).toBe(etag);
  });

  test('its key pair is replaced, and the old one signs along for as long as asked', async () => {
    const app = await portal.createApp();
    expectProblem(await rotate(app), 400, 'validation_failed', ['asymmetric']);
    const { publicKey: first, id } = await set(app, true);
    portal.clock.advance(60);
    const answer = await rotate(app);
    const until = new Date(portal.clock.now().getTime() + 24 * 3_600_000).toISOString();
    const { publicKey: second } = answer.json<{ publicKey: string }>();
    expect(answer.json()).toEqual({
      eventType: completed,
      publicKey: second,
      previousPublicKey: first,
      previousPublicKeyUntil: until,
    });
    expect(second).not.toBe(first);
    const published = await publicKeysOf(id);
    expect(published.headers['cache-control']).toBe('public, max-age=60');
    expect(published.json()).toEqual({
      data: [
        { publicKey: second, algorithm: 'ed25519', until: null },
        { publicKey: first, algorithm: 'ed25519', until },
      ],
    });
    expect((await portal.audit(app.id)).at(-1)).toMatchObject({
      action: 'webhook.key_pair_rotated',
      detail: { eventType: completed, newPublicKey: second, overlapHours: 24 },
    });
    portal.clock.advance(24 * 3_600);
    expect((await publicKeysOf(id)).json().data).toHaveLength(1);
    await rotate(app, { overlapHours: 168 });
    expect((await publicKeysOf(id)).json().data).toHaveLength(2);
    portal.clock.advance(1);
    const ended = await portal.change(app, 'DELETE', `${webhook}/previous-key-pair`);
    expect(ended.json()).toMatchObject({ previousPublicKey: null, previousPublicKeyUntil: null });
    expect((await publicKeysOf(id)).json().data).toMatchObject([{ publicKey: ended.json().publicKey }]);
    expect((await portal.audit(app.id)).at(-1)).toMatchObject({ action: 'webhook.key_pair_overlap_ended' });
    await rotate(app, { overlapHours: 168 });
    const { publicKey: last } = (await rotate(app, { overlapHours: 0 })).json<{ publicKey: string }>();
    expect((await publicKeysOf(id)).json().data).toMatchObject([{ publicKey: last }]);
  });

  test.each<[string, Json, string[]]>([
    ['another overlap', { overlapHours: 12 }, ['overlapHours']],
    ['a typed key', { publicKey: 'whpk_' }, ['publicKey']],
  ])('refuses %s', async (_what, body, fields) => {
    const app = await portal.createApp();
    await set(app, true);
    expectProblem(await rotate(app, body), 400, 'validation_failed', fields);
  });

  test('of a webhook that is gone, never was or is none is not found', async () => {
    const app = await portal.createApp();
    const { id } = await set(app, true);
    for (const other of ['x', '%00', 'a'.repeat(300), app.id])
      expectProblem(await publicKeysOf(other), 404, 'not_found', []);
    expect((await publicKeysOf(id)).statusCode).toBe(200);
    await portal.change(app, 'DELETE', '');
    expectProblem(await publicKeysOf(id), 404, 'not_found', []);
  });

  test('of a webhook that comes back as a new one is off, without the old keys', async () => {
    const app = await portal.createApp();
    const { id } = await set(app, true);
    await portal.change(app, 'PATCH', webhook, { customHeaders: [{ name: 'x-a', value: 'b' }] });
    await portal.change(app, 'PATCH', '', { events: [] });
    const deliveryUrl = 'https://other.developer.test/';
    const back = await portal.change(app, 'PATCH', '', { events: [{ eventType: completed, deliveryUrl }] });
    expect(back.json().webhooks).toMatchObject([
      { id, asymmetric: false, publicKey: null, customHeaders: [] },
    ]);
    expect(await rowOf(app)).toMatchObject({ key_pair: null, custom_headers: null });
  });
});

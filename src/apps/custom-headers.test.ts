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
const MASK = '••••';
const patch = (app: PortalApp, customHeaders: unknown) =>
  portal.change(app, 'PATCH', webhook, { customHeaders });
const shown = async (app: PortalApp) =>
  (await portal.call('GET', `${app.path}/webhooks`)).json<{ data: Json[] }>().data[0]?.['customHeaders'];
const stored = async (app: PortalApp): Promise<unknown> => {
  const { id, custom_headers: sealed } = await portal.db
    .selectFrom('webhooks')
    .select(['id', 'custom_headers'])
    .where('app_id', '=', app.id)
    .where('event_type', '=', completed)
    .executeTakeFirstOrThrow();
  return sealed === null
    ? null
    : (JSON.parse(openWebhookSecret(testSealer, 'custom_headers', id, sealed)) as unknown);
};

describe('custom headers', () => {
  test('are stored sealed, and shown masked when they are sensitive', async () => {
    const app = await portal.createApp();
    portal.clock.advance(60);
    const answer = await patch(app, [
      { name: 'X-Api-Key', value: 'the-secret-of-the-receiver', sensitive: true },
      { name: 'Authorization', value: 'Bearer another-secret', sensitive: false },
      { name: 'X-Plain', value: 'for all to see' },
    ]);
    expect(answer.statusCode).toBe(200);
    expect(answer.json().customHeaders).toEqual([
      { name: 'X-Api-Key', value: MASK, sensitive: true },
      { name: 'Authorization', value: MASK, sensitive: true },
      { name: 'X-Plain', value: 'for all to see', sensitive: false },
    ]);
    expect(await stored(app)).toMatchObject([
      { value: 'the-secret-of-the-receiver' },
      { value: 'Bearer another-secret' },
      { value: 'for all to see' },
    ]);
    const everything = JSON.stringify([
      await portal.db.selectFrom('webhooks').selectAll().where('app_id', '=', app.id).execute(),
      await portal.audit(app.id),
      (await portal.call('GET', app.path)).json(),
    ]);
    expect(everything).not.toContain('secret-of-the-receiver');
    expect(everything).not.toContain('another-secret');
    expect((await portal.audit(app.id)).at(-1)).toMatchObject({
      action: 'webhook.changed',
      detail: { eventType: completed, customHeaders: 'changed' },
    });
  });

  test('are replaced as a list; a sensitive one without a value keeps the one it has', async () => {
    const app = await portal.createApp();
    await patch(app, [
      { name: 'X-Api-Key', value: 'kept', sensitive: true },
      { name: 'X-Other', value: 'dropped' },
    ]);
    await patch(app, [
      { name: 'x-api-key', sensitive: true },
      { name: 'X-New', value: 'n' },
    ]);
    expect(await stored(app)).toEqual([
      { name: 'x-api-key', value: 'kept', sensitive: true },
      { name: 'X-New', value: 'n', sensitive: false },
    ]);
    await patch(app, [{ name: 'x-api-key', value: null, sensitive: true }]);
    expect(await stored(app)).toEqual([{ name: 'x-api-key', value: 'kept', sensitive: true }]);
    const { etag } = (await portal.call('GET', app.path)).headers;
    await patch(app, [{ name: 'x-api-key', value: null, sensitive: true }]);
    expect((await portal.call('GET', app.path)).headers.etag).toBe(etag);
    // What is no longer sensitive would be shown: its value has to be known to who says so.
    expectProblem(await patch(app, [{ name: 'x-api-key', sensitive: false }]), 400, 'validation_failed', [
      'customHeaders.0.value',
    ]);
    await patch(app, []);
    expect(await stored(app)).toBeNull();
    expect(await shown(app)).toEqual([]);
  });

  test.each<[string, unknown, string[]]>([
    ['a forbidden name', [{ name: 'Host', value: 'x' }], ['customHeaders.0.name']],
    ['a forbidden name in another case', [{ name: 'wEbHoOk-Id', value: 'x' }], ['customHeaders.0.name']],
    ['a name with a line break', [{ name: 'x\r\ny', value: 'x' }], ['customHeaders.0.name']],
    ['a value with a line break', [{ name: 'x', value: 'a\r\nHost: b' }], ['customHeaders.0.value']],
    ['a value with a NUL', [{ name: 'x', value: 'a\0b' }], ['customHeaders.0.value']],
    ['a value with a lookalike', [{ name: 'x', value: 'a嘊嘍b' }], ['customHeaders.0.value']],
    ['the mask as a value', [{ name: 'x', value: MASK, sensitive: true }], ['customHeaders.0.value']],
    ['a new one without a value', [{ name: 'x', sensitive: true }], ['customHeaders.0.value']],
    ['an empty value', [{ name: 'x', value: '' }], ['customHeaders.0.value']],
    [
      'one twice',
      [
        { name: 'X-A', value: '1' },
        { name: 'x-a', value: '2' },
      ],
      ['customHeaders.1.name'],
    ],
    ['too many', Array.from({ length: 21 }, (_, i) => ({ name: `x-${i}`, value: 'v' })), ['customHeaders']],
    ['too much', [{ name: 'x', value: 'v'.repeat(4_096) }], ['customHeaders']],
    ['too long a value', [{ name: 'x', value: 'v'.repeat(4_097) }], ['customHeaders.0.value']],
    ['another member', [{ name: 'x', value: 'v', secret: true }], ['customHeaders.0.secret']],
    ['no list', { 'x-a': 'b' }, ['customHeaders']],
  ])('refuse %s', async (_what, headers, fields) => {
    const app = await portal.createApp();
    expectProblem(await patch(app, headers), 400, 'validation_failed', fields);
    expect(await stored(app)).toBeNull();
  });

  test('refuse line breaks and NUL as JSON escapes, too', async () => {
    const app = await portal.createApp();
    for (const value of ['a\\r\\nHost: b', 'a\\u000d\\u000aHost: b', 'a\\u0000', 'a\\n b']) {
      const answer = await portal.app.inject({
        method: 'PATCH',
        url: `${app.path}${webhook}`,
        headers: { ...portal.developer.headers, 'if-match': app.etag, 'content-type': 'application/json' },
        payload: `{"customHeaders":[{"name":"x","value":"${value}"}]}`,
      });
      expectProblem(answer, 400, 'validation_failed', ['customHeaders.0.value']);
    }
  });

  test('of another webhook do not open here, nor do its keys', async () => {
    const [app, other] = [await portal.createApp(), await portal.createApp()];
    for (const one of [app, other]) await patch(one, [{ name: 'x', value: `of ${one.id}` }]);
    const { custom_headers, signing_key } = await portal.db
      .selectFrom('webhooks')
      .select(['custom_headers', 'signing_key'])
      .where('app_id', '=', other.id)
      .where('event_type', '=', completed)
      .executeTakeFirstOrThrow();
    await portal.db
      .updateTable('webhooks')
      .set({ custom_headers, signing_key })
      .where('app_id', '=', app.id)
      .where('event_type', '=', completed)
      .execute();
    expect(await shown(app)).toBeNull();
    expectProblem(await portal.call('POST', `${app.path}${webhook}/key-reveal`), 409, 'key_lost', [
      'hmacKey',
    ]);
    // Both are mended by setting them anew.
    await patch(app, [{ name: 'x', value: 'anew' }]);
    expect(await shown(app)).toEqual([{ name: 'x', value: 'anew', sensitive: false }]);
  });
});

import { Webhook } from 'standardwebhooks';
import { describe, expect, test } from 'vitest';
import { buildTestApp } from '../../test/app.ts';
import { TestClock, useDatabase } from '../../test/db.ts';
import { signIn, tokenFor } from '../../test/people.ts';
import { abandoned, completed, type Json } from '../../test/portal.ts';
import { useTestSends } from '../../test/test-sends.ts';
import { eventCatalogue } from '../events/catalogue.ts';
import { addSeconds } from '../lib/clock.ts';

const database = useDatabase();
const scene = useTestSends(() => database.current.db);

describe('a test', () => {
  test('is the example of the type, signed like a delivery and marked, and its answer is shown whole', async () => {
    for (const { type, example } of eventCatalogue) {
      const answer = await scene.sendTest({}, type);
      const { headers, body } = scene.receiver.received.at(-1)!;
      const event = new Webhook(scene.app.keys[type]!).sign(
        String(headers['webhook-id']),
        new Date(Number(headers['webhook-timestamp']) * 1000),
        body,
      );
      expect(headers['webhook-signature']).toBe(event);
      expect(JSON.parse(body.toString())).toMatchObject({
        specversion: '1.0',
        id: headers['webhook-id'],
        type,
        source: 'https://fieldhook.test',
        data: (example as Json)['data'],
      });
      expect(headers['webhook-test']).toBe('true');
      expect(answer).toMatchObject({
        isTest: true,
        request: { method: 'POST', url: `${scene.receiver.origin}/hook?a=1`, body: body.toString() },
        response: { status: 200, body: 'thanks', headers: { 'x-mine': 'yes' } },
        error: null,
        signature: {
          currentKeyMatches: true,
          previousKeyMatches: null,
          publicKeyMatches: null,
          hexMatches: true,
          keyFormat: 'whsec',
        },
      });
      expect(answer.request.headers).toMatchObject({
        'webhook-signature': event,
        'user-agent': expect.stringMatching(/^fieldhook\//),
      });
      expect(answer.timing.totalMs).toBeGreaterThanOrEqual(answer.timing.firstByteMs ?? Infinity);
    }
  });

  test('is another event each time', async () => {
    await scene.sendTest();
    await scene.sendTest();
    const seen = [0, 1].flatMap((index) => [
      scene.bodyOf(index)['id'],
      scene.bodyOf(index)['userassignedid'],
    ]);
    expect(new Set(seen).size).toBe(4);
  });

  test('is no delivery: it leaves nothing but a line in the audit log, without the rest of the URL', async () => {
    const { request } = await scene.sendTest();
    const { id } = JSON.parse(request.body) as { id: string };
    for (const table of ['events', 'deliveries', 'delivery_queue', 'attempts', 'webhook_health'] as const) {
      expect([table, await scene.db.selectFrom(table).selectAll().execute()]).toEqual([table, []]);
    }
    expect(await scene.portal.audit(scene.app.id)).toContainEqual({
      action: 'webhook.tested',
      person_id: scene.portal.developer.personId,
      detail: { eventType: completed, deliveryOrigin: scene.receiver.origin, deliveryId: id, eventId: null },
    });
  });

  test('goes out while the webhook is paused, since one tests before one enables', async () => {
    await scene.portal.change(scene.app, 'PATCH', `/webhooks/${completed}`, { enabled: false });
    await scene.sendTest();
    expect(scene.receiver.received).toHaveLength(1);
  });

  test('carries the custom headers, and the answer masks the sensitive ones', async () => {
    const customHeaders = [
      { name: 'X-Route', value: 'blue', sensitive: false },
      { name: 'X-Token', value: 'hush', sensitive: true },
    ];
    const changed = await scene.portal.change(scene.app, 'PATCH', `/webhooks/${completed}`, {
      customHeaders,
    });
    expect([changed.statusCode, changed.body]).toEqual([200, expect.any(String)]);
    const answer = await scene.sendTest();
    expect(scene.receiver.received[0]!.headers).toMatchObject({ 'x-route': 'blue', 'x-token': 'hush' });
    expect(answer.request.headers).toMatchObject({ 'X-Route': 'blue', 'X-Token': '••••' });
    expect(JSON.stringify(answer)).not.toContain('hush');
  });

  test('signs with both keys of an overlap and with the key pair, and says which of them match', async () => {
    await scene.portal.change(scene.app, 'POST', `/webhooks/${completed}/key-rotation`, { overlapHours: 24 });
    await scene.portal.change(scene.app, 'PATCH', `/webhooks/${completed}`, { asymmetric: true });
    expect((await scene.sendTest()).signature).toMatchObject({
      currentKeyMatches: true,
      previousKeyMatches: true,
      publicKeyMatches: true,
      hexMatches: true,
    });
  });
});

describe('the signature would verify', () => {
  test('while the clock of the receiver, by its Date, is within five minutes of ours', async () => {
    const answeredAt = async (seconds: number | undefined) => {
      scene.answering = (res) => {
        res.sendDate = false;
        if (seconds !== undefined)
          res.setHeader('date', addSeconds(scene.portal.clock.now(), seconds).toUTCString());
        res.end();
      };
      const { verifies, receiverClockSeconds } = (await scene.sendTest()).signature;
      return [verifies, receiverClockSeconds];
    };
    expect(await answeredAt(2)).toEqual([true, 2]);
    expect(await answeredAt(-300)).toEqual([true, -300]);
    expect(await answeredAt(301)).toEqual([false, 301]);
    expect(await answeredAt(undefined)).toEqual([true, null]);
  });

  test('with a typed key in the raw format that the answer names', async () => {
    const hmacKey = 'a key that somebody typed, with spaces';
    await scene.portal.change(scene.app, 'POST', `/webhooks/${completed}/key-rotation`, {
      hmacKey,
      overlapHours: 0,
    });
    const { signature } = await scene.sendTest();
    expect(signature).toMatchObject({ keyFormat: 'raw', currentKeyMatches: true });
    const { headers, body } = scene.receiver.received[0]!;
    const at = new Date(Number(headers['webhook-timestamp']) * 1000);
    expect(new Webhook(hmacKey, { format: 'raw' }).sign(String(headers['webhook-id']), at, body)).toBe(
      headers['webhook-signature'],
    );
  });
});

describe('what the receiver does wrong is told, not thrown', () => {
  test('an error status, with its headers and its body', async () => {
    scene.answering = (res) =>
      void res.writeHead(500, { 'set-cookie': ['a=1', 'b=2'] }).end('x'.repeat(40_000));
    const answer = await scene.sendTest();
    expect(answer.error).toMatchObject({ code: 'unexpected_status', text: expect.stringContaining('2xx') });
    expect(answer.response).toMatchObject({ status: 500, headers: { 'set-cookie': 'a=1, b=2' } });
    expect(answer.response?.body).toHaveLength(16 * 1024);
  });

  test('410, which disables nothing here', async () => {
    scene.answering = (res) => void res.writeHead(410).end();
    expect((await scene.sendTest()).error?.code).toBe('gone');
    const { data } = (await scene.portal.call('GET', `${scene.app.path}/webhooks`)).json<{ data: Json[] }>();
    expect(data.map((webhook) => webhook['enabled'])).toEqual([true, true]);
  });

  test('nothing that listens, and an address that is not public', async () => {
    await scene.receiver.close();
    expect(await scene.sendTest()).toMatchObject({ response: null, error: { code: 'connection_refused' } });
    await scene.db
      .updateTable('webhooks')
      .set({ url: 'https://127.0.0.1/' })
      .where('app_id', '=', scene.app.id)
      .execute();
    expect(await scene.sendTest()).toMatchObject({ response: null, error: { code: 'blocked_address' } });
  });
});

describe('who may not', () => {
  test('is refused: nobody, a token that only reads, another organisation; and there is no such webhook', async () => {
    const url = scene.pathOf();
    const payload = {};
    expect((await scene.portal.app.inject({ method: 'POST', url, payload })).statusCode).toBe(401);
    const { headers } = await tokenFor(scene.db, scene.portal.developer.personId, {
      scopes: ['portal:read'],
    });
    expect((await scene.portal.app.inject({ method: 'POST', url, headers, payload })).statusCode).toBe(403);
    const stranger = await signIn(scene.db, {});
    expect((await scene.portal.call('POST', url, { body: {}, headers: stranger.headers })).statusCode).toBe(
      404,
    );
    expect((await scene.ask({}, 'tn.sp.unknown')).statusCode).toBe(404);
    const one = await scene.portal.createApp({ events: scene.hooks().slice(0, 1) });
    expect(
      (await scene.portal.call('POST', `${one.path}/webhooks/${abandoned}/test`, { body: {} })).statusCode,
    ).toBe(404);
    expect(scene.receiver.received).toEqual([]);
  });

  test('sends too many in a row, and is told when to go on', async () => {
    const statuses: number[] = [];
    for (let count = 0; count < 11; count += 1) statuses.push((await scene.ask()).statusCode);
    expect(statuses).toEqual([...Array.from({ length: 10 }, () => 200), 429]);
    scene.portal.clock.advance(1);
    expect((await scene.ask()).statusCode).toBe(200);
  });

  test('asks for more at once than the process sends for one app, and for all; no app keeps another from its tests', async () => {
    const { promise: released, resolve: release } = Promise.withResolvers<void>();
    scene.answering = (res) => void released.then(() => res.end());
    const own = await buildTestApp(scene.db, new TestClock().now, undefined, [scene.receiver.origin]);
    const apps = [scene.app];
    while (apps.length < 3) apps.push(await scene.portal.createApp({ events: scene.hooks() }));
    const call = (index: number) =>
      own.inject({
        method: 'POST',
        url: `${apps[index]?.path}/webhooks/${completed}/test`,
        headers: scene.portal.developer.headers,
        payload: {},
      });
    const underWay: ReturnType<typeof call>[] = [];
    const isFull = async (index: number) => {
      const refused = await call(index);
      expect([refused.statusCode, refused.headers['retry-after']]).toEqual([429, '2']);
    };
    for (const [index, most] of [3, 3, 2].entries()) {
      for (let count = 0; count < most; count += 1) {
        underWay.push(call(index));
        await scene.receiver.arrived(underWay.length);
      }
      await isFull(index);
    }
    release();
    expect((await Promise.all(underWay)).map((answer) => answer.statusCode)).toEqual(
      Array.from({ length: 8 }, () => 200),
    );
  });

  test('has a key that can no longer be opened', async () => {
    await scene.db
      .updateTable('webhooks')
      .set({ signing_key: 'gone.x' })
      .where('app_id', '=', scene.app.id)
      .execute();
    expect((await scene.ask()).json()).toMatchObject({ data: { code: 'key_lost' } });
  });
});

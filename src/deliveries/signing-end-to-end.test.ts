import { createPublicKey, verify } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { expect, test } from 'vitest';
import { useDatabase } from '../../test/db.ts';
import { attemptsOf, publishEvents, startTestWorker } from '../../test/deliveries.ts';
import { connect, createTenant } from '../../test/factories.ts';
import { completed, type Json, setPortal } from '../../test/portal.ts';
import { type Received, startReceiver } from '../../test/receiver.ts';

const database = useDatabase();

/** As docs/api.md tells receivers to. */
function isSigned(bytes: Buffer, headers: Received['headers'], whpk: string): boolean {
  const x = Buffer.from(whpk.slice('whpk_'.length), 'base64').toString('base64url');
  const key = createPublicKey({ format: 'jwk', key: { kty: 'OKP', crv: 'Ed25519', x } });
  const before = `${String(headers['webhook-id'])}.${String(headers['webhook-timestamp'])}.`;
  const signed = Buffer.concat([Buffer.from(before), bytes]);
  return String(headers['webhook-signature'])
    .split(' ')
    .some((one) => one.startsWith('v1a,') && verify(null, signed, key, Buffer.from(one.slice(4), 'base64')));
}

function isSignedWith(key: string, { body, headers }: Received): boolean {
  try {
    new Webhook(key).verify(body.toString(), headers as Record<string, string>);
    return true;
  } catch {
    return false;
  }
}

test('a webhook with everything at once, in the middle of both rotations, verifies at a real receiver with old and new keys', async () => {
  const { db, pool } = database.current;
  const receiver = await startReceiver();
  const portal = await setPortal(db, [receiver.origin]);
  const app = await portal.createApp({
    events: [{ eventType: completed, deliveryUrl: `${receiver.origin}/hook` }],
  });
  // Received within the tolerance of the library, which looks at the real clock.
  portal.clock.advance((Date.now() - portal.clock.now().getTime()) / 1000);
  const webhook = `/webhooks/${completed}`;
  const change = async (method: 'PATCH' | 'POST', rest: string, body: Json) =>
    (await portal.change(app, method, `${webhook}${rest}`, body)).json<Record<string, string>>();
  const view = async () =>
    (await portal.call('GET', `${app.path}/webhooks`)).json<{ data: Json[] }>().data[0];

  const { publicKey: oldPublic = '', id = '' } = await change('PATCH', '', {
    asymmetric: true,
    customHeaders: [
      { name: 'Authorization', value: 'Bearer secret-of-the-receiver' },
      { name: 'X-Route', value: 'blue', sensitive: false },
    ],
  });
  const tenant = await createTenant(db);
  await connect(db, tenant, { appId: app.id, webhooks: {} as never });
  const deliverOne = async (): Promise<Received> => {
    const worker = startTestWorker(pool, [receiver.origin], portal.clock.now);
    const before = receiver.received.length;
    await publishEvents(db, tenant, portal.clock.now());
    worker.wake.wake();
    await receiver.arrived(before + 1);
    await worker.stop();
    return receiver.received[before] as Received;
  };

  await deliverOne();
  const firstAt = portal.clock.now().toISOString();
  expect(await view()).toMatchObject({ keyLastUsedAt: expect.any(String), previousKeyLastUsedAt: null });

  const { hmacKey: newKey = '' } = await change('POST', '/key-rotation', {});
  const { publicKey: newPublic = '' } = await change('POST', '/key-pair-rotation', { overlapHours: 168 });
  const rotated = await view();
  expect(rotated).toMatchObject({ keyLastUsedAt: null, publicKeyLastUsedAt: null });
  expect(String(rotated?.['previousKeyLastUsedAt']) >= firstAt).toBe(true);
  expect(rotated?.['previousPublicKeyLastUsedAt']).toBe(rotated?.['previousKeyLastUsedAt']);

  portal.clock.advance(60);
  const received = await deliverOne();
  const { data } = (await portal.app.inject({ method: 'GET', url: `/api/webhooks/${id}/public-keys` })).json<{
    data: { publicKey: string }[];
  }>();
  expect(data.map(({ publicKey }) => publicKey)).toEqual([newPublic, oldPublic]);
  const { body, headers } = received;
  expect([isSigned(body, headers, newPublic), isSigned(body, headers, oldPublic)]).toEqual([true, true]);
  expect(isSigned(Buffer.concat([body, Buffer.from(' ')]), headers, newPublic)).toBe(false);
  expect([isSignedWith(newKey, received), isSignedWith(app.keys[completed] ?? '', received)]).toEqual([
    true,
    true,
  ]);
  const kinds = String(headers['webhook-signature'])
    .split(' ')
    .map((one) => one.split(',')[0]);
  expect(kinds).toEqual(['v1', 'v1', 'v1a', 'v1a']);
  expect(headers).toMatchObject({ authorization: 'Bearer secret-of-the-receiver', 'x-route': 'blue' });

  const both = await view();
  for (const shown of [
    'keyLastUsedAt',
    'previousKeyLastUsedAt',
    'publicKeyLastUsedAt',
    'previousPublicKeyLastUsedAt',
  ])
    expect(String(both?.[shown]) >= portal.clock.now().toISOString()).toBe(true);

  const attempts = await attemptsOf(db, tenant.tenantId);
  expect(attempts).toHaveLength(2);
  expect(attempts[1]?.request_headers).toMatchObject({ Authorization: '••••', 'X-Route': 'blue' });
  expect(JSON.stringify(attempts)).not.toContain('secret-of-the-receiver');

  portal.clock.advance(24 * 3_600);
  expect(await view()).toMatchObject({ previousKeyUntil: null, previousKeyLastUsedAt: null });
  await receiver.close();
});

import { beforeEach, describe, expect, test } from 'vitest';
import { TestClock, useDatabase } from '../../../test/db.ts';
import { claimAt, createSubscribed, deliverTo, publishEvents } from '../../../test/deliveries.ts';
import { testSealer } from '../../../test/factories.ts';
import { startReceiver } from '../../../test/receiver.ts';
import { createSealer } from '../../lib/seal.ts';
import { newKeyPair } from './key-pair.ts';
import { rememberSecrets } from './open-secrets.ts';
import { sealWebhookSecret, type WebhookSecret } from './webhook-secret.ts';

const database = useDatabase();
const completed = 'tn.sp.session-completed';
let clock: TestClock;
beforeEach(async () => {
  clock = new TestClock();
  await database.current.pool.query('delete from delivery_queue');
});

/** A claimed delivery of a webhook with these custom headers, sealed for it unless said otherwise. */
async function claimWith(url: string, headers: unknown, sealFor?: (webhookId: string) => string) {
  const { db, pool } = database.current;
  const { tenantId, webhooks } = await createSubscribed(db, url);
  const id = webhooks[completed];
  const text = typeof headers === 'string' ? headers : JSON.stringify(headers);
  const sealed = sealFor?.(id) ?? sealWebhookSecret(testSealer, 'custom_headers', id, text);
  await db.updateTable('webhooks').set({ custom_headers: sealed }).where('id', '=', id).execute();
  await publishEvents(db, { tenantId }, clock.now());
  const [claimed] = await claimAt(pool, clock.now());
  if (claimed === undefined) throw new Error('nothing was claimed');
  return claimed;
}

const header = (name: string, value: string) => [{ name, value, sensitive: false }];

describe('headers that somebody put into the database by hand', () => {
  test.each<[string, unknown]>([
    ['a line break in a value', header('x-a', 'v\r\nhost: evil.example')],
    ['a line feed alone', header('x-a', 'v\nx')],
    ['a NUL', header('x-a', 'v\0')],
    ['a line break in a name', header('x-a\r\nhost', 'v')],
    ['a name that is ours', header('Webhook-Signature', 'v1,forged')],
    ['one that frames the message', header('transfer-encoding', 'chunked')],
    ['letters beyond ASCII', header('x-a', '嘊嘍')],
    ['no list', {}],
    ['no headers', [1]],
    ['no JSON', '['],
  ])('%s: nothing is sent, and the attempt says why', async (_what, headers) => {
    const receiver = await startReceiver();
    const claimed = await claimWith(receiver.origin, headers);
    const { attempt, state } = await deliverTo([receiver.origin], clock.now)(claimed);
    expect({ state, ...attempt }).toMatchObject({
      state: 'pending',
      number: 1,
      error: 'invalid_header',
      status: null,
      request_headers: null,
    });
    expect(receiver.received).toEqual([]);
    await receiver.close();
  });

  test('those of another webhook, and what was never sealed, are not sent either', async () => {
    const receiver = await startReceiver();
    for (const sealFor of [
      () => sealWebhookSecret(testSealer, 'custom_headers', 'another', JSON.stringify(header('x-a', 'v'))),
      (id: string) => sealWebhookSecret(testSealer, 'key_pair', id, JSON.stringify(header('x-a', 'v'))),
      () => `test.${'A'.repeat(60)}`,
    ]) {
      const claimed = await claimWith(receiver.origin, [], sealFor);
      const { attempt } = await deliverTo([receiver.origin], clock.now)(claimed);
      expect(attempt).toMatchObject({ error: 'invalid_header' });
    }
    expect(receiver.received).toEqual([]);
    await receiver.close();
  });

  test('a sealing key that is missing is the operator’s fault: put off, without using up a retry', async () => {
    const gone = createSealer([{ id: 'gone', key: Buffer.alloc(32, 3) }]);
    const claimed = await claimWith('https://a.example/', [], (id) =>
      sealWebhookSecret(gone, 'custom_headers', id, '[]'),
    );
    await expect(deliverTo([], clock.now)(claimed)).rejects.toThrow('not in SECRET_KEYS');
  });
});

test('keys that were swapped between two rows do not open, also in a process that has used both', async () => {
  const { db, pool } = database.current;
  const receiver = await startReceiver();
  const [one, other] = [
    await createSubscribed(db, receiver.origin),
    await createSubscribed(db, receiver.origin),
  ];
  const deliver = deliverTo([receiver.origin], clock.now);
  const deliverAll = async () => {
    for (const { tenantId } of [one, other]) await publishEvents(db, { tenantId }, clock.now());
    const claimed = await claimAt(pool, clock.now());
    return Promise.allSettled(claimed.map(deliver));
  };
  expect((await deliverAll()).map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled']);
  const ids = [one.webhooks[completed], other.webhooks[completed]] as const;
  await pool.query(
    `update webhooks w set signing_key = o.signing_key from webhooks o
     where (w.id, o.id) in (($1::uuid, $2::uuid), ($2::uuid, $1::uuid))`,
    [...ids],
  );
  await pool.query('delete from delivery_queue');
  expect((await deliverAll()).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(receiver.received).toHaveLength(2);
  await receiver.close();
});

test('what was remembered of a webhook is opened anew when any of it was replaced, and not otherwise', () => {
  const seal = (secret: WebhookSecret, plain: string) => sealWebhookSecret(testSealer, secret, 'one', plain);
  const open = rememberSecrets(testSealer);
  const headers = (value: string) => seal('custom_headers', JSON.stringify(header('x-a', value)));
  const first = {
    webhookId: 'one',
    signingKeys: [seal('hmac_key', 'a'.repeat(32))],
    keyPairs: [],
    customHeaders: headers('1'),
  };
  const opened = open(first);
  expect(open({ ...first })).toBe(opened);
  expect(opened.customHeaders).toEqual(header('x-a', '1'));
  expect(open({ ...first, customHeaders: headers('2') }).customHeaders).toEqual(header('x-a', '2'));
  expect(open({ ...first, customHeaders: null }).customHeaders).toEqual([]);
  const rotated = [seal('hmac_key', 'b'.repeat(32)), ...first.signingKeys];
  expect(open({ ...first, signingKeys: rotated }).keys).toHaveLength(2);
  const replaced = [seal('hmac_key', 'c'.repeat(32)), ...first.signingKeys];
  const [newest] = open({ ...first, signingKeys: replaced }).keys;
  expect(newest?.text.export().toString()).toBe('c'.repeat(32));
  expect(open({ ...first, keyPairs: [seal('key_pair', newKeyPair().secretKey)] }).secretKeys).toHaveLength(1);
  expect(open(first).secretKeys).toEqual([]);
});

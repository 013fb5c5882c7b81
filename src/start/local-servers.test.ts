import { expect, test } from 'vitest';
import { hostile, postTo, senderTo } from '../../test/sending.ts';
import { checkDeliveryUrl } from '../apps/delivery-url.ts';
import { localServers } from './local-servers.ts';

const ownPort = 3000;
const isLocalServer = localServers(() => [ownPort]);
const policy = { allowedOrigins: new Set<string>(), isLocalServer };

test('while fieldhook is tried, other servers on the machine may be named, by any name it has for itself', () => {
  for (const typed of [
    'http://localhost:4000/hook',
    'http://127.0.0.1:4000',
    'https://[::1]:4000/',
    'http://0x7f.1/',
  ])
    expect([typed, checkDeliveryUrl(typed, policy).kind]).toEqual([typed, 'accepted']);
});

test('fieldhook itself may not, nor anything that is not on the machine', () => {
  for (const typed of [
    `http://localhost:${ownPort}/api/people/sign-out`,
    `http://127.0.0.2:${ownPort}/`,
    'http://10.0.0.1:4000/',
    'http://hooks.example.com/',
    'http://localhost.example.com:4000/',
    'http://other.localhost:4000/',
  ])
    expect([typed, checkDeliveryUrl(typed, policy).kind]).toEqual([typed, 'refused']);
});

test('they are sent to only by a server that is being tried', async () => {
  const { origin } = await hostile((socket) => socket.end('HTTP/1.1 204 No Content\r\n\r\n'));
  expect(await postTo(senderTo([], { isLocalServer }), `${origin}/hook`)).toMatchObject({ status: 204 });
  expect(await postTo(senderTo([]), `${origin}/hook`)).toMatchObject({ error: 'blocked_address' });
  const port = Number(new URL(origin).port);
  const isOther = localServers(() => [port]);
  expect(await postTo(senderTo([], { isLocalServer: isOther }), `${origin}/hook`)).toMatchObject({
    error: 'blocked_address',
  });
});

test('nothing is dialled as a server on the machine that has an address elsewhere', async () => {
  const sender = senderTo([], { isLocalServer: () => true });
  for (const host of ['192.0.2.1', '10.0.0.1', '0.0.0.0', '[::ffff:10.0.0.1]'])
    expect(await postTo(sender, `http://${host}:4000/`)).toMatchObject({ error: 'blocked_address' });
});

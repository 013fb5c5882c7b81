import { request as requestPlain } from 'node:http';
import { request as requestSecure } from 'node:https';
import type { LookupAddress } from 'node:dns';
import type { Socket } from 'node:net';
import { AttemptFault } from '../attempt-errors.ts';

/**
 * Opens a tunnel through an HTTP proxy to one address, which the proxy so has no name to resolve for. Whatever goes wrong
 * before the tunnel stands is the proxy's fault: it cannot be told from what lies behind it.
 * Details name no address: the developer who reads them need not know where our proxy stands.
 * @throws AttemptFault proxy_failed
 */
export function openTunnel(
  proxy: URL,
  { address, family }: LookupAddress,
  port: number,
  signal: AbortSignal,
): Promise<Socket> {
  const authority = `${family === 6 ? `[${address}]` : address}:${port}`;
  const request = (proxy.protocol === 'https:' ? requestSecure : requestPlain)({
    host: proxy.hostname.replace(/^\[|\]$/g, ''),
    port: proxy.port === '' ? undefined : Number(proxy.port),
    method: 'CONNECT',
    path: authority,
    headers: { host: authority, ...authorization(proxy) },
    agent: false,
    signal,
  });
  return new Promise((resolve, reject) => {
    request.once('connect', ({ statusCode = 0 }, socket: Socket, head: Buffer) => {
      socket.on('error', () => undefined);
      // Bytes before we have spoken come from the proxy itself: nobody behind it speaks first in TLS.
      if (statusCode >= 200 && statusCode < 300 && head.length === 0) return resolve(socket);
      socket.destroy();
      reject(new AttemptFault('proxy_failed', `the proxy answered ${statusCode} to CONNECT`));
    });
    request.on('error', (err: NodeJS.ErrnoException) => {
      reject(new AttemptFault('proxy_failed', `no tunnel through the proxy: ${err.code ?? err.name}`));
    });
    request.end();
  });
}

function authorization({ username, password }: URL): Record<string, string> {
  if (username === '' && password === '') return {};
  const credentials = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { 'proxy-authorization': `Basic ${Buffer.from(credentials).toString('base64')}` };
}

import { createServer as createPlain, type IncomingMessage } from 'node:http';
import { createServer as createSecure } from 'node:https';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import { tlsOf } from './secure-server.ts';

export interface ConnectProxy {
  readonly port: number;
  /** What it was asked to connect to, with the headers of each request. */
  readonly asked: readonly { readonly authority: string; readonly headers: IncomingMessage['headers'] }[];
}

/**
 * An HTTP proxy that knows nothing but CONNECT; closed when the test ends. `refuse` answers itself and returns true, instead of
 * the tunnel being opened.
 */
export async function startConnectProxy({
  isSecure = false,
  refuse = () => false,
}: {
  readonly isSecure?: boolean;
  readonly refuse?: (socket: Socket, headers: IncomingMessage['headers']) => boolean;
} = {}): Promise<ConnectProxy> {
  const asked: ConnectProxy['asked'][number][] = [];
  const sockets = new Set<Socket>();
  const server = isSecure ? createSecure(tlsOf('cert')) : createPlain();
  server.on('connection', (socket: Socket) => void sockets.add(socket));
  server.on('connect', (req: IncomingMessage, socket: Socket, head: Buffer) => {
    socket.on('error', () => undefined);
    const authority = req.url ?? '';
    asked.push({ authority, headers: req.headers });
    if (refuse(socket, req.headers)) return;
    const { hostname, port } = new URL(`http://${authority}`);
    const target = connect(Number(port === '' ? 80 : port), hostname.replace(/^\[|\]$/g, ''), () => {
      socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      target.write(head);
      target.pipe(socket).pipe(target);
    });
    target.on('error', () => socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n'));
    socket.on('close', () => target.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  });
  return { port: (server.address() as AddressInfo).port, asked };
}

import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';

export interface HostileServer {
  readonly origin: string;
  readonly port: number;
  /** What arrived on each connection, in the order of the connections. */
  readonly connections: readonly { readonly socket: Socket; text: string }[];
  /** Resolves when every connection so far is closed. */
  allClosed(): Promise<void>;
  close(): Promise<void>;
}

/**
 * A TCP server that does to a connection whatever the test wants; `behave` is called once per request, when its head and
 * as much of its body as its content-length says have arrived.
 */
export async function startHostileServer(
  behave: (socket: Socket, request: string) => void,
): Promise<HostileServer> {
  const connections: { socket: Socket; text: string }[] = [];
  const server: Server = createServer((socket) => {
    const connection = { socket, text: '' };
    connections.push(connection);
    let pending = '';
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => {
      connection.text += chunk.toString('latin1');
      pending += chunk.toString('latin1');
      for (let end = endOfRequest(pending); end !== undefined; end = endOfRequest(pending)) {
        const request = pending.slice(0, end);
        pending = pending.slice(end);
        behave(socket, request);
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    port,
    connections,
    allClosed: async () => {
      await Promise.all(
        connections.map(async ({ socket }) => {
          if (!socket.closed) await new Promise((resolve) => socket.once('close', resolve));
        }),
      );
    },
    close: async () => {
      for (const { socket } of connections) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

function endOfRequest(text: string): number | undefined {
  const headEnd = text.indexOf('\r\n\r\n');
  if (headEnd === -1) return undefined;
  const length = Number(/\r\ncontent-length: (\d+)/i.exec(text.slice(0, headEnd))?.[1] ?? 0);
  const end = headEnd + 4 + length;
  return text.length >= end ? end : undefined;
}

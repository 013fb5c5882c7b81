import { onTestFinished } from 'vitest';
import {
  createSender,
  type PostResult,
  type Sender,
  type SenderOptions,
} from '../src/deliveries/sending/sender.ts';
import { startHostileServer, type HostileServer } from './hostile-server.ts';
import { isIP, type Socket } from 'node:net';

/** A sender that may reach the given origins although they are not public; closed when the test ends. */
export function senderTo(origins: readonly string[], given: Partial<SenderOptions> = {}): Sender {
  const sender = createSender({ timeoutMs: 5_000, allowedOrigins: new Set(origins), ...given });
  onTestFinished(() => sender.close());
  return sender;
}

export const postTo = (sender: Sender, url: string): Promise<PostResult> =>
  sender.post({ url, headers: { 'content-type': 'application/json' }, body: Buffer.from('{"a":1}') });

/** A server that behaves so, closed when the test ends. */
export async function hostile(behave: (socket: Socket, request: string) => void): Promise<HostileServer> {
  const server = await startHostileServer(behave);
  onTestFinished(() => server.close());
  return server;
}

/** One POST to a server that answers with these bytes and, unless told otherwise, leaves the connection open. */
export async function postAnswered(
  answer: string | Buffer,
  { thenEnd = false, timeoutMs = 5_000 }: { thenEnd?: boolean; timeoutMs?: number } = {},
): Promise<{ result: PostResult; server: HostileServer }> {
  const server = await hostile((socket) => {
    if (thenEnd) socket.end(answer);
    else socket.write(answer);
  });
  const result = await postTo(senderTo([server.origin], { timeoutMs }), `${server.origin}/hook`);
  return { result, server };
}

/** A sender for names that resolve to these addresses, one answer after the other; the last one stays. */
export function senderResolving(
  answers: readonly (readonly string[])[],
  port: number,
  given: Partial<SenderOptions> = {},
): { readonly sender: Sender; readonly lookups: string[] } {
  const lookups: string[] = [];
  const sender = senderTo([], {
    resolve: (hostname) => {
      const answer = answers[Math.min(lookups.push(hostname), answers.length) - 1] ?? [];
      return Promise.resolve(answer.map((address) => ({ address, family: isIP(address) })));
    },
    allowedNetworks: ['127.0.0.1/32'],
    allowedPorts: new Set([port]),
    ...given,
  });
  return { sender, lookups };
}

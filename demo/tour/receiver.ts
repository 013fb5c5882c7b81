import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import type { ReceivedEvent } from '../arrival.ts';
import { verifyPost } from '../verify.ts';

/** The app's server. It verifies what comes, and can be broken. */
export interface TourReceiver extends AsyncDisposable {
  readonly origin: string;
  /** Answers 503 while it is set. */
  isBroken: boolean;
  /** The key of an event type, once the form of the portal has made it. */
  readonly keys: Map<string, string>;
  readonly accepted: ReceivedEvent[];
  /** What stood in `webhook-signature` of the last POST of an event, by its id. */
  readonly signatures: Map<string, string>;
  readonly refused: number;
  /** What did not verify, if anything. */
  readonly problems: readonly string[];
}

export async function startTourReceiver(): Promise<TourReceiver> {
  const state = {
    isBroken: false,
    keys: new Map<string, string>(),
    accepted: [] as ReceivedEvent[],
    signatures: new Map<string, string>(),
    refused: 0,
    problems: [] as string[],
  };
  const judge = (headers: Record<string, string>, bytes: Buffer): number => {
    if (state.isBroken) {
      state.refused += 1;
      return 503;
    }
    try {
      const { type } = JSON.parse(bytes.toString()) as { type: string };
      const event = verifyPost(headers, bytes, state.keys.get(type) ?? '');
      state.accepted.push(event);
      state.signatures.set(event.id, headers['webhook-signature'] ?? '');
      return 204;
    } catch (err) {
      state.problems.push(err instanceof Error ? err.message : String(err));
      return 400;
    }
  };
  const server = createServer((req, res) => {
    const headers = Object.fromEntries(
      Object.entries(req.headers).map(([name, value]) => [name, String(value)]),
    );
    buffer(req).then(
      (bytes) => res.writeHead(judge(headers, bytes)).end(),
      () => res.destroy(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return Object.assign(state, {
    origin: `http://127.0.0.1:${port}`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
    },
  });
}

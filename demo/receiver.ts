// A process of its own that stands for the app's server: verifies every POST and tells its parent over IPC.
// With --refuse-first the very first POST is answered 500 although it is valid, so that there is a retry to see.
import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import type { FromReceiver, ReceivedEvent, ToReceiver } from './arrival.ts';
import { verifyPost } from './verify.ts';

let hmacKey: string | undefined;
let refusesNext = process.argv.includes('--refuse-first');

const tell = (message: FromReceiver): void => void process.send?.(message);

function check(headers: Record<string, string>, bytes: Buffer): ReceivedEvent | string {
  if (hmacKey === undefined) return 'it came before the signing key was known';
  try {
    return verifyPost(headers, bytes, hmacKey);
  } catch (err) {
    return err instanceof Error ? err.message : String(err);
  }
}

function statusOf(verdict: ReceivedEvent | string): number {
  if (typeof verdict === 'string') return 400;
  if (!refusesNext) return 204;
  refusesNext = false;
  return 500;
}

async function receive(req: IncomingMessage, res: ServerResponse): Promise<void> {
  const arrivedAt = Date.now();
  const bytes = await buffer(req);
  const headers = Object.fromEntries(
    Object.entries(req.headers).map(([name, value]) => [name, String(value)]),
  );
  const verdict = check(headers, bytes);
  const status = statusOf(verdict);
  const isValid = typeof verdict !== 'string';
  const answeredAt = Date.now();
  res.writeHead(status, { 'content-type': 'text/plain' });
  res.end(status === 204 ? undefined : isValid ? 'refused on purpose' : verdict);
  tell({
    kind: 'arrival',
    arrival: {
      arrivedAt,
      answeredAt,
      status,
      problem: isValid ? null : verdict,
      event: isValid ? verdict : null,
      webhookId: headers['webhook-id'] ?? '',
      timestamp: headers['webhook-timestamp'] ?? '',
      bodySha256: createHash('sha256').update(bytes).digest('hex'),
    },
  });
}

const server = createServer((req, res) => {
  if (req.method !== 'POST' || req.url !== '/webhooks') {
    res.writeHead(404).end();
    return;
  }
  // A POST that breaks off has nothing to verify; fieldhook sends it again.
  receive(req, res).catch(() => res.destroy());
});

process.on('message', (message: ToReceiver) => {
  hmacKey = message.hmacKey;
});
// Ends with its parent, however that ends.
process.on('disconnect', () => process.exit(0));

server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  tell({ kind: 'listening', url: `http://127.0.0.1:${port}/webhooks` });
});

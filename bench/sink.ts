import { createHmac } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

// A receiver in a process of its own: keeps what it gets and answers 204. It checks what it kept when asked, after the
// run, so that checking costs the measured sender nothing.

interface Kept {
  readonly atMs: number;
  readonly id: string;
  readonly timestamp: string;
  readonly signature: string;
  readonly body: Buffer;
}

export type SinkQuestion =
  | { ask: 'count' }
  | { ask: 'reset' }
  | { ask: 'report'; key: string }
  | { ask: 'arrivals' };

export interface SinkReport {
  readonly received: number;
  readonly distinct: number;
  readonly unsigned: number;
  readonly firstAtMs: number;
  readonly lastAtMs: number;
}

let kept: Kept[] = [];

function serve(req: IncomingMessage, res: ServerResponse): void {
  const atMs = performance.timeOrigin + performance.now();
  const chunks: Buffer[] = [];
  req.on('data', (chunk: Buffer) => chunks.push(chunk));
  req.on('end', () => {
    kept.push({
      atMs,
      id: headerOf(req.headers, 'webhook-id'),
      timestamp: headerOf(req.headers, 'webhook-timestamp'),
      signature: headerOf(req.headers, 'webhook-signature'),
      body: chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks),
    });
    res.writeHead(204).end();
  });
}

const headerOf = (headers: IncomingHttpHeaders, name: string): string => String(headers[name] ?? '');

function isSigned({ id, timestamp, signature, body }: Kept, key: Buffer): boolean {
  const expected = createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest('base64');
  return signature === `v1,${expected}`;
}

function report(keyText: string): SinkReport {
  const key = Buffer.from(keyText.replace('whsec_', ''), 'base64');
  return {
    received: kept.length,
    distinct: new Set(kept.map(({ id }) => id)).size,
    unsigned: kept.filter((one) => !isSigned(one, key)).length,
    firstAtMs: kept[0]?.atMs ?? 0,
    lastAtMs: kept.at(-1)?.atMs ?? 0,
  };
}

function answer(question: SinkQuestion): unknown {
  switch (question.ask) {
    case 'count':
      return kept.length;
    case 'reset':
      kept = [];
      return 0;
    case 'report':
      return report(question.key);
    case 'arrivals':
      return kept.map(({ id, atMs }) => [id, atMs]);
  }
}

process.on('message', (question: SinkQuestion) => process.send?.(answer(question)));
process.on('disconnect', () => process.exit(0));

const server = createServer(serve).listen(0, '127.0.0.1', () => {
  process.send?.({ port: (server.address() as AddressInfo).port });
});

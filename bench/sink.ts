import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

// The receivers, all of them in one process of their own: sockets with TLS and one without, at every address of this
// machine. It keeps what it gets and answers 204, unless told to behave badly at some paths. Signatures are checked when
// asked, after the run, so that checking costs the measured sender nothing.

export type SinkQuestion =
  | { ask: 'count' }
  | { ask: 'reset' }
  | { ask: 'report'; key: string }
  | { ask: 'arrivals' }
  /** Paths that answer after 30 s, and paths that answer 500; all others are well. */
  | { ask: 'behave'; hang: readonly string[]; fail: readonly string[] }
  | { ask: 'closeIdle' };

export interface SinkReport {
  readonly received: number;
  readonly distinct: number;
  /** Of those kept whole: every eighth. */
  readonly unsigned: number;
  readonly firstAtMs: number;
  readonly lastAtMs: number;
}

/** Every POST in the order of their ends; `atMs` is the Unix time of its first byte, to a fraction of a millisecond. */
export interface Arrivals {
  readonly ids: readonly string[];
  readonly atMs: readonly number[];
}

interface Kept {
  readonly id: string;
  readonly timestamp: string;
  readonly signature: string;
  readonly body: Buffer;
}

/** Times the 16 addresses that the certificate names: enough for 512 origins, and no certificate of unusual length. */
const SECURE_PORTS = 32;
const HANG_MS = 30_000;
const KEEP_EVERY = 8;

let ids: string[] = [];
let times: number[] = [];
let kept: Kept[] = [];
let hanging = new Set<string>();
let failing = new Set<string>();
let clockOffsetMs = measureClockOffset();

/**
 * From the monotonic clock to the wall clock, which PostgreSQL and the others tell the time by: taken when the wall clock's
 * millisecond turns, and anew before each run, since the two drift apart by milliseconds in some minutes. Who loses the processor
 * between the two looks sees too little, so the most of several counts.
 */
function measureClockOffset(): number {
  return Math.max(...Array.from({ length: 15 }, measureOnce));
}

function measureOnce(): number {
  const before = Date.now();
  let now = before;
  while (now === before) now = Date.now();
  return now - performance.now();
}

function serve(req: IncomingMessage, res: ServerResponse): void {
  const atMs = performance.now() + clockOffsetMs;
  const path = req.url ?? '';
  const chunks: Buffer[] = [];
  req.on('data', (chunk: Buffer) => chunks.push(chunk));
  req.on('end', () => {
    const id = headerOf(req, 'webhook-id');
    if (ids.length % KEEP_EVERY === 0) {
      kept.push({
        id,
        timestamp: headerOf(req, 'webhook-timestamp'),
        signature: headerOf(req, 'webhook-signature'),
        body: Buffer.concat(chunks),
      });
    }
    ids.push(id);
    times.push(atMs);
    if (hanging.has(path)) setTimeout(() => res.writeHead(204).end(), HANG_MS);
    else res.writeHead(failing.has(path) ? 500 : 204).end();
  });
}

const headerOf = (req: IncomingMessage, name: string): string => String(req.headers[name] ?? '');

function isSigned({ id, timestamp, signature, body }: Kept, key: Buffer): boolean {
  const expected = createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest('base64');
  return signature === `v1,${expected}`;
}

function report(keyText: string): SinkReport {
  const key = Buffer.from(keyText.replace('whsec_', ''), 'base64');
  return {
    received: ids.length,
    distinct: new Set(ids).size,
    unsigned: kept.filter((one) => !isSigned(one, key)).length,
    firstAtMs: times.reduce((least, at) => Math.min(least, at), Infinity),
    lastAtMs: times.reduce((most, at) => Math.max(most, at), -Infinity),
  };
}

function answer(question: SinkQuestion): unknown {
  switch (question.ask) {
    case 'count':
      return ids.length;
    case 'reset':
      [ids, times, kept] = [[], [], []];
      clockOffsetMs = measureClockOffset();
      return 0;
    case 'report':
      return report(question.key);
    case 'arrivals':
      return { ids, atMs: times } satisfies Arrivals;
    case 'behave':
      [hanging, failing] = [new Set(question.hang), new Set(question.fail)];
      return 0;
    case 'closeIdle':
      for (const server of servers) server.closeIdleConnections();
      return 0;
  }
}

const certificates = join(import.meta.dirname, 'certificate');
// As patient as a real server behind a proxy: connections must not be closed under a sender between two measurements.
const options = { keepAliveTimeout: 60_000 };
const credentials = {
  key: readFileSync(join(certificates, 'key.pem')),
  cert: readFileSync(join(certificates, 'certificate.pem')),
};
const servers = [
  ...Array.from({ length: SECURE_PORTS }, () => createSecureServer({ ...options, ...credentials }, serve)),
  createServer(options, serve),
];

process.on('message', ({ number, question }: { number: number; question: SinkQuestion }) =>
  process.send?.({ number, answer: answer(question) }),
);
process.on('disconnect', () => process.exit(0));
// Ctrl-C reaches the whole group; whoever started us decides when we end.
process.on('SIGINT', () => undefined);

await Promise.all(
  servers.map(
    (server) => new Promise<void>((resolve) => void server.listen(0, '0.0.0.0', 4_096, () => resolve())),
  ),
);
process.send?.({ ports: servers.map((server) => (server.address() as AddressInfo).port) });

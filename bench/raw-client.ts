import { randomUUID } from 'node:crypto';
import { Pool } from 'undici';
import { readSigningKey, sign } from '../src/deliveries/signing/signature.ts';
import { deliveryBody } from '../src/events/body.ts';
import { readSinkCertificate, type Sink } from './processes.ts';

interface Prepared {
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body: Buffer;
}

export interface RawRun {
  readonly sink: Sink;
  /** Of one origin. */
  readonly urls: readonly string[];
  readonly key: string;
  readonly connections: number;
  readonly count: number;
  readonly body: string;
}

/**
 * The ceiling: POSTs per second of the client library alone. The very requests that fieldhook sends, made and signed
 * beforehand, to the same receivers by the same transport over as many connections; nothing to look up or to record.
 */
export async function rawPerSecond(run: RawRun): Promise<number> {
  await run.sink.ask({ ask: 'reset' });
  const pool = new Pool(new URL(run.urls[0] ?? '').origin, {
    connections: run.connections,
    pipelining: 1,
    connect: { ca: await readSinkCertificate(), allowH2: false },
  });
  const requests = prepareRequests(run);
  const startedAt = performance.now();
  const lane = async (): Promise<void> => {
    for (let next = requests.pop(); next !== undefined; next = requests.pop()) {
      const answer = await pool.request({ method: 'POST', ...next });
      await answer.body.dump();
    }
  };
  await Promise.all(Array.from({ length: run.connections }, lane));
  const seconds = (performance.now() - startedAt) / 1000;
  await pool.close();
  return Math.round(run.count / seconds);
}

function prepareRequests({ urls, key, count, body: shared }: RawRun): Prepared[] {
  const keys = [readSigningKey(key)];
  const paths = urls.map((url) => new URL(url).pathname);
  return Array.from({ length: count }, (_, index) => {
    const deliveryId = randomUUID();
    const body = deliveryBody(deliveryId, shared);
    const fixed = { 'content-type': 'application/json', 'user-agent': 'fieldhook/0.1.0' };
    return {
      path: paths[index % paths.length] ?? '/',
      headers: { ...fixed, ...sign({ deliveryId, at: new Date(), body }, keys) },
      body,
    };
  });
}

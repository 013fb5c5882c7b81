import { sql } from 'kysely';
import { setTimeout as delay } from 'node:timers/promises';
import { Pool } from 'undici';
import { type DemoTenant, seedDemoTenant } from '../src/demo/seed.ts';
import { type Db, openDatabase } from '../src/lib/db.ts';
import { silentLog } from '../src/lib/log.ts';
import { ensurePartitions, migrate } from '../src/lib/migrate.ts';
import { createSealer, parseSealingKeys } from '../src/lib/seal.ts';
import { secretKeys, type Sink, startBenchDatabase, startFieldhook, startSink } from './processes.ts';
import type { SinkReport } from './sink.ts';
import { percentile, round } from './statistics.ts';

const PER_SECOND = 200;
const SECONDS = 20;
const WARM_UP = 400;
const BROWSER =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36';

interface Opened {
  readonly sessionId: string;
  readonly secret: string;
}

/**
 * From the commit of a completion to its webhook's first byte at the receiver, 200 completions a second through the HTTP
 * API, open loop. The moment of the commit is PostgreSQL's own (track_commit_timestamp): it is taken before the commit is
 * flushed, so the time to make it durable counts too.
 */
export async function latency(say: (line: string) => void): Promise<object> {
  const database = await startBenchDatabase({ track_commit_timestamp: 'on' });
  const sink = await startSink();
  const { db, close } = openDatabase({ url: database.url, poolSize: 4, log: silentLog, asOwner: true });
  try {
    await migrate(db);
    await ensurePartitions(db, new Date());
    const keys = parseSealingKeys(secretKeys);
    if (typeof keys === 'string') throw new Error(keys);
    const demo = await seedDemoTenant(db, createSealer(keys), `${sink.origin}/hook`);
    if (demo === undefined) throw new Error('the database is not empty');
    const fieldhook = await startFieldhook('start', {
      DATABASE_URL: database.url,
      DELIVERY_ALLOWED_ORIGINS: sink.origin,
      PORT: '0',
    });
    const api = new Pool(fieldhook.baseUrl, { connections: 64 });
    const completions = PER_SECOND * SECONDS;
    say(`opening ${completions + WARM_UP} sessions`);
    const sessions = await openSessions(api, demo, completions + WARM_UP);
    await completeAtRate(api, sessions.splice(0, WARM_UP));
    await untilArrived(sink, WARM_UP);
    await sink.ask({ ask: 'reset' });

    say(`completing ${completions} at ${PER_SECOND} per second`);
    const accepted = await completeAtRate(api, sessions);
    await untilArrived(sink, completions);
    const report = await sink.ask<SinkReport>({ ask: 'report', key: demo.hmacKey });
    const delays = await commitToFirstByte(db, sink);
    await api.close();
    await fieldhook.stop();
    const [p50Ms, p99Ms] = [round(percentile(delays, 0.5), 1), round(percentile(delays, 0.99), 1)];
    const isWhole = accepted === completions && report.distinct === completions && report.unsigned === 0;
    say(
      `accepted ${accepted}, received ${report.received}, distinct ${report.distinct}, unsigned ${report.unsigned}`,
    );
    return {
      scenario: 'latency',
      perSecond: PER_SECOND,
      completions,
      p50Ms,
      p99Ms,
      maxMs: round(percentile(delays, 1), 1),
      ok: isWhole && p50Ms <= 10 && p99Ms <= 50,
    };
  } finally {
    await close();
    sink.stop();
    await database.stop();
  }
}

async function post(
  api: Pool,
  path: string,
  body: object,
  headers: Record<string, string> = {},
): Promise<unknown> {
  const answer = await api.request({
    method: 'POST',
    path,
    headers: { 'content-type': 'application/json', 'user-agent': BROWSER, ...headers },
    body: JSON.stringify(body),
  });
  const text = await answer.body.text();
  if (answer.statusCode >= 300) throw new Error(`${path} answered ${answer.statusCode}: ${text}`);
  return JSON.parse(text);
}

async function openSessions(api: Pool, demo: DemoTenant, count: number): Promise<Opened[]> {
  const opened: Opened[] = [];
  let left = count;
  const lane = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      const { dataApiKey, schedulerId } = demo;
      opened.push((await post(api, '/scheduler/v1/sessions', { dataApiKey, schedulerId })) as Opened);
    }
  };
  await Promise.all(Array.from({ length: 16 }, lane));
  return opened;
}

/** Open loop: each call starts at its own moment, whatever became of the ones before. Returns how many were accepted. */
async function completeAtRate(api: Pool, sessions: readonly Opened[]): Promise<number> {
  const startedAt = performance.now();
  const tomorrow = Date.now() + 86_400_000;
  const calls = sessions.map(async ({ sessionId, secret }, index) => {
    await delay(Math.max(0, startedAt + (index * 1000) / PER_SECOND - performance.now()));
    const body = {
      sequence: 1,
      timeslotStart: new Date(tomorrow).toISOString(),
      timeslotEnd: new Date(tomorrow + 7_200_000).toISOString(),
      customer: { firstName: 'Dana', phone: `+1310${String(2_000_000 + index)}` },
    };
    await post(api, `/scheduler/v1/sessions/${sessionId}/complete`, body, {
      authorization: `Bearer ${secret}`,
      'idempotency-key': sessionId,
    });
  });
  const settled = await Promise.allSettled(calls);
  return settled.filter((call) => call.status === 'fulfilled').length;
}

async function untilArrived(sink: Sink, count: number): Promise<void> {
  const deadline = performance.now() + 30_000;
  while ((await sink.ask<number>({ ask: 'count' })) < count) {
    if (performance.now() > deadline) throw new Error('not everything arrived within 30 s');
    await delay(50);
  }
}

async function commitToFirstByte(db: Db, sink: Sink): Promise<number[]> {
  const { rows } = await sql<{ id: string; committed_ms: number }>`
    select d.id, extract(epoch from pg_xact_commit_timestamp(e.tx_id::xid))::float8 * 1000 as committed_ms
    from deliveries d join events e on e.tenant_id = d.tenant_id and e.id = d.event_id`.execute(db);
  const committed = new Map(rows.map((row) => [row.id, row.committed_ms]));
  const arrivals = await sink.ask<[string, number][]>({ ask: 'arrivals' });
  return arrivals.map(([id, atMs]) => atMs - (committed.get(id) ?? Number.NaN));
}
